import { useTranslation } from "react-i18next";
import { listed } from "@/ui";
import type { DisplayProps } from "../FieldKind";
import styles from "../fields.module.css";
import type { Reference } from "../model";
import { RecordLink } from "../RecordLink";

export function Display({ value, mode }: DisplayProps<readonly Reference[]>) {
  const { t } = useTranslation();
  const title = (r: Reference) => r.title ?? t("fields:record_untitled");
  const all = listed(t, value.map(title));
  return (
    <span className={mode === "cell" ? styles.cell : styles.read} title={all}>
      {mode === "cell"
        ? all
        : value.map((record, i) => (
            <span key={record.id}>
              {i > 0 && t("common:joined.comma")}
              <RecordLink to={record}>{title(record)}</RecordLink>
            </span>
          ))}
    </span>
  );
}
