import type { DisplayProps } from "../FieldKind";
import styles from "../fields.module.css";

export function Display({ value, mode }: DisplayProps<string>) {
  // A row of a list is a link already; a link within a link is none.
  if (mode === "cell") {
    return (
      <span className={styles.cell} title={value}>
        {value}
      </span>
    );
  }
  return (
    <a className={styles.link} href={`mailto:${encodeURIComponent(value).replace("%40", "@")}`}>
      {value}
    </a>
  );
}
