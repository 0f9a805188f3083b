import type { InputProps } from "../FieldKind";
import { PathSelect } from "../tree/PathSelect";
import { useRegions } from "./regions";

export function Input(props: InputProps<string>) {
  return <PathSelect {...props} options={useRegions()} />;
}
