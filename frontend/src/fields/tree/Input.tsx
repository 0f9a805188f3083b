import type { InputProps } from "../FieldKind";
import { PathSelect } from "./PathSelect";

export function Input(props: InputProps<string>) {
  return <PathSelect {...props} options={props.field.settings?.options ?? []} />;
}
