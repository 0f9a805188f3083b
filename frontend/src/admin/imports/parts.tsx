import { Progress } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { ImportCounts, ImportJob } from "@/api";
import { useFormats } from "@/fields";
import { formatDecimal, Pill, type Tone } from "@/ui";
import classes from "./imports.module.css";

const tones: Record<ImportJob["state"], Tone> = {
  uploading: "accent",
  reading: "accent",
  ready: "warn",
  checking: "accent",
  running: "accent",
  done: "good",
  cancelled: "neutral",
  failed: "bad",
};

/** Whether something happens by itself, so that looking again is worth it. */
export const isWorking = (job: Pick<ImportJob, "state">) =>
  job.state === "uploading" || job.state === "reading" || job.state === "checking" || job.state === "running";

export function StatePill({ state }: { state: ImportJob["state"] }) {
  const { t } = useTranslation();
  return <Pill tone={tones[state]}>{t(`imports:state.${state}`)}</Pill>;
}

const WHAT = ["created", "updated", "known", "rejected"] as const;

/** What rows became, in one line; what there is none of is left out, but for what was made. */
export function CountsLine({ counts }: { counts: ImportCounts }) {
  const { t } = useTranslation();
  const { language } = useFormats();
  return WHAT.filter((what) => what === "created" || counts[what] > 0)
    .map((what) => `${formatDecimal(counts[what], language)} ${t(`imports:${what}`)}`)
    .join(" · ");
}

/** The same as figures. */
export function Figures({ counts }: { counts: ImportCounts }) {
  const { t } = useTranslation();
  const { language } = useFormats();
  return (
    <dl className={classes.figures}>
      {WHAT.filter((what) => what !== "updated" || counts.updated > 0).map((what) => (
        <div key={what} data-bad={(what === "rejected" && counts.rejected > 0) || undefined}>
          <dt>{t(`imports:${what}`)}</dt>
          <dd>{formatDecimal(counts[what], language)}</dd>
        </div>
      ))}
    </dl>
  );
}

const STEPS = ["file", "mapping", "check", "run"] as const;
export type Step = (typeof STEPS)[number];

/** Where one is of what there is to do. */
export function Steps({ at, over = false }: { at: Step; over?: boolean }) {
  const { t } = useTranslation();
  const current = STEPS.indexOf(at);
  return (
    <ol className={classes.steps} aria-label={t("imports:steps.label")}>
      {STEPS.map((step, i) => (
        <li
          key={step}
          data-past={i < current || over || undefined}
          aria-current={i === current && !over ? "step" : undefined}
        >
          {t(`imports:steps.${step}`)}
        </li>
      ))}
    </ol>
  );
}

export function Bar({ label, done, total }: { label: string; done: number; total: number }) {
  return (
    <div className={classes.bar}>
      <p role="status">{label}</p>
      <Progress.Root size={6}>
        <Progress.Section value={total > 0 ? (100 * done) / total : 0} aria-label={label} />
      </Progress.Root>
    </div>
  );
}
