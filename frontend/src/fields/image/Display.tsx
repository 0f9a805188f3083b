import { pictureAddress } from "@/api";
import { useFormats } from "../context";
import type { DisplayProps } from "../FieldKind";
import { NO_SETTINGS } from "../FieldSpec";
import { FileList } from "../files/FileList";
import styles from "../files/files.module.css";
import { imageConfig } from "./config";

/** So many fit into a cell. */
const SHOWN = 3;

export function Display({ field, value, mode }: DisplayProps<readonly string[]>) {
  const formats = useFormats();
  if (mode === "read") return <FileList ids={value} look="tiles" />;
  const text = imageConfig.format(value, field.settings ?? NO_SETTINGS, formats);
  return (
    <span className={styles.strip} role="img" aria-label={text} title={text}>
      {value.slice(0, SHOWN).map((id) => (
        <img key={id} src={pictureAddress(id, "small")} alt="" loading="lazy" />
      ))}
      {value.length > SHOWN && <span aria-hidden>+{value.length - SHOWN}</span>}
    </span>
  );
}
