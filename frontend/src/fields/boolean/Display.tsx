import { IconCheck, IconX } from "@tabler/icons-react";
import { useFormats } from "../context";
import type { DisplayProps } from "../FieldKind";
import { NO_SETTINGS } from "../FieldSpec";
import styles from "../fields.module.css";
import { booleanConfig } from "./config";

export function Display({ value, field }: DisplayProps<boolean>) {
  const formats = useFormats();
  const Icon = value ? IconCheck : IconX;
  return (
    <span className={styles.yesNo}>
      <Icon size={13} stroke={2.4} aria-hidden color={value ? "var(--good-dot)" : "var(--ink3)"} />
      {booleanConfig.format(value, field.settings ?? NO_SETTINGS, formats)}
    </span>
  );
}
