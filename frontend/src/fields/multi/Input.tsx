import { MultiSelect } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { labelIn, useLabel } from "@/ui";
import { ChoiceCards } from "../ChoiceCards";
import { useFormats } from "../context";
import type { InputProps } from "../FieldKind";
import { NO_SETTINGS } from "../FieldSpec";
import { useTouch } from "../useTouch";

const FEW = 8;

export function Input(props: InputProps<readonly string[]>) {
  const { t } = useTranslation();
  const label = useLabel();
  const formats = useFormats();
  const touch = useTouch();
  const chosen = props.value ?? [];
  const choices = ((props.field.settings ?? NO_SETTINGS).options ?? []).map((o) => ({
    key: o.key,
    text: labelIn(o.label, formats.language),
  }));
  for (const key of chosen) {
    if (!choices.some((c) => c.key === key)) choices.push({ key, text: key });
  }
  const choose = (keys: readonly string[]) => props.onChange({ value: keys.length > 0 ? keys : null });
  if (touch && choices.length <= FEW) {
    return <ChoiceCards {...props} many choices={choices} chosen={chosen} onChoose={choose} />;
  }
  return (
    <MultiSelect
      id={props.id}
      // The list that opens is named by it.
      aria-label={label(props.field.label)}
      data={choices.map((c) => ({ value: c.key, label: c.text }))}
      value={[...chosen]}
      onChange={choose}
      onBlur={props.onBlur}
      error={props.invalid}
      aria-required={props.required || undefined}
      aria-describedby={props.describedBy}
      placeholder={chosen.length === 0 ? (props.placeholder ?? t("fields:choose")) : undefined}
      searchable
      clearable
      nothingFoundMessage={t("fields:nothing_found")}
      comboboxProps={{ withinPortal: true, shadow: "md" }}
      clearButtonProps={{ "aria-label": t("fields:clear") }}
    />
  );
}
