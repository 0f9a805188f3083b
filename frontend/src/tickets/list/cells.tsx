import { useTranslation } from "react-i18next";
import type { ColumnSchema, TeamRef, TicketRow, TypeSchema } from "@/api";
import { FieldDisplay, fieldKind, useFormats } from "@/fields";
import {
  Avatar,
  formatAge,
  formatDateTime,
  Marked,
  MiniThread,
  PriorityBars,
  type TextRange,
  useLabel,
  useNow,
} from "@/ui";
import { deadlineState } from "./deadline";
import classes from "./list.module.css";

/** How wide a column is: CSS grid track by kind. The title takes what is left. */
const WIDTHS: Readonly<Record<string, string>> = {
  // Three letters, a line and six digits.
  number: "96px",
  priority: "16px",
  step: "minmax(112px, 152px)",
  status: "92px",
  team: "112px",
  account: "112px",
  date_time: "160px",
  integer: "64px",
  decimal: "minmax(84px, 112px)",
  money: "88px",
  boolean: "92px",
  // As wide as 2026年11月22日.
  date: "120px",
  date_range: "200px",
  multi: "140px",
  single: "minmax(116px, 132px)",
  phone: "128px",
  // As long as they are as a rule: the end of a place or a position is what tells it from others.
  region: "204px",
  geo_point: "152px",
  address: "minmax(224px, 296px)",
  email: "168px",
  lookup: "144px",
  multi_lookup: "184px",
  text: "minmax(96px, 144px)",
  long_text: "200px",
  signature: "144px",
};

/** One column takes what is left: the title, else the last that holds a text, so that no list clings to the left. */
export function tracksOf(columns: readonly ColumnSchema[]): string[] {
  const wide =
    columns.find((column) => column.kind === "title") ??
    columns.findLast((column) => column.kind === "text" || column.kind === "long_text");
  return columns.map((column) => {
    if (column === wide) return "minmax(200px, 1fr)";
    if (column.key === "sla_due") return "168px";
    // A face; any other person is a name.
    if (column.key === "assignee") return "24px";
    return isAge(column) ? "60px" : (WIDTHS[column.kind] ?? "120px");
  });
}

/** Said as how long ago it was, where a field of the type is said as date and time. */
const isAge = (column: ColumnSchema) => column.key === "created" || column.key === "updated";

export const isRight = (column: ColumnSchema) => fieldKind(column.kind).align === "right" || isAge(column);

function Age({ instant }: { instant: string }) {
  const { language, zone } = useFormats();
  const now = useNow();
  return (
    <time dateTime={instant} title={formatDateTime(instant, language, zone)} className={classes.meta}>
      {formatAge(instant, now, language, zone)}
    </time>
  );
}

/** When the first running clock is over: red once it is late, and told before by colour in the last hour. */
export function Deadline({ due }: { due: string | null }) {
  const { t } = useTranslation();
  const { language, zone } = useFormats();
  const now = useNow();
  if (due === null) return <span className={classes.soft}>–</span>;
  const state = deadlineState(due, now);
  const time = formatDateTime(due, language, zone);
  return (
    <time dateTime={due} title={time} className={classes.deadline} data-state={state}>
      {state === "late" && <span className={classes.late}>{t("list:deadline.late")}</span>}
      {time}
    </time>
  );
}

/** The content of one cell, but for the title, which the row itself makes a link. */
export function Cell({
  row,
  column,
  schema,
  teams,
}: {
  row: TicketRow;
  column: ColumnSchema;
  schema: TypeSchema;
  teams: readonly TeamRef[];
}) {
  const { t } = useTranslation();
  const label = useLabel();
  switch (column.key) {
    case "number":
      return <span className={classes.number}>{row.number}</span>;
    case "priority":
      return <PriorityBars priority={row.priority} />;
    case "step":
      return (
        <span className={classes.step}>
          <MiniThread index={row.progress.index} total={row.progress.total} />
          <span className="ellipsis" title={label(row.step.label)}>
            {label(row.step.label)}
          </span>
        </span>
      );
    case "status":
      return <span className={classes.soft}>{t(`ui:status.${row.status}`)}</span>;
    case "assignee":
      return row.assignee ? (
        <Avatar id={row.assignee.id} name={row.assignee.name} />
      ) : (
        <span className={classes.nobody} role="img" aria-label={t("list:nobody")} title={t("list:nobody")} />
      );
    case "team":
      return (
        <span className={`ellipsis ${classes.soft}`}>
          {row.team ? label(teams.find((team) => team.key === row.team)?.label ?? row.team) : "–"}
        </span>
      );
    case "created":
      return <Age instant={row.createdAt} />;
    case "sla_due":
      return <Deadline due={row.slaDue ?? null} />;
    case "updated":
      return <Age instant={row.updatedAt} />;
    default: {
      const field = schema.fields.find((each) => each.key === column.key);
      if (!field) return null;
      return (
        <span className={`ellipsis ${isRight(column) ? classes.amount : ""}`}>
          <FieldDisplay field={field} value={row.fields[column.key] ?? null} />
        </span>
      );
    }
  }
}

/** The title, or what stands for it when the reader may not see it; marked is what was looked for. */
export function TitleText({ row, ranges = [] }: { row: TicketRow; ranges?: readonly TextRange[] }) {
  const { t } = useTranslation();
  return row.title === null ? (
    <span className={classes.soft}>{t("list:titleHidden")}</span>
  ) : (
    <Marked text={row.title} ranges={ranges} />
  );
}
