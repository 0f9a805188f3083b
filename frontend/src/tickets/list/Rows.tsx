import { Checkbox } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type CSSProperties, useEffect, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { ColumnSchema, TeamRef, TicketRow, TypeSchema } from "@/api";
import { useFormats } from "@/fields";
import { formatDecimal, useLabel } from "@/ui";
import { foundIn } from "../search/excerpt";
import { Snippet } from "../search/Snippet";
import { Cell, isRight, TitleText, tracksOf } from "./cells";
import { useUnread } from "./changes";
import { compareOf } from "./filter";
import type { Entry } from "./groups";
import classes from "./list.module.css";
import type { ListSearch } from "./search";
import type { TicketList } from "./useTicketList";

interface Props {
  entries: Entry[];
  list: TicketList;
  search: ListSearch;
  schema: TypeSchema;
  teams: readonly TeamRef[];
  changed: ReadonlySet<string>;
  cursor: string | null;
  setCursor: (id: string) => void;
  selected: ReadonlySet<string>;
  setSelected: (ids: ReadonlySet<string>) => void;
  toggle: (id: string) => void;
  folded: ReadonlySet<string>;
  setFolded: (keys: ReadonlySet<string>) => void;
  open: (row: TicketRow) => void;
  onSort: (sort: string) => void;
}

const HEADINGS_HIDDEN = new Set(["priority", "assignee"]);

/** The grid of tickets: only the rows on screen exist. */
export function Rows(props: Props) {
  const { entries, list, selected, setSelected, cursor, setCursor } = props;
  const { t } = useTranslation();
  const scroller = useRef<HTMLDivElement>(null);
  const tracks = useMemo(() => ["24px", ...tracksOf(list.columns)].join(" "), [list.columns]);
  const rowHeight = useRowHeight();
  const virtual = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    getItemKey: (i) => {
      const entry = entries[i];
      return entry ? (entry.kind === "group" ? `group ${entry.key}` : entry.row.id) : i;
    },
  });

  // The cursor stays in sight; by index, since the row may not exist as an element yet.
  const cursorIndex = entries.findIndex((entry) => entry.kind === "row" && entry.row.id === cursor);
  useEffect(() => {
    if (cursorIndex >= 0) virtual.scrollToIndex(cursorIndex, { align: "auto" });
  }, [cursorIndex, virtual]);

  const shown = virtual.getVirtualItems();
  const last = shown[shown.length - 1]?.index ?? 0;
  useEffect(() => {
    if (last >= entries.length - 15) list.loadMore();
  }, [last, entries.length, list]);

  const rows = entries.flatMap((entry) => (entry.kind === "row" ? [entry.row] : []));
  const all = rows.length > 0 && rows.every((row) => selected.has(row.id));

  return (
    <div className={classes.scroller} ref={scroller}>
      <div
        className={classes.grid}
        style={{ "--tracks": tracks } as CSSProperties}
        role="grid"
        tabIndex={0}
        aria-label={t("list:tickets")}
        aria-rowcount={list.hasMore ? -1 : entries.length + 1}
        aria-multiselectable="true"
        aria-activedescendant={cursor ? `row-${cursor}` : undefined}
        onFocus={(event) => {
          if (event.target === event.currentTarget && !cursor && rows[0]) setCursor(rows[0].id);
        }}
      >
        <div className={classes.heads} role="row" aria-rowindex={1}>
          <span role="columnheader">
            <Checkbox
              checked={all}
              indeterminate={!all && selected.size > 0}
              onChange={() => setSelected(all ? new Set() : new Set(rows.map((row) => row.id)))}
              aria-label={t("list:selectAll")}
            />
          </span>
          {list.columns.map((column) => (
            <Head key={column.key} column={column} sort={list.sort} onSort={props.onSort} />
          ))}
        </div>
        <div className={classes.rowsBox} style={{ height: virtual.getTotalSize() }} role="rowgroup">
          {shown.map((item) => {
            const entry = entries[item.index];
            if (!entry) return null;
            const place: CSSProperties = { transform: `translateY(${item.start}px)`, height: item.size };
            return entry.kind === "group" ? (
              <GroupRow key={item.key} entry={entry} place={place} index={item.index} {...props} />
            ) : (
              <Row key={item.key} row={entry.row} place={place} index={item.index} {...props} />
            );
          })}
        </div>
        {list.loadingMore && <p className={classes.more}>{t("list:loadingMore")}</p>}
      </div>
    </div>
  );
}

function useRowHeight(): number {
  // Density is a choice of the device and changes only on the settings page.
  return useMemo(
    () => Number.parseInt(getComputedStyle(document.documentElement).getPropertyValue("--row"), 10) || 32,
    [],
  );
}

