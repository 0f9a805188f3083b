import { Combobox, Select, TextInput } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { labelIn } from "@/ui";
import { ChoiceCards } from "../ChoiceCards";
import { useFormats } from "../context";
import type { InputProps } from "../FieldKind";
import { NO_SETTINGS } from "../FieldSpec";
import styles from "../fields.module.css";
import { useApproached } from "../useApproached";
import { useTouch } from "../useTouch";
import { optionOf } from "./config";

/** Up to this many choices are laid out as cards where fingers choose. */
const FEW = 4;

export function Input(props: InputProps<string>) {
  const { t } = useTranslation();
  const formats = useFormats();
  const touch = useTouch();
  const approached = useApproached(props.id, props.value != null);
  const settings = props.field.settings ?? NO_SETTINGS;
  const choices = (settings.options ?? []).map((o) => ({
    key: o.key,
    text: labelIn(o.label, formats.language),
  }));
  // A value whose option was removed since stays visible until somebody chooses another.
  if (props.value != null && !choices.some((c) => c.key === props.value)) {
    choices.push({ key: props.value, text: props.value });
  }
  if (touch && choices.length <= FEW) {
    return (
      <ChoiceCards
        {...props}
        choices={choices}
        chosen={props.value == null ? [] : [props.value]}
        onChoose={([key]) => props.onChange({ value: key ?? null })}
      />
    );
  }
  const common = {
    id: props.id,
    error: props.invalid,
    "aria-required": props.required || undefined,
    "aria-describedby": props.describedBy,
    placeholder:
      props.placeholder ??
      (choices.length <= FEW
        ? t("fields:choose_of", {
            options: choices.map((c) => c.text).join(formats.language === "zh" ? "、" : ", "),
          })
        : t("fields:choose")),
  };
  if (!approached.there) {
    return (
      <TextInput
        {...common}
        {...approached.standIn}
        role="combobox"
        aria-haspopup="listbox"
        aria-expanded={false}
        autoComplete="off"
        rightSection={<Combobox.Chevron size="sm" error={props.invalid} />}
        rightSectionPointerEvents="none"
      />
    );
  }
  return (
    <Select
      {...common}
      // The list that opens is named by it.
      aria-label={labelIn(props.field.label, formats.language)}
      data={choices.map((c) => ({ value: c.key, label: c.text }))}
      value={props.value}
      onChange={(key) => props.onChange({ value: key })}
      onBlur={props.onBlur}
      searchable
      clearable={!props.required}
      allowDeselect={false}
      nothingFoundMessage={t("fields:nothing_found")}
      comboboxProps={{ withinPortal: true, shadow: "md" }}
      renderOption={({ option, checked }) => (
        <span className={styles.option}>
          <span className={styles.dot} data-tone={optionOf(settings, option.value)?.tone ?? undefined} />
          {option.label}
          {checked && <IconCheck size={14} stroke={2.4} aria-hidden />}
        </span>
      )}
    />
  );
}
