import { TextInput } from "@mantine/core";
import { DateTimePicker } from "@mantine/dates";
import { IconCalendarClock } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { calendarHeads } from "../calendar";
import { useFormats } from "../context";
import type { InputProps } from "../FieldKind";
import { useTouch } from "../useTouch";
import { instantToWall, wallToInstant } from "../zone";

export function Input(props: InputProps<string>) {
  const { t } = useTranslation();
  const formats = useFormats();
  const touch = useTouch();
  const wall = props.value == null ? "" : instantToWall(props.value, formats.zone);
  const take = (text: string | null) =>
    props.onChange({ value: text ? wallToInstant(text.slice(0, 16), formats.zone) : null });
  const common = {
    id: props.id,
    error: props.invalid,
    "aria-invalid": props.invalid || undefined,
    "aria-required": props.required || undefined,
    "aria-describedby": props.describedBy,
    onBlur: props.onBlur,
    leftSection: <IconCalendarClock size={14} stroke={1.7} aria-hidden />,
  };
  // The telephone's own calendar is better with a finger than any of ours.
  if (touch) {
    return (
      <TextInput
        {...common}
        // It has an icon of its own.
        leftSection={undefined}
        type="datetime-local"
        value={wall}
        onChange={(event) => take(event.currentTarget.value)}
      />
    );
  }
  return (
    <DateTimePicker
      {...common}
      // Mantine speaks wall time without a zone; the workspace's zone makes an instant of it.
      value={wall ? `${wall.replace("T", " ")}:00` : null}
      onChange={take}
      valueFormat="YYYY-MM-DD HH:mm"
      {...calendarHeads(formats.language)}
      placeholder={props.placeholder ?? t("fields:date_time_hint")}
      clearable={!props.required}
      clearButtonProps={{ "aria-label": t("fields:clear") }}
      popoverProps={{ shadow: "xl", withinPortal: true }}
      submitButtonProps={{ "aria-label": t("fields:take_time") }}
    />
  );
}
