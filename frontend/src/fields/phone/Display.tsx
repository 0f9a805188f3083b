import type { DisplayProps } from "../FieldKind";
import styles from "../fields.module.css";
import { plainDisplay } from "../PlainDisplay";
import { phoneConfig } from "./config";

const Line = plainDisplay(phoneConfig, { numeric: true });

/** Who stands before a closed door calls with one tap. */
export function Display(props: DisplayProps<string>) {
  // A row of a list is a link already; a link within a link is none.
  if (props.mode === "cell") return <Line {...props} />;
  return (
    <a className={styles.link} href={`tel:${props.value}`}>
      <Line {...props} />
    </a>
  );
}
