import { TextInput } from "@mantine/core";
import { DateTimePicker } from "@mantine/dates";
import { IconCalendarClock } from "@tabler/icons-react";
import type { MouseEvent } from "react";
import { useTranslation } from "react-i18next";
import { calendarHeads } from "../calendar";
import { useFormats } from "../context";
import type { InputProps } from "../FieldKind";
import { useTouch } from "../useTouch";
import { instantToWall, wallToInstant } from "../zone";

/** A click chooses all of the hour or the minute: digits typed into the middle of it would make another time. */
const WHOLE = {
  onClick: (event: MouseEvent<HTMLInputElement>) => {
    event.stopPropagation();
    const box = event.currentTarget;
    requestAnimationFrame(() => box.select());
  },
};

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
      {...calendarHeads(formats.language, t)}
      placeholder={props.placeholder ?? t("fields:date_time_hint")}
      clearable={!props.required}
      clearButtonProps={{ "aria-label": t("fields:clear") }}
      // It names what opens after its own box, which has our id and not the one it thinks of.
      popoverProps={{ shadow: "xl", withinPortal: true, id: props.labelledBy }}
      timePickerProps={{
        hoursInputLabel: t("fields:hour"),
        minutesInputLabel: t("fields:minute"),
        hoursInputProps: WHOLE,
        minutesInputProps: WHOLE,
      }}
      submitButtonProps={{ "aria-label": t("fields:take_time") }}
    />
  );
}
