import { IconCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import classes from "./Thread.module.css";

export type StageState = "done" | "now" | "next";

export interface ThreadStage {
  id: string;
  name: string;
  state: StageState;
  /** "who · role · time", already in the reader's language. */
  note?: string | null;
}

/** The procedure as a line: what is done, where it stands, what comes next. */
export function Thread({ stages, compact = false }: { stages: ThreadStage[]; compact?: boolean }) {
  const { t } = useTranslation();
  // None when everything is done.
  const now = stages.findIndex((stage) => stage.state === "now");
  return (
    <div className={classes.thread} data-compact={compact || undefined}>
      <ol className={classes.stages} aria-label={t("ui:thread.label")}>
        {stages.map((stage) => (
          <li
            key={stage.id}
            className={classes.stage}
            data-state={stage.state}
            aria-current={stage.state === "now" ? "step" : undefined}
          >
            <span className={classes.segment} aria-hidden />
            <span className={classes.name}>
              <span className={classes.mark} aria-hidden>
                {stage.state === "done" && <IconCheck size={14} stroke={2.4} />}
              </span>
              <span className="ellipsis" title={stage.name}>
                {stage.name}
              </span>
              <span className="sr-only">{t(`ui:thread.${stage.state}`)}</span>
            </span>
            {stage.note && (
              <span className={classes.note} title={stage.note}>
                {stage.note}
              </span>
            )}
          </li>
        ))}
      </ol>
      {compact && (
        <div className={classes.caption} data-over={now < 0 || undefined}>
          {now < 0 ? (
            <b>{stages[stages.length - 1]?.name}</b>
          ) : (
            // Which step it is is said nowhere else where this is all there is room for.
            <b title={stages[now]?.name}>
              {t("ui:thread.position", { index: now + 1, total: stages.length })} · {stages[now]?.name}
            </b>
          )}
          {now >= 0 && stages[now + 1] && (
            <span>{t("ui:thread.nextUp", { name: stages[now + 1]?.name })}</span>
          )}
        </div>
      )}
    </div>
  );
}

/** The same line in the width of a list cell: dots, and a dash where the ticket stands. */
export function MiniThread({
  index,
  total,
  tone = "accent",
}: {
  /** Position of the current step, from 0; `total` when everything is done. */
  index: number;
  total: number;
  tone?: "accent" | "bad";
}) {
  const { t } = useTranslation();
  // A line of more than eight marks would not be read anyway; it keeps the proportion instead.
  const marks = Math.min(Math.max(total, 1), 8);
  const now = total > marks ? Math.round((index / total) * marks) : index;
  return (
    <span
      className={classes.mini}
      data-tone={tone}
      role="img"
      aria-label={t("ui:thread.position", { index: Math.min(index + 1, total), total })}
    >
      {Array.from({ length: marks }, (_, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the marks have no identity but their place
        <i key={i} data-state={i < now ? "done" : i === now ? "now" : "next"} />
      ))}
    </span>
  );
}
