import type { InputProps } from "../FieldKind";
import { ParsedText } from "../ParsedText";
import { textConfig } from "./config";

export function Input(props: InputProps<string>) {
  return <ParsedText {...props} config={textConfig} />;
}
