import { ChoiceCards } from "../ChoiceCards";
import { useFormats } from "../context";
import type { InputProps } from "../FieldKind";
import { NO_SETTINGS } from "../FieldSpec";
import { booleanConfig } from "./config";

/** Two choices rather than a switch, because "not answered" differs from "no". */
export function Input(props: InputProps<boolean>) {
  const formats = useFormats();
  const text = (value: boolean) => booleanConfig.format(value, NO_SETTINGS, formats);
  return (
    <ChoiceCards
      {...props}
      choices={[
        { key: "true", text: text(true) },
        { key: "false", text: text(false) },
      ]}
      chosen={props.value == null ? [] : [String(props.value)]}
      onChoose={([key]) => props.onChange({ value: key == null ? null : key === "true" })}
    />
  );
}