function Head({
  column,
  sort,
  onSort,
}: {
  column: ColumnSchema;
  sort: string;
  onSort: (sort: string) => void;
}) {
  const { t } = useTranslation();
  const label = useLabel();
  const key = sort.replace(/^-/, "");
  const sorted = key === column.key;
  const descending = sort.startsWith("-");
  const name = label(column.label);
  const Arrow = descending ? IconArrowDown : IconArrowUp;
  const hidden = HEADINGS_HIDDEN.has(column.key);
  return (
    <span
      role="columnheader"
      data-right={isRight(column) || undefined}
      aria-sort={sorted ? (descending ? "descending" : "ascending") : undefined}
    >
      {column.sortable ? (
        <button
          type="button"
          className={classes.sort}
          data-sorted={sorted || undefined}
          title={hidden ? name : t("list:sortBy", { column: name })}
          onClick={() =>
            onSort(sorted && !descending ? `-${column.key}` : sorted ? column.key : firstOrder(column))
          }
        >
          {hidden ? <span className="sr-only">{name}</span> : <span className="ellipsis">{name}</span>}
          {sorted && <Arrow size={12} stroke={2} aria-hidden />}
        </button>
      ) : hidden ? (
        <span className="sr-only">{name}</span>
      ) : (
        <span className="ellipsis">{name}</span>
      )}
    </span>
  );
}

/** What people mean by the first click: newest, largest and most urgent first, texts from A. */
function firstOrder(column: ColumnSchema): string {
  const order = compareOf(column.kind);
  const largestFirst = ["timestamp", "date", "period", "money", "number", "span", "ticketNumber"].includes(
    order,
  );
  return largestFirst || column.kind === "priority" ? `-${column.key}` : column.key;
}

function GroupRow({
  entry,
  place,
  index,
  search,
  folded,
  setFolded,
}: Props & { entry: Extract<Entry, { kind: "group" }>; place: CSSProperties; index: number }) {
  const { t } = useTranslation();
  const { language } = useFormats();
  const closed = folded.has(entry.key);
  const Chevron = closed ? IconChevronRight : IconChevronDown;
  const name = t(`ui:priority.${entry.row.priority}`);
  return (
    <div className={classes.group} role="row" aria-rowindex={index + 2} style={place}>
      <span role="gridcell">
        <button
          type="button"
          aria-expanded={!closed}
          onClick={() => {
            const next = new Set(folded);
            if (!next.delete(entry.key)) next.add(entry.key);
            setFolded(next);
          }}
        >
          <Chevron size={14} stroke={2} aria-hidden />
          <i data-priority={search.group === "priority" ? entry.row.priority : undefined} aria-hidden />
          <b>{name}</b>
          <span className={classes.total}>
            {formatDecimal(entry.count, language)}
            {entry.complete ? "" : "+"}
          </span>
        </button>
      </span>
    </div>
  );
}

function Row({
  row,
  place,
  index,
  list,
  search,
  schema,
  teams,
  changed,
  cursor,
  setCursor,
  selected,
  toggle,
  open,
}: Props & { row: TicketRow; place: CSSProperties; index: number }) {
  const { t } = useTranslation();
  const unread = useUnread((state) => state.ids.has(row.id));
  const found = foundIn(list.found?.highlights[row.id] ?? [], row.title);
  // What stands in the title needs no second place.
  const elsewhere = found.title.length === 0 ? found.elsewhere[0] : undefined;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the page's (j, k, Enter), the title is a link
    <div
      id={`row-${row.id}`}
      className={classes.row}
      role="row"
      tabIndex={-1}
      aria-rowindex={index + 2}
      aria-selected={selected.has(row.id)}
      data-cursor={row.id === cursor || undefined}
      data-unread={unread || undefined}
      style={place}
      onClick={(event) => {
        if (event.target instanceof Element && event.target.closest("a, button, input, label")) return;
        setCursor(row.id);
        open(row);
      }}
    >
      <span role="gridcell">
        <Checkbox
          checked={selected.has(row.id)}
          onChange={() => {
            toggle(row.id);
            setCursor(row.id);
          }}
          aria-label={t("list:selectOne", { number: row.number })}
          tabIndex={-1}
        />
      </span>
      {list.columns.map((column) => (
        <span
          key={column.key}
          role="gridcell"
          data-right={isRight(column) || undefined}
          className={changed.has(`${row.id} ${column.key}`) ? "live-change" : undefined}
        >
          {column.key === "title" ? (
            <Link
              to="/t/$id"
              params={{ id: row.id }}
              search={search}
              className={`ellipsis ${classes.titleLink}`}
              title={row.title ?? undefined}
              onClick={() => setCursor(row.id)}
            >
              <TitleText row={row} ranges={found.title} />
              {elsewhere && (
                <span className={classes.foundElsewhere}>
                  <Snippet highlight={elsewhere} schema={schema} />
                </span>
              )}
            </Link>
          ) : (
            <Cell row={row} column={column} schema={schema} teams={teams} />
          )}
        </span>
      ))}
    </div>
  );
}
