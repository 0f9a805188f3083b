import { Button } from "@mantine/core";
import { IconHandGrab } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { offerKeys } from "@/actions";
import { api, keys, poolQuery, type TicketRow, teamsQuery, useTypes } from "@/api";
import { useFormats } from "@/fields";
import {
  EmptyState,
  ErrorState,
  failureText,
  formatAge,
  formatCount,
  formatDateTime,
  Kbd,
  Page,
  Pill,
  PriorityBars,
  SkeletonRows,
  toast,
  useKeys,
  useLabel,
  useNow,
  useSlow,
} from "@/ui";
import { DueNote } from "./DueNote";
import classes from "./pool.module.css";

/** What nobody of one's teams has, urgent ones first; whoever is free takes the next. */
export function PoolPage() {
  const { t } = useTranslation();
  const { language } = useFormats();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const pool = useQuery(poolQuery);
  const slow = useSlow(pool.isPending);
  const list = useRef<HTMLUListElement>(null);
  const taken = (number: string, id: string) => {
    toast.done(t("routing:pool.taken", { number }));
    void queries.invalidateQueries({ queryKey: keys.allTickets });
    void navigate({ to: "/t/$id", params: { id }, search: {} });
  };
  const settled = () => void queries.invalidateQueries({ queryKey: keys.pool });
  const next = useMutation({
    mutationFn: api.takeNext,
    onSuccess: (ticket) => (ticket ? taken(ticket.number, ticket.id) : toast.info(t("routing:pool.empty"))),
    onError: (failure) => toast.failed(failureText(t, failure)),
    onSettled: settled,
  });
  const one = useMutation({
    mutationFn: (row: TicketRow) => api.claim(row.id),
    onSuccess: (_, row) => taken(row.number, row.id),
    onError: (failure) => toast.failed(failureText(t, failure)),
    onSettled: settled,
  });
  const busy = next.isPending || one.isPending;
  const takeNext = () => !busy && next.mutate();
  const move = (by: number) => {
    const all = [...(list.current?.querySelectorAll<HTMLElement>("[data-waiting]") ?? [])];
    const at = all.indexOf(document.activeElement as HTMLElement);
    all[Math.max(0, Math.min(all.length - 1, at + by))]?.focus();
  };
  useKeys({ j: () => move(1), k: () => move(-1), c: takeNext });
  useEffect(
    () =>
      offerKeys([
        { keys: ["c"], does: t("routing:pool.keys.next") },
        { keys: ["j", "k"], does: t("routing:pool.keys.move") },
        { keys: ["enter"], does: t("routing:pool.keys.open") },
      ]),
    [t],
  );
  const content = () => {
    if (pool.isError) return <ErrorState problem={pool.error} onRetry={() => void pool.refetch()} />;
    if (pool.isPending) return slow ? <SkeletonRows rows={8} height={56} /> : null;
    if (pool.data.items.length === 0)
      return (
        <EmptyState
          icon={<IconHandGrab size={24} stroke={1.6} aria-hidden />}
          title={t("routing:pool.none.title")}
          hint={t("routing:pool.none.hint")}
        />
      );
    return (
      <ul className={classes.list} ref={list}>
        {pool.data.items.map((row) => (
          <Waiting
            key={row.id}
            row={row}
            due={pool.data.due[row.id]}
            busy={busy}
            onTake={() => one.mutate(row)}
          />
        ))}
      </ul>
    );
  };
  return (
    <Page
      title={t("routing:pool.title")}
      note={pool.data && formatCount(pool.data.count, language)}
      actions={
        <Button
          variant="filled"
          leftSection={<IconHandGrab size={14} stroke={1.8} aria-hidden />}
          rightSection={<Kbd>c</Kbd>}
          disabled={busy}
          onClick={takeNext}
        >
          {t("routing:pool.next")}
        </Button>
      }
    >
      {content()}
    </Page>
  );
}

function Waiting({
  row,
  due,
  busy,
  onTake,
}: {
  row: TicketRow;
  due: string | undefined;
  busy: boolean;
  onTake: () => void;
}) {
  const { t } = useTranslation();
  const label = useLabel();
  const now = useNow();
  const { language, zone } = useFormats();
  const types = useTypes().data ?? [];
  const teams = useQuery(teamsQuery).data ?? [];
  const type = types.find((each) => each.key === row.type);
  const team = teams.find((each) => each.key === row.team);
  return (
    <li className={classes.row}>
      <PriorityBars priority={row.priority} />
      <div className={classes.what}>
        <Link to="/t/$id" params={{ id: row.id }} search={{}} className={classes.title} data-waiting>
          {row.title ?? row.number}
        </Link>
        <span className={classes.about}>
          <span className="num">{row.number}</span>
          {type && <span>{label(type.label)}</span>}
          <time dateTime={row.createdAt} title={formatDateTime(row.createdAt, language, zone)}>
            {t("routing:pool.waits", { age: formatAge(row.createdAt, now, language, zone) })}
          </time>
          <DueNote due={due} />
        </span>
      </div>
      {row.team && <Pill>{team ? label(team.label) : row.team}</Pill>}
      <Button
        disabled={busy}
        aria-label={t("routing:pool.take_named", { number: row.number })}
        onClick={onTake}
      >
        {t("routing:pool.take")}
      </Button>
    </li>
  );
}
