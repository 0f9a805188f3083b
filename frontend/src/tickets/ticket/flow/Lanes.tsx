import { IconAlertTriangle, IconCheck, IconClock, IconPlayerPlay } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { FlowBranch } from "@/api";
import { useFormats } from "@/fields";
import { formatDateTime, useLabel } from "@/ui";
import styles from "./flow.module.css";
import { laneState } from "./words";

const ICONS = { now: IconPlayerPlay, wait: IconClock, met: IconCheck, stuck: IconAlertTriangle } as const;

/** The ways a ticket goes at once, below its line: where each is, whose it is and since when, and what is likely to come on it. */
export function Lanes({ branches }: { branches: readonly FlowBranch[] }) {
  const { t } = useTranslation();
  const label = useLabel();
  const { language, zone } = useFormats();
  return (
    <ul className={styles.lanes} aria-label={t("flow:lanes")}>
      {branches.map((branch) => {
        const state = laneState(branch);
        const Icon = ICONS[state];
        const note = [
          branch.assignee?.name ?? null,
          t("flow:since", { time: formatDateTime(branch.since, language, zone) }),
        ]
          .filter(Boolean)
          .join(" · ");
        return (
          <li key={branch.id} className={styles.lane} data-state={state} title={note}>
            <span className={styles.laneMark}>
              <Icon size={12} stroke={2} aria-hidden />
            </span>
            <b className="ellipsis">{label(branch.step.label)}</b>
            <span className={styles.laneState}>{t(`flow:lane_state.${state}`)}</span>
            <span className={styles.laneNote}>{note}</span>
            {branch.ahead.map((step) => (
              <span key={step.id} className={styles.laneNext}>
                <span className={styles.laneDash} aria-hidden />
                <span className="ellipsis">{label(step.label)}</span>
                <span className="sr-only">{t("ui:thread.next")}</span>
              </span>
            ))}
          </li>
        );
      })}
    </ul>
  );
}
