import { useTranslation } from "react-i18next";
import { useFormats } from "../context";
import { formatDecimal } from "../decimal";
import type { InputProps } from "../FieldKind";
import { NO_SETTINGS } from "../FieldSpec";
import type { Money } from "../model";
import { ParsedText } from "../ParsedText";
import { currencySign, moneyConfig, moneyScale } from "./config";

export function Input(props: InputProps<Money>) {
  const { t } = useTranslation();
  const formats = useFormats();
  const settings = props.field.settings ?? NO_SETTINGS;
  const currency = props.value?.currency ?? settings.currency ?? formats.currency;
  const max =
    settings.max == null
      ? null
      : t("fields:max", {
          value: formatDecimal(String(settings.max), formats.language, {
            scale: moneyScale(currency, settings),
          }),
        });
  return (
    <ParsedText
      {...props}
      config={moneyConfig}
      inputMode="decimal"
      numeric
      leftSection={<span aria-hidden>{currencySign(currency, formats)}</span>}
      rightSection={
        max && <span style={{ fontSize: 11, color: "var(--ink3)", whiteSpace: "nowrap" }}>{max}</span>
      }
      {...(max ? { rightSectionWidth: 24 + max.length * 6 } : {})}
    />
  );
}
