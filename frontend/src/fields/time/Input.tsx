import { TextInput } from "@mantine/core";
import { IconClock } from "@tabler/icons-react";
import type { InputProps } from "../FieldKind";
import { ParsedText } from "../ParsedText";
import { useTouch } from "../useTouch";
import { timeConfig } from "./config";

export function Input(props: InputProps<string>) {
  const touch = useTouch();
  if (touch) {
    return (
      <TextInput
        id={props.id}
        type="time"
        value={props.value ?? ""}
        onChange={(event) => props.onChange({ value: event.currentTarget.value.slice(0, 5) || null })}
        onBlur={props.onBlur}
        error={props.invalid}
        aria-required={props.required || undefined}
        aria-describedby={props.describedBy}
      />
    );
  }
  return (
    <ParsedText
      {...props}
      config={timeConfig}
      numeric
      placeholder={props.placeholder ?? "09:30"}
      leftSection={<IconClock size={14} stroke={1.7} aria-hidden />}
    />
  );
}
