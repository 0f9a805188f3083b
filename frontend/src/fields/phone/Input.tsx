import { IconPhone } from "@tabler/icons-react";
import type { InputProps } from "../FieldKind";
import { ParsedText } from "../ParsedText";
import { phoneConfig } from "./config";

export function Input(props: InputProps<string>) {
  return (
    <ParsedText
      {...props}
      config={phoneConfig}
      type="tel"
      inputMode="tel"
      numeric
      leftSection={<IconPhone size={14} stroke={1.7} aria-hidden />}
    />
  );
}
