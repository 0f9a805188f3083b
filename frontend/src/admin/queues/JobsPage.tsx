import { Button } from "@mantine/core";
import { IconAlertTriangle, IconPlayerPlay } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { TFunction } from "i18next";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { can } from "@/abilities";
import { api, type Job, keys, useMe } from "@/api";
import { useFormats } from "@/fields";
import {
  Card,
  EmptyState,
  ErrorState,
  formatAge,
  formatDateTime,
  formatDecimal,
  Page,
  Pill,
  problemText,
  SkeletonRows,
  toast,
  useNow,
} from "@/ui";
import { useOutsideNames } from "../integrations/names";
import { NotForYou } from "./DeadLettersPage";
import { errorText, kindText, Parts } from "./parts";
import classes from "./queues.module.css";

/** How often the screen asks again, in milliseconds. */
const AGAIN = 3_000;

/** What runs by itself in this workspace, and what waits to be done. */
export function JobsPage() {
  const { t } = useTranslation();
  const me = useMe();
  const allowed = can(me, "queues.manage");
  const jobs = useQuery({
    queryKey: keys.jobs,
    queryFn: api.jobs,
    enabled: allowed,
    refetchInterval: AGAIN,
  });
  if (!allowed) return <NotForYou title={t("queues:jobs.title")} />;
  return (
    <Page title={t("queues:jobs.title")} note={t("queues:jobs.note")}>
      <Parts />
      <Card title={t("queues:jobs.regular")}>
        {jobs.isPending ? (
          <SkeletonRows rows={5} height={52} />
        ) : jobs.isError ? (
          <ErrorState problem={jobs.error} onRetry={() => void jobs.refetch()} />
        ) : (
          <ul className={classes.list}>
            {jobs.data.map((job) => (
              <li key={job.kind} className={`${classes.item} ${classes.job}`}>
                <JobLine job={job} />
              </li>
            ))}
          </ul>
        )}
      </Card>
      <Waiting />
    </Page>
  );
}

/** "every hour", "every 90 minutes". */
function everyText(t: TFunction, seconds: number): string {
  const [unit, count] =
    seconds % 86_400 === 0
      ? (["days", seconds / 86_400] as const)
      : seconds % 3_600 === 0
        ? (["hours", seconds / 3_600] as const)
        : (["minutes", Math.max(1, Math.round(seconds / 60))] as const);
  return t("queues:jobs.every", { time: t(`queues:jobs.${unit}`, { count }) });
}

function JobLine({ job }: { job: Job }) {
  const { t } = useTranslation();
  const { language, zone } = useFormats();
  const queries = useQueryClient();
  const [asked, setAsked] = useState(false);
  const name = t([`queues:job.${job.kind}`, "queues:job.other"], { kind: job.kind });
  const run = async () => {
    setAsked(true);
    try {
      await api.runJob(job.kind);
      toast.done(t("queues:jobs.asked"));
    } catch (failure) {
      toast.failed(problemText(t, failure as Error).title);
    }
    setAsked(false);
    await queries.invalidateQueries({ queryKey: keys.jobs });
  };
  return (
    <>
      <span className={classes.name}>
        <b>{name}</b>
        <span className={classes.meta}>{everyText(t, job.everySeconds)}</span>
        {job.failures > 0 && (
          <span>
            <Pill tone="bad" icon={<IconAlertTriangle size={12} stroke={1.8} aria-hidden />}>
              {t("queues:jobs.failures", { count: job.failures })}
            </Pill>
            {job.error && (
              <span className={`${classes.meta} ${classes.bad}`} title={job.errorType ?? undefined}>
                {" "}
                {errorText(t, job.error)}
              </span>
            )}
          </span>
        )}
      </span>
      <span className={classes.meta}>
        <span className={classes.what}>{t("queues:jobs.lastRun")}</span>
        {job.lastRun
          ? t("queues:jobs.took", {
              at: formatDateTime(job.lastRun, language, zone),
              ms: formatDecimal(job.lastMillis ?? 0, language),
            })
          : t("queues:jobs.never")}
      </span>
      <span className={classes.meta}>
        <span className={classes.what}>{t("queues:jobs.nextRun")}</span>
        {job.runningSince
          ? t("queues:jobs.running")
          : job.next
            ? formatDateTime(job.next, language, zone)
            : t("queues:jobs.never")}
      </span>
      <Button
        leftSection={<IconPlayerPlay size={14} stroke={1.7} />}
        aria-label={`${t("queues:jobs.runNow")}: ${name}`}
        aria-busy={asked}
        disabled={Boolean(job.runningSince)}
        onClick={() => void run()}
      >
        {t("queues:jobs.runNow")}
      </Button>
    </>
  );
}

/** How much waits of each kind, since when, and how much was given up. */
function Waiting() {
  const { t } = useTranslation();
  const { language, zone } = useFormats();
  const now = useNow();
  const names = useOutsideNames();
  const depths = useQuery({ queryKey: keys.queues, queryFn: api.queues, refetchInterval: AGAIN });
  return (
    <Card title={t("queues:jobs.waits")} note={t("queues:jobs.waitsNote")}>
      {depths.isPending ? (
        <SkeletonRows rows={3} />
      ) : depths.isError ? (
        <ErrorState problem={depths.error} onRetry={() => void depths.refetch()} />
      ) : depths.data.length === 0 ? (
        <EmptyState title={t("queues:jobs.nothingWaits")} />
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled by keys
        <div className={classes.scroll} tabIndex={0} role="group" aria-label={t("queues:jobs.waits")}>
          <table className={classes.table}>
            <thead>
              <tr>
                <th scope="col">{t("queues:jobs.kind")}</th>
                <th scope="col">{t("queues:jobs.destination")}</th>
                <th scope="col" className={classes.number}>
                  {t("queues:jobs.waiting")}
                </th>
                <th scope="col">{t("queues:jobs.oldest")}</th>
                <th scope="col" className={classes.number}>
                  {t("queues:jobs.dead")}
                </th>
              </tr>
            </thead>
            <tbody>
              {depths.data.map((depth) => (
                <tr key={`${depth.queue} ${depth.kind} ${depth.destination}`}>
                  <td>{kindText(t, depth.kind)}</td>
                  <td>
                    {depth.destination ? names.destination(depth.destination) : t("queues:jobs.inside")}
                  </td>
                  <td className={classes.number}>{formatDecimal(depth.waiting, language)}</td>
                  <td>{depth.oldest ? formatAge(depth.oldest, now, language, zone) : "–"}</td>
                  <td className={classes.number}>
                    {depth.dead > 0 ? (
                      <Link
                        to="/admin/dead-letters"
                        search={{
                          queue: depth.queue === "timers" ? "timers" : "effects",
                          kind: depth.kind,
                          ...(depth.destination ? { destination: depth.destination } : {}),
                        }}
                      >
                        {formatDecimal(depth.dead, language)}
                      </Link>
                    ) : (
                      0
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Card>
  );
}
