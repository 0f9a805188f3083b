import { IconLock } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { AgendaItem } from "@/api";
import { useLabel } from "@/ui";
import styles from "./agenda.module.css";
import { keyInWords } from "./words";

/** What an entry says; a clock says what its rule does or else its key, and what looks at something hidden says nothing. */
export function EntryText({
  entry,
}: {
  entry: Pick<AgendaItem, "kind" | "key" | "text"> & Partial<Pick<AgendaItem, "by">>;
}) {
  const { t } = useTranslation();
  const label = useLabel();
  if (entry.kind === "clock") return <>{label(entry.by?.label) || keyInWords(entry.key)}</>;
  if (entry.text) return <>{label(entry.text)}</>;
  return (
    <span className={styles.locked}>
      <IconLock size={13} stroke={1.7} aria-hidden /> {t("ticket:timeline.not_for_you")}
    </span>
  );
}
