import { IconLock } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { isMasked } from "@/api";
import { type FieldSpec, NO_SETTINGS } from "./FieldSpec";
import styles from "./fields.module.css";
import { fieldKind } from "./registry";

interface Props {
  readonly field: FieldSpec;
  /** The value as the API sends it, `{masked}` included. */
  readonly value: unknown;
  readonly mode?: "cell" | "read";
  /** What stands for no value; a dash unless told. */
  readonly empty?: ReactNode;
}

/** A field's value for reading, whatever its kind: in lists, in read-only fields, in the customer's pane. */
export function FieldDisplay({ field, value, mode = "cell", empty = "–" }: Props) {
  const { t } = useTranslation();
  if (isMasked(value)) {
    // A secret is not even searched for.
    const meaning = t(fieldKind(field.kind).writeOnly ? "fields:secret.hidden" : "fields:masked_title");
    return (
      <span className={styles.masked} title={meaning}>
        {value.masked}
        <IconLock size={13} stroke={1.7} aria-label={meaning} role="img" />
      </span>
    );
  }
  const { config, Display } = fieldKind(field.kind);
  const known = config.fromJson(value, field.settings ?? NO_SETTINGS);
  if (known == null || config.isEmpty(known)) return <span style={{ color: "var(--ink3)" }}>{empty}</span>;
  return <Display field={field} value={known} mode={mode} />;
}
