import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { memo, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { api, keys, type TicketRow, useMe, useViews } from "@/api";
import {
  Avatar,
  EmptyState,
  formatAge,
  formatCount,
  MiniThread,
  PriorityBars,
  SkeletonRows,
  useLabel,
  useNow,
} from "@/ui";
import type { ListSearch } from "../list/search";
import styles from "./ticket.module.css";
import { useListSearch } from "./useListSearch";

const PAGE = 50;

/** The list the ticket was opened from: the address says which. Without one, the first view. */
export function useQueue() {
  const search = useListSearch();
  const { data: views } = useViews();
  const view =
    search.view ??
    (search.type || search.filter || search.q ? undefined : views?.find((each) => each.start)?.key);
  const query = {
    ...(view ? { view } : {}),
    ...(search.type ? { type: search.type } : {}),
    ...(search.q ? { q: search.q } : {}),
    ...(search.filter ? { filter: search.filter } : {}),
    ...(search.sort ? { sort: search.sort } : {}),
    columns: "title",
    limit: PAGE,
  };
  const page = useQuery({
    queryKey: keys.tickets(query),
    queryFn: ({ signal }) => api.tickets(query, signal),
    enabled: views !== undefined || search.view !== undefined,
    placeholderData: (before) => before,
  });
  return {
    items: page.data?.items ?? [],
    count: page.data?.count ?? null,
    pending: page.isPending,
    view: views?.find((v) => v.key === view),
  };
}

/** The tickets before and after one in the list. */
export function neighbours(items: readonly TicketRow[], id: string): { previous?: string; next?: string } {
  const at = items.findIndex((row) => row.id === id);
  if (at < 0) return items[0] ? { next: items[0].id } : {};
  const previous = items[at - 1]?.id;
  const next = items[at + 1]?.id;
  return { ...(previous ? { previous } : {}), ...(next ? { next } : {}) };
}

export function TicketList({ current }: { current: string }) {
  const { t, i18n } = useTranslation();
  const label = useLabel();
  const search = useListSearch();
  const { items, count, pending, view } = useQueue();
  const list = useRef<HTMLUListElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new list must be scrolled as well
  useEffect(() => {
    list.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
  }, [current, items.length]);
  return (
    <nav className={styles.list} aria-label={t("ticket:list")}>
      <div className={styles.listHead}>
        <Link to="/list" search={search} className={styles.listName}>
          {view ? label(view.label) : t("ticket:list")}
        </Link>
        {count && <span className={styles.listCount}>{formatCount(count, i18n.language)}</span>}
      </div>
      {pending ? (
        <SkeletonRows rows={8} height={60} />
      ) : items.length === 0 ? (
        <EmptyState title={t("ticket:list_empty")} />
      ) : (
        <ul ref={list} className={styles.rows}>
          {items.map((row) => (
            <Row key={row.id} row={row} current={row.id === current} search={search} />
          ))}
        </ul>
      )}
    </nav>
  );
}

const Row = memo(function Row({
  row,
  current,
  search,
}: {
  row: TicketRow;
  current: boolean;
  search: ListSearch;
}) {
  const { i18n } = useTranslation();
  const label = useLabel();
  const now = useNow();
  const { zone } = useMe().workspace;
  return (
    <li>
      <Link
        to="/t/$id"
        params={{ id: row.id }}
        search={search}
        className={styles.row}
        aria-current={current ? "page" : undefined}
      >
        <span className={styles.rowTop}>
          <PriorityBars priority={row.priority} />
          <span className={styles.rowTitle} title={row.title ?? undefined}>
            {row.title ?? row.number}
          </span>
        </span>
        <span className={styles.rowBottom}>
          <span className="ellipsis">{label(row.step.label)}</span>
          {row.progress && <MiniThread index={row.progress.index} total={row.progress.total} />}
          <span className={styles.grow} />
          {row.assignee && <Avatar id={row.assignee.id} name={row.assignee.name} size={16} />}
          <span className={styles.age}>{formatAge(row.updatedAt, now, i18n.language, zone)}</span>
        </span>
      </Link>
    </li>
  );
});
