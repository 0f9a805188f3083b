import { useTranslation } from "react-i18next";
import { Input as DateInput } from "../date/Input";
import type { InputProps } from "../FieldKind";
import styles from "../fields.module.css";
import type { Parts } from "../model";
import { withPart } from "../parts";

export function Input(props: InputProps<Parts>) {
  const { t } = useTranslation();
  return (
    <div
      className={styles.range}
      role="group"
      aria-labelledby={props.labelledBy}
      aria-describedby={props.describedBy}
    >
      {(["start", "end"] as const).map((part, index) => (
        <div key={part}>
          <label className={styles.partLabel} htmlFor={index === 0 ? props.id : `${props.id}-end`}>
            {t(`fields:range.${part}`)}
          </label>
          <DateInput
            id={index === 0 ? props.id : `${props.id}-end`}
            field={props.field}
            value={props.value?.[part] ?? null}
            onChange={(change) => {
              if ("value" in change) props.onChange({ value: withPart(props.value, part, change.value) });
              else props.onChange(change);
            }}
            {...(props.onBlur ? { onBlur: props.onBlur } : {})}
            invalid={props.invalid}
            required={props.required && index === 0}
            labelledBy={props.labelledBy}
          />
        </div>
      ))}
    </div>
  );
}
