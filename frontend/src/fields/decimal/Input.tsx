import type { InputProps } from "../FieldKind";
import { ParsedText } from "../ParsedText";
import { decimalConfig } from "./config";

export function Input(props: InputProps<string>) {
  return <ParsedText {...props} config={decimalConfig} inputMode="decimal" numeric />;
}
