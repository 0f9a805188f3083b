import { IconWorld } from "@tabler/icons-react";
import type { InputProps } from "../FieldKind";
import { ParsedText } from "../ParsedText";
import { urlConfig } from "./config";

export function Input(props: InputProps<string>) {
  return (
    <ParsedText
      {...props}
      config={urlConfig}
      inputMode="url"
      placeholder={props.placeholder ?? "https://example.com"}
      leftSection={<IconWorld size={14} stroke={1.7} aria-hidden />}
    />
  );
}
