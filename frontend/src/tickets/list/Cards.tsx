import { Button } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { ColumnSchema, TicketRow } from "@/api";
import { FieldDisplay, fieldKind, useFormats } from "@/fields";
import { Avatar, formatAge, formatDecimal, MiniThread, Pill, PriorityBars, useLabel, useNow } from "@/ui";
import { foundIn } from "../search/excerpt";
import { Snippet } from "../search/Snippet";
import classes from "./Cards.module.css";
import { Deadline, TitleText } from "./cells";
import { markRead, useUnread } from "./changes";
import type { Entry } from "./groups";
import type { ListSearch } from "./search";
import type { TicketList } from "./useTicketList";

/** The columns a card shows below the title, in the view's order; the rest has its own place or none. */
const OWN_PLACE = new Set([
  "number",
  "title",
  "step",
  "priority",
  "assignee",
  "updated",
  "created",
  "team",
  "status",
]);

/** The list on a phone: one card a ticket, the whole card is the target. */
export function Cards({ entries, list, search }: { entries: Entry[]; list: TicketList; search: ListSearch }) {
  const { t } = useTranslation();
  return (
    <div className={classes.scroll}>
      <ul className={classes.cards} aria-label={t("list:tickets")}>
        {entries.map((entry) =>
          entry.kind === "row" ? (
            <Card key={entry.row.id} row={entry.row} list={list} search={search} />
          ) : (
            <Heading key={`group ${entry.key}`} group={entry} />
          ),
        )}
      </ul>
      {list.hasMore && (
        <Button className={classes.more} onClick={list.loadMore} loading={list.loadingMore} fullWidth>
          {t("list:more")}
        </Button>
      )}
    </div>
  );
}

function Heading({ group }: { group: Extract<Entry, { kind: "group" }> }) {
  const { t } = useTranslation();
  const { language } = useFormats();
  return (
    <li className={classes.heading}>
      <span aria-hidden>
        <PriorityBars priority={group.row.priority} />
      </span>
      <b>{t(`ui:priority.${group.row.priority}`)}</b>
      <span className="num">
        {formatDecimal(group.count, language)}
        {group.complete ? "" : "+"}
      </span>
    </li>
  );
}

function Card({ row, list, search }: { row: TicketRow; list: TicketList; search: ListSearch }) {
  const label = useLabel();
  const now = useNow();
  const { language, zone } = useFormats();
  const unread = useUnread((state) => state.ids.has(row.id));
  const dated = list.columns.some((column) => column.key === "sla_due");
  // "No" says nothing where nobody sees of what.
  const details = list.columns
    .filter((column) => !OWN_PLACE.has(column.key) && row.fields[column.key] != null)
    .filter((column) => row.fields[column.key] !== false)
    .slice(0, 3);
  const shown = (column: ColumnSchema | undefined) => {
    const field = list.schema?.fields.find((each) => each.key === column?.key);
    if (field?.kind === "boolean") {
      return (
        <span key={field.key} className={classes.known}>
          <IconCheck size={13} stroke={2.4} aria-hidden />
          {label(field.label)}
        </span>
      );
    }
    if (!field) return undefined;
    const value = <FieldDisplay key={field.key} field={field} value={row.fields[field.key] ?? null} />;
    if (!fieldKind(field.kind).bare) return value;
    // "12" says nothing where no heading stands above it.
    return (
      <span key={field.key} className={classes.named}>
        <span className={classes.name}>{label(field.label)}</span>
        {value}
      </span>
    );
  };
  const found = foundIn(list.found?.highlights[row.id] ?? [], row.title);
  // To whom the title is hidden the first thing that is known stands in its place.
  const [lead, ...rest] = row.title === null ? details : [undefined, ...details];
  return (
    <li>
      <Link
        to="/t/$id"
        params={{ id: row.id }}
        search={search}
        className={classes.card}
        data-priority={row.priority}
        data-unread={unread || undefined}
        onClick={() => markRead(row.id)}
      >
        <span className={classes.top}>
          <PriorityBars priority={row.priority} />
          <span className="num">{row.number}</span>
          <span className={classes.spacer} />
          <time dateTime={row.updatedAt} className="num">
            {formatAge(row.updatedAt, now, language, zone)}
          </time>
        </span>
        <span className={classes.title}>
          {lead ? shown(lead) : <TitleText row={row} ranges={found.title} />}
        </span>
        {found.elsewhere[0] && <Snippet highlight={found.elsewhere[0]} schema={list.schema} />}
        <span className={classes.foot}>
          <MiniThread index={row.progress.index} total={row.progress.total} />
          <Pill>{label(row.step.label)}</Pill>
          {dated && row.slaDue && <Deadline due={row.slaDue} />}
          <span className={classes.details}>{rest.map(shown)}</span>
          {row.assignee && (
            <span className={classes.who}>
              <Avatar id={row.assignee.id} name={row.assignee.name} size={24} />
            </span>
          )}
        </span>
      </Link>
    </li>
  );
}
