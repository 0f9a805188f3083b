import { Button, Popover } from "@mantine/core";
import { IconClockExclamation, IconFilter, IconPlus, IconX } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { TypeSchema } from "@/api";
import { isOverdue, OVERDUE } from "./deadline";
import classes from "./Filter.module.css";
import { FilterEditor } from "./FilterEditor";
import { filterFields, filterText, type Part, parseFilter } from "./filter";
import { useClauseSentence } from "./useClauseSentence";

/** The filter as chips, each of which can be changed or taken away, and the way to add one. */
export function FilterBar({
  schema,
  filter,
  problem,
  onChange,
}: {
  schema: TypeSchema;
  filter: string;
  /** What the server said about the filter, if it could not be read. */
  problem: unknown;
  onChange: (filter: string) => void;
}) {
  const { t } = useTranslation();
  // -1 is a new part; a number is the chip being changed.
  const [editing, setEditing] = useState<number | null>(null);
  const fields = useMemo(() => filterFields(schema), [schema]);
  const parts = useMemo(() => parseFilter(filter, fields), [filter, fields]);
  const clauses = useMemo(() => parts.flatMap((part) => ("clause" in part ? [part.clause] : [])), [parts]);
  const dated = schema.columns.some((column) => column.key === "sla_due" && column.filterable);
  const sentence = useClauseSentence(fields, schema, clauses);

  const replace = (at: number, part: Part | null) => {
    const next = [...parts];
    if (at < 0) {
      if (part) next.push(part);
    } else if (part) next[at] = part;
    else next.splice(at, 1);
    setEditing(null);
    onChange(filterText(next, fields));
  };

  const editor = (at: number) => (
    <FilterEditor
      schema={schema}
      fields={fields}
      part={at >= 0 ? parts[at] : undefined}
      problem={at >= 0 ? problem : undefined}
      onDone={(part) => replace(at, part)}
      onCancel={() => setEditing(null)}
    />
  );

  return (
    <ul className={classes.bar} aria-label={t("list:filter.label")}>
      {parts.map((part, i) => {
        const late = isOverdue(part);
        const text = late ? t("list:filter.overdue") : "raw" in part ? part.raw : sentence(part.clause);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a clause has no identity but its place
          <li key={i}>
            <Popover
              opened={editing === i}
              onChange={(open) => setEditing(open ? i : null)}
              position="bottom-start"
              withinPortal
              trapFocus
            >
              <span className={classes.chip} data-bad={problem ? true : undefined}>
                <Popover.Target>
                  <button type="button" onClick={() => setEditing(editing === i ? null : i)} title={text}>
                    <IconFilter size={13} stroke={1.7} aria-hidden />
                    <span className={"raw" in part && !late ? classes.code : "ellipsis"}>{text}</span>
                  </button>
                </Popover.Target>
                <button
                  type="button"
                  className={classes.remove}
                  aria-label={t("list:filter.remove", { filter: text })}
                  onClick={() => replace(i, null)}
                >
                  <IconX size={12} stroke={2.2} aria-hidden />
                </button>
              </span>
              <Popover.Dropdown>{editing === i && editor(i)}</Popover.Dropdown>
            </Popover>
          </li>
        );
      })}
      {dated && !parts.some(isOverdue) && (
        <li>
          <Button
            variant="subtle"
            leftSection={<IconClockExclamation size={14} stroke={1.8} />}
            onClick={() => replace(-1, { raw: OVERDUE })}
          >
            {t("list:filter.overdue")}
          </Button>
        </li>
      )}
      <li>
        <Popover
          opened={editing === -1}
          onChange={(open) => setEditing(open ? -1 : null)}
          position="bottom-start"
          withinPortal
          trapFocus
        >
          <Popover.Target>
            <Button
              variant="subtle"
              leftSection={<IconPlus size={14} stroke={1.8} />}
              onClick={() => setEditing(editing === -1 ? null : -1)}
              data-filter-add
            >
              {t("list:filter.add")}
            </Button>
          </Popover.Target>
          <Popover.Dropdown>{editing === -1 && editor(-1)}</Popover.Dropdown>
        </Popover>
      </li>
    </ul>
  );
}
