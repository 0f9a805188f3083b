import type { InputProps } from "../FieldKind";
import { FilesInput } from "../files/FilesInput";

export function Input(props: InputProps<readonly string[]>) {
  return <FilesInput {...props} images={false} />;
}
