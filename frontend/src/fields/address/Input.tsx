import { Select, TextInput } from "@mantine/core";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useFormats } from "../context";
import { COUNTRIES, countryName } from "../countries";
import type { InputProps } from "../FieldKind";
import styles from "../fields.module.css";
import type { Parts } from "../model";
import { withPart } from "../parts";
import { ADDRESS_PARTS } from "./config";

export function Input(props: InputProps<Parts>) {
  const { t } = useTranslation();
  const { language } = useFormats();
  const countries = useMemo(
    () =>
      COUNTRIES.map((code) => ({ value: code, label: countryName(code, language) })).sort((a, b) =>
        a.label.localeCompare(b.label, language),
      ),
    [language],
  );
  return (
    <div
      className={styles.address}
      role="group"
      aria-labelledby={props.labelledBy}
      aria-describedby={props.describedBy}
    >
      {ADDRESS_PARTS.map((part, index) => {
        const id = index === 0 ? props.id : `${props.id}-${part}`;
        const set = (text: string | null) => props.onChange({ value: withPart(props.value, part, text) });
        return (
          <div key={part} data-part={part}>
            <label className={styles.partLabel} htmlFor={id}>
              {t(`fields:address.${part}`)}
            </label>
            {part === "country" ? (
              <Select
                id={id}
                data={countries}
                value={props.value?.country ?? null}
                onChange={set}
                onBlur={props.onBlur}
                searchable
                clearable
                limit={60}
                nothingFoundMessage={t("fields:nothing_found")}
                clearButtonProps={{ "aria-label": t("fields:clear") }}
                comboboxProps={{ withinPortal: true, shadow: "md" }}
              />
            ) : (
              <TextInput
                id={id}
                value={props.value?.[part] ?? ""}
                onChange={(event) => set(event.currentTarget.value)}
                onBlur={props.onBlur}
                error={props.invalid && part === "street"}
                autoComplete="off"
              />
            )}
          </div>
        );
      })}
    </div>
  );
}
