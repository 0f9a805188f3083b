import type { InputProps } from "../FieldKind";
import { ParsedText } from "../ParsedText";
import { integerConfig } from "./config";

export function Input(props: InputProps<string>) {
  return <ParsedText {...props} config={integerConfig} inputMode="numeric" numeric />;
}
