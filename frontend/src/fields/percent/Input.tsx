import type { InputProps } from "../FieldKind";
import { ParsedText } from "../ParsedText";
import { percentConfig } from "./config";

export function Input(props: InputProps<string>) {
  return (
    <ParsedText
      {...props}
      config={percentConfig}
      inputMode="decimal"
      numeric
      rightSection={<span aria-hidden>%</span>}
    />
  );
}
