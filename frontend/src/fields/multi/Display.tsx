import { useFormats } from "../context";
import type { DisplayProps } from "../FieldKind";
import { NO_SETTINGS } from "../FieldSpec";
import styles from "../fields.module.css";
import { Tag } from "../Tag";
import { multiConfig } from "./config";

export function Display({ field, value, mode }: DisplayProps<readonly string[]>) {
  const formats = useFormats();
  const settings = field.settings ?? NO_SETTINGS;
  return (
    <span
      className={styles.tags}
      data-mode={mode}
      title={mode === "cell" ? multiConfig.format(value, settings, formats) : undefined}
    >
      {value.map((key) => (
        <Tag key={key} settings={settings} option={key} boxed small={mode === "cell"} />
      ))}
    </span>
  );
}
