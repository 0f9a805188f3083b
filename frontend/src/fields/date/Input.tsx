import { TextInput } from "@mantine/core";
import { DateInput } from "@mantine/dates";
import { IconCalendar } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { calendarHeads } from "../calendar";
import { useFormats } from "../context";
import type { InputProps } from "../FieldKind";
import { NO_SETTINGS } from "../FieldSpec";
import { useApproached } from "../useApproached";
import { useTouch } from "../useTouch";
import { dateConfig } from "./config";

export function Input(props: InputProps<string>) {
  const { t } = useTranslation();
  const formats = useFormats();
  const touch = useTouch();
  const approached = useApproached(props.id, props.value != null);
  const [typed, setTyped] = useState<string | null>(null);
  const common = {
    id: props.id,
    error: props.invalid,
    "aria-invalid": props.invalid || undefined,
    "aria-required": props.required || undefined,
    "aria-describedby": props.describedBy,
    leftSection: <IconCalendar size={14} stroke={1.7} aria-hidden />,
    placeholder: props.placeholder ?? t("fields:date_hint"),
  };
  // The telephone's own calendar is better with a finger than any of ours.
  if (touch) {
    return (
      <TextInput
        {...common}
        // It has an icon of its own.
        leftSection={undefined}
        type="date"
        value={props.value ?? ""}
        onChange={(event) => props.onChange({ value: event.currentTarget.value || null })}
        onBlur={props.onBlur}
      />
    );
  }
  if (!approached.there) {
    return <TextInput {...common} {...approached.standIn} autoComplete="off" />;
  }
  return (
    <DateInput
      {...common}
      value={props.value}
      onChange={(day) => props.onChange({ value: day })}
      valueFormat="YYYY-MM-DD"
      dateParser={(text) => {
        const read = dateConfig.parse(text, NO_SETTINGS, formats);
        return read.ok ? read.value : null;
      }}
      onChangeCapture={(event) => setTyped((event.target as HTMLInputElement).value)}
      onBlur={() => {
        if (typed != null) {
          const read = dateConfig.parse(typed, NO_SETTINGS, formats);
          props.onChange(read.ok ? { value: read.value } : { text: typed, problem: read.problem });
          setTyped(null);
        }
        props.onBlur?.();
      }}
      locale={formats.language === "zh" ? "zh-cn" : "en"}
      {...calendarHeads(formats.language, t)}
      firstDayOfWeek={1}
      clearable={!props.required}
      clearButtonProps={{ "aria-label": t("fields:clear") }}
      popoverProps={{ shadow: "md", withinPortal: !props.inPopover }}
    />
  );
}
