import { IconExternalLink } from "@tabler/icons-react";
import type { DisplayProps } from "../FieldKind";
import styles from "../fields.module.css";
import { isWeb } from "./config";

export function Display({ value, mode }: DisplayProps<string>) {
  const short = value.replace(/^https?:\/\//, "").replace(/\/$/, "");
  if (mode === "cell" || !isWeb(value)) {
    return (
      <span className={styles.cell} title={value}>
        {short}
      </span>
    );
  }
  return (
    <a className={styles.link} href={value} target="_blank" rel="noopener noreferrer nofollow">
      {short}
      <IconExternalLink size={13} stroke={1.7} aria-hidden />
    </a>
  );
}
