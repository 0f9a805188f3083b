import { Pill } from "@/ui";
import { useFormats } from "../context";
import type { DisplayProps } from "../FieldKind";
import { NO_SETTINGS } from "../FieldSpec";
import styles from "../fields.module.css";
import { tagsConfig } from "./config";

export function Display({ field, value, mode }: DisplayProps<readonly string[]>) {
  const formats = useFormats();
  return (
    <span
      className={styles.tags}
      data-mode={mode}
      title={mode === "cell" ? tagsConfig.format(value, field.settings ?? NO_SETTINGS, formats) : undefined}
    >
      {value.map((tag) => (
        <Pill key={tag} small={mode === "cell"}>
          {tag}
        </Pill>
      ))}
    </span>
  );
}
