import { Button, Progress } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, type FlowRevision, keys, type Migration } from "@/api";
import { useFormats } from "@/fields";
import {
  Card,
  EmptyState,
  ErrorState,
  formatDateTime,
  Pill,
  problemText,
  SkeletonRows,
  SkeletonText,
  toast,
  useLabel,
} from "@/ui";
import classes from "./flows.module.css";

const works = (migration: Migration) => migration.state === "running" || migration.state === "undoing";
const TONES = {
  running: "accent",
  stopped: "warn",
  done: "good",
  undoing: "accent",
  undone: "neutral",
} as const;

/** The migrations of a type's tickets, how far they are, and what became of the tickets. */
export function Migrations({
  type,
  publisher,
  revisions,
}: {
  type: string;
  publisher: boolean;
  revisions: readonly FlowRevision[];
}) {
  const { t } = useTranslation();
  const all = useQuery({
    queryKey: keys.migrations(type),
    queryFn: () => api.migrations(type),
    refetchInterval: (query) => (query.state.data?.some(works) ? 1_000 : false),
  });
  const queries = useQueryClient();
  const busy = all.data?.some(works) ?? false;
  useEffect(() => {
    // Where the tickets are by then.
    if (!busy) void queries.invalidateQueries({ queryKey: keys.flowRevisions(type) });
  }, [busy, queries, type]);
  return (
    <Card title={t("versions:migrations")} note={t("versions:migrations_note")}>
      {all.isPending ? (
        <SkeletonRows rows={2} height={56} />
      ) : all.isError ? (
        <ErrorState problem={all.error} onRetry={() => void all.refetch()} />
      ) : all.data.length === 0 ? (
        <EmptyState title={t("versions:no_migrations")} hint={t("versions:no_migrations_hint")} />
      ) : (
        <ul className={classes.list}>
          {all.data.map((migration) => (
            <One key={migration.id} migration={migration} publisher={publisher} revisions={revisions} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function One({
  migration,
  publisher,
  revisions,
}: {
  migration: Migration;
  publisher: boolean;
  revisions: readonly FlowRevision[];
}) {
  const { t } = useTranslation();
  const { language, zone } = useFormats();
  const queries = useQueryClient();
  const [open, setOpen] = useState(false);
  const turn = useMutation({
    mutationFn: (how: "stop" | "resume" | "undo") => api.turnMigration(migration.id, how),
    onSettled: () => queries.invalidateQueries({ queryKey: keys.flows }),
    onError: (failure) => toast.failed(problemText(t, failure).title),
  });
  const undoing = migration.state === "undoing" || migration.state === "undone";
  const done = undoing ? migration.back + migration.kept : migration.moved + migration.stayed;
  const total = undoing ? migration.moved : Math.max(migration.total, done);
  return (
    <li className={classes.revision}>
      <div className={classes.head}>
        <code>
          {migration.from.map((release) => release.slice(0, 8)).join(", ")} → {migration.to.slice(0, 8)}
        </code>
        <Pill tone={TONES[migration.state]}>{t(`versions:state.${migration.state}`)}</Pill>
        <span className={classes.meta}>
          {migration.by} · {formatDateTime(migration.createdAt, language, zone)}
        </span>
        <span className={classes.spacer} />
        <Button aria-expanded={open} onClick={() => setOpen((is) => !is)}>
          {t("versions:details")}
        </Button>
        {publisher && migration.state === "running" && (
          <Button aria-busy={turn.isPending} onClick={() => turn.mutate("stop")}>
            {t("versions:stop")}
          </Button>
        )}
        {publisher && migration.state === "stopped" && (
          <Button aria-busy={turn.isPending} onClick={() => turn.mutate("resume")}>
            {t("versions:resume")}
          </Button>
        )}
        {publisher &&
          (migration.state === "done" || migration.state === "stopped") &&
          migration.moved > 0 && (
            <Button aria-busy={turn.isPending} onClick={() => turn.mutate("undo")}>
              {t("versions:undo")}
            </Button>
          )}
      </div>
      <p role="status" className={classes.counts}>
        {t("versions:moved", { count: migration.moved })} ·{" "}
        {t("versions:stayed", { count: migration.stayed })}
        {(undoing || migration.back > 0) && (
          <>
            {" · "}
            {t("versions:back", { count: migration.back })} · {t("versions:kept", { count: migration.kept })}
          </>
        )}
      </p>
      {works(migration) && (
        <Progress
          value={total === 0 ? 100 : Math.round((done / total) * 100)}
          aria-label={t("versions:progress", { done, total })}
        />
      )}
      {migration.failure && (
        <p className={classes.stays}>
          {t([`versions:failure.${migration.failure}`, "versions:failure.other"], {
            code: migration.failure,
          })}
        </p>
      )}
      {open && <Reasons migration={migration} revisions={revisions} />}
    </li>
  );
}

/** What became of the tickets, by reason, with a few of each. */
function Reasons({ migration, revisions }: { migration: Migration; revisions: readonly FlowRevision[] }) {
  const { t } = useTranslation();
  const label = useLabel();
  const one = useQuery({
    queryKey: [...keys.migration(migration.id), migration.state, migration.moved, migration.back],
    queryFn: () => api.migration(migration.id),
  });
  if (one.isPending) return <SkeletonText lines={2} />;
  if (one.isError) return <ErrorState problem={one.error} onRetry={() => void one.refetch()} />;
  const step = (id: string | null | undefined) =>
    label(revisions.flatMap((each) => each.nodes).find((node) => node.id === id)?.label ?? id ?? "");
  return (
    <ul className={classes.list}>
      {(one.data.reasons ?? []).map((each) => (
        <li key={[each.state, each.reason, each.node].join(" ")}>
          <span>
            <b>{each.tickets}</b> {t(`versions:became.${each.state}`)}{" "}
            {each.reason && (
              <span className={classes.stays}>
                {t([`versions:reason.${each.reason}`, "versions:reason.other"], { step: step(each.node) })}
              </span>
            )}
          </span>
          <span className={classes.samples}>
            {each.samples.map((ticket) => (
              <Link key={ticket.id} to="/t/$id" params={{ id: ticket.id }} title={ticket.title ?? undefined}>
                {ticket.number}
              </Link>
            ))}
          </span>
        </li>
      ))}
    </ul>
  );
}
