import type { InputProps } from "../FieldKind";
import { ParsedText } from "../ParsedText";
import { longTextConfig } from "./config";

export function Input(props: InputProps<string>) {
  return <ParsedText {...props} config={longTextConfig} multiline />;
}
