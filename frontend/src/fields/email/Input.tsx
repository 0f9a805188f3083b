import { IconMail } from "@tabler/icons-react";
import type { InputProps } from "../FieldKind";
import { ParsedText } from "../ParsedText";
import { emailConfig } from "./config";

export function Input(props: InputProps<string>) {
  return (
    <ParsedText
      {...props}
      config={emailConfig}
      type="email"
      inputMode="email"
      placeholder={props.placeholder ?? "name@example.com"}
      leftSection={<IconMail size={14} stroke={1.7} aria-hidden />}
    />
  );
}
