import { useTranslation } from "react-i18next";
import type { DisplayProps } from "../FieldKind";
import styles from "../fields.module.css";
import type { Reference } from "../model";
import { RecordLink } from "../RecordLink";

export function Display({ value, mode }: DisplayProps<Reference>) {
  const { t } = useTranslation();
  const title = value.title ?? t("fields:record_untitled");
  return (
    <span className={mode === "cell" ? styles.cell : styles.read} title={title}>
      {/* A row of a list leads somewhere itself. */}
      {mode === "cell" ? title : <RecordLink to={value}>{title}</RecordLink>}
    </span>
  );
}
