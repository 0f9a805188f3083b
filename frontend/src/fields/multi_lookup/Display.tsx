import { useTranslation } from "react-i18next";
import type { DisplayProps } from "../FieldKind";
import styles from "../fields.module.css";
import type { Reference } from "../model";
import { RecordLink } from "../RecordLink";

/** No comma: titles have their own. */
const BETWEEN = " · ";

export function Display({ value, mode }: DisplayProps<readonly Reference[]>) {
  const { t } = useTranslation();
  const title = (r: Reference) => r.title ?? t("fields:record_untitled");
  const all = value.map(title).join(BETWEEN);
  return (
    <span className={mode === "cell" ? styles.cell : styles.read} title={all}>
      {mode === "cell"
        ? all
        : value.map((record, i) => (
            <span key={record.id}>
              {i > 0 && BETWEEN}
              <RecordLink to={record}>{title(record)}</RecordLink>
            </span>
          ))}
    </span>
  );
}
