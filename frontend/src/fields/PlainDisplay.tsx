import { useFormats } from "./context";
import type { FieldConfig } from "./FieldConfig";
import type { DisplayProps } from "./FieldKind";
import { NO_SETTINGS } from "./FieldSpec";
import styles from "./fields.module.css";
import type { FieldValue } from "./model";

/** The display of kinds whose localised text says it all. */
export function plainDisplay<V extends FieldValue>(config: FieldConfig<V>, look: { numeric?: boolean } = {}) {
  return function PlainDisplay({ field, value, mode }: DisplayProps<V>) {
    const formats = useFormats();
    const text = config.format(value, field.settings ?? NO_SETTINGS, formats);
    return (
      <span
        className={mode === "cell" ? styles.cell : styles.read}
        data-numeric={look.numeric || undefined}
        title={mode === "cell" ? text : undefined}
      >
        {text}
      </span>
    );
  };
}
