import { IconPaperclip } from "@tabler/icons-react";
import { useFormats } from "../context";
import type { DisplayProps } from "../FieldKind";
import { NO_SETTINGS } from "../FieldSpec";
import { FileList } from "../files/FileList";
import styles from "../files/files.module.css";
import { fileConfig } from "./config";

/** In a list only how many: a page of fifty rows does not ask for two hundred names. */
export function Display({ field, value, mode }: DisplayProps<readonly string[]>) {
  const formats = useFormats();
  if (mode === "read") return <FileList ids={value} look="lines" />;
  return (
    <span className={styles.count}>
      <IconPaperclip size={13} stroke={1.7} aria-hidden />
      {fileConfig.format(value, field.settings ?? NO_SETTINGS, formats)}
    </span>
  );
}
