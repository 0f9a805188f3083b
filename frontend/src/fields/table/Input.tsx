import { ActionIcon, Button } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLabel } from "@/ui";
import type { Change, InputProps } from "../FieldKind";
import { NO_SETTINGS } from "../FieldSpec";
import styles from "../fields.module.css";
import type { FieldValue, Problem, Row } from "../model";
import { fieldKind } from "../registry";
import { cellOf, cellProblems, columnsOf, mostRows } from "./config";

/** Rows are edited in place; on a narrow screen each row is a card. */
export function Input(props: InputProps<readonly Row[]>) {
  const { t } = useTranslation();
  const label = useLabel();
  const settings = props.field.settings ?? NO_SETTINGS;
  const columns = columnsOf(settings);
  const rows = props.value ?? [];
  const max = mostRows(settings);
  // Texts that are no values yet, by row and column: "2/price".
  const [texts, setTexts] = useState<Readonly<Record<string, { text: string; problem: Problem }>>>({});

  const tell = (next: readonly Row[], open: typeof texts) => {
    setTexts(open);
    const [first] = Object.values(open);
    props.onChange(
      first ? { text: first.text, problem: first.problem } : { value: next.length > 0 ? next : null },
    );
  };
  const set = (index: number, key: string, change: Change<FieldValue>) => {
    const place = `${index}/${key}`;
    if ("text" in change) {
      tell(rows, { ...texts, [place]: change });
      return;
    }
    const { [place]: _, ...open } = texts;
    tell(
      rows.map((row, i) => (i === index ? { ...row, [key]: change.value as Row[string] } : row)),
      open,
    );
  };
  const move = (index: number, by: number) => {
    const next = [...rows];
    const [row] = next.splice(index, 1);
    if (row) next.splice(index + by, 0, row);
    tell(next, {});
  };
  return (
    <div
      id={props.id}
      className={styles.tableInput}
      role="group"
      aria-labelledby={props.labelledBy}
      aria-describedby={props.describedBy}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) props.onBlur?.();
      }}
    >
      {rows.length > 0 && (
        <table className={styles.table}>
          <thead>
            <tr>
              {columns.map((column) => (
                <th
                  key={column.key}
                  scope="col"
                  id={`${props.id}-${column.key}`}
                  data-align={fieldKind(column.kind).align}
                >
                  {label(column.label)}
                  {column.required && (
                    <span className={styles.star} aria-hidden>
                      {" "}
                      *
                    </span>
                  )}
                </th>
              ))}
              <th scope="col">
                <span className="sr-only">{t("fields:table.actions")}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place
              <tr key={index}>
                {columns.map((column) => {
                  const { Input: CellInput } = fieldKind(column.kind);
                  const open = texts[`${index}/${column.key}`];
                  const id = `${props.id}-${index}-${column.key}`;
                  return (
                    <td key={column.key}>
                      <label className={styles.cellLabel} htmlFor={id} id={`${id}-label`}>
                        {label(column.label)}
                        <span className="sr-only"> {t("fields:table.row", { row: index + 1 })}</span>
                      </label>
                      <CellInput
                        id={id}
                        field={{
                          key: column.key,
                          kind: column.kind,
                          label: column.label,
                          settings: column.settings,
                        }}
                        value={cellOf(row, column)}
                        text={open?.text}
                        onChange={(change) => set(index, column.key, change)}
                        invalid={
                          open !== undefined || (props.invalid && cellProblems(row, column).length > 0)
                        }
                        required={column.required}
                        labelledBy={`${id}-label`}
                      />
                    </td>
                  );
                })}
                <td className={styles.rowActions}>
                  <ActionIcon
                    variant="subtle"
                    aria-label={t("fields:table.up", { row: index + 1 })}
                    disabled={index === 0}
                    onClick={() => move(index, -1)}
                  >
                    <IconArrowUp size={14} stroke={1.7} aria-hidden />
                  </ActionIcon>
                  <ActionIcon
                    variant="subtle"
                    aria-label={t("fields:table.down", { row: index + 1 })}
                    disabled={index === rows.length - 1}
                    onClick={() => move(index, 1)}
                  >
                    <IconArrowDown size={14} stroke={1.7} aria-hidden />
                  </ActionIcon>
                  <ActionIcon
                    variant="subtle"
                    aria-label={t("fields:table.remove", { row: index + 1 })}
                    onClick={() =>
                      tell(
                        rows.filter((_, i) => i !== index),
                        {},
                      )
                    }
                  >
                    <IconTrash size={14} stroke={1.7} aria-hidden />
                  </ActionIcon>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <Button
        variant="default"
        leftSection={<IconPlus size={14} stroke={1.8} aria-hidden />}
        disabled={rows.length >= max}
        onClick={() => tell([...rows, {}], texts)}
      >
        {rows.length >= max ? t("fields:table.full", { max }) : t("fields:table.add")}
      </Button>
    </div>
  );
}
