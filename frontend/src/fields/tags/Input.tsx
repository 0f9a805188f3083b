import { TagsInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { InputProps } from "../FieldKind";
import { tidy } from "./config";

export function Input(props: InputProps<readonly string[]>) {
  const { t } = useTranslation();
  const tags = props.value ?? [];
  return (
    <TagsInput
      id={props.id}
      value={[...tags]}
      onChange={(next) => props.onChange({ value: tidy(next) })}
      onBlur={props.onBlur}
      error={props.invalid}
      aria-required={props.required || undefined}
      aria-describedby={props.describedBy}
      splitChars={[",", "，", "、", ";", "；"]}
      acceptValueOnBlur
      clearable
      clearButtonProps={{ "aria-label": t("fields:clear") }}
      placeholder={tags.length === 0 ? (props.placeholder ?? t("fields:tags_hint")) : undefined}
      comboboxProps={{ withinPortal: true, shadow: "md" }}
    />
  );
}
