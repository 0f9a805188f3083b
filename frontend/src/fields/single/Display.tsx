import { useFormats } from "../context";
import type { DisplayProps } from "../FieldKind";
import { NO_SETTINGS } from "../FieldSpec";
import styles from "../fields.module.css";
import { Tag } from "../Tag";
import { singleConfig } from "./config";

export function Display({ field, value, mode }: DisplayProps<string>) {
  const formats = useFormats();
  const settings = field.settings ?? NO_SETTINGS;
  return (
    <span
      className={mode === "cell" ? styles.cell : styles.read}
      title={mode === "cell" ? singleConfig.format(value, settings, formats) : undefined}
    >
      <Tag settings={settings} option={value} small={mode === "cell"} />
    </span>
  );
}
