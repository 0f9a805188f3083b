import { IconCheck, IconX } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { TicketDetail } from "@/api";
import { NamedAction, useLabel } from "@/ui";
import { isForked, whyText } from "./flow/words";
import styles from "./ticket.module.css";
import type { TicketWork } from "./useTicketWork";

interface Props {
  readonly detail: TicketDetail;
  readonly work: TicketWork;
  readonly narrow: boolean;
  readonly children?: ReactNode;
}

/** The step's actions by their names; the main one is the one filled button of the pane. */
export function ActionBar({ detail, work, narrow, children }: Props) {
  const { t } = useTranslation();
  const label = useLabel();
  // Of several ways each has its own buttons, where it stands.
  const actions = isForked(detail.flow.branches) ? [] : detail.actions;
  const main = actions.find((a) => a.tone === "main") ?? actions.find((a) => a.tone !== "danger");
  // On a telephone the main action stands at the right, where the thumb is.
  const ordered = narrow ? [...actions].reverse() : actions;
  const why = actions.length === 0 ? detail.flow.branches.find((one) => one.id === 0)?.why : null;
  if (ordered.length === 0 && !children) return null;
  return (
    <div className={styles.actions} data-narrow={narrow || undefined}>
      {ordered.map((action) => (
        <div key={action.key} className={styles.action} data-main={action === main || undefined}>
          <NamedAction
            name={label(action.label)}
            tone={action === main ? "primary" : action.tone === "danger" ? "danger" : "default"}
            icon={
              action === main ? (
                <IconCheck size={14} stroke={2.4} aria-hidden />
              ) : action.tone === "danger" ? (
                <IconX size={14} stroke={2} aria-hidden />
              ) : undefined
            }
            busy={work.busy === action.key}
            blocked={
              action.enabled
                ? null
                : t(`ticket:blocked.${action.reason ?? "other"}`, { defaultValue: t("ticket:blocked.other") })
            }
            onClick={() => void work.act(action.key)}
          />
        </div>
      ))}
      {why && <span className={styles.meta}>{whyText(t, label, why)}</span>}
      <span className={styles.grow} />
      {children}
    </div>
  );
}
