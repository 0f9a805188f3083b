import { type FieldConfig, parsed, refused } from "../FieldConfig";
import type { Column, FieldValue, Json, Problem, Row, Settings } from "../model";
import { configOf } from "../registry";

const USUAL = 100;
const MOST = 1_000;

export const mostRows = (settings: Settings): number => Math.min(settings.maxItems ?? USUAL, MOST);

export const columnsOf = (settings: Settings): readonly Column[] => settings.columns ?? [];

/** A cell by its column's kind; null when there is nothing. */
export const cellOf = (row: Row, column: Column): FieldValue => row[column.key] ?? null;

const isEmptyRow = (row: Row, columns: readonly Column[]): boolean =>
  columns.every((column) => configOf(column.kind).isEmpty(cellOf(row, column)));

/** The rows somebody has written into. */
const filled = (rows: readonly Row[] | null, settings: Settings): readonly Row[] =>
  (rows ?? []).filter((row) => !isEmptyRow(row, columnsOf(settings)));

export const tableConfig: FieldConfig<readonly Row[]> = {
  kind: "table",
  compare: "none",
  fromJson(json, settings) {
    if (!Array.isArray(json)) return null;
    const rows = json.flatMap((row) => {
      if (row == null || typeof row !== "object") return [];
      const read: Record<string, Row[string]> = {};
      for (const column of columnsOf(settings)) {
        const value = configOf(column.kind).fromJson(
          (row as Record<string, unknown>)[column.key],
          column.settings,
        );
        if (value != null) read[column.key] = value as Row[string];
      }
      return [read];
    });
    return rows.length > 0 ? rows : null;
  },
  toJson(value, settings) {
    const rows = filled(value, settings).map((row) => {
      const json: Record<string, Json> = {};
      for (const column of columnsOf(settings)) {
        const cell = cellOf(row, column);
        if (cell != null) json[column.key] = configOf(column.kind).toJson(cell, column.settings);
      }
      return json;
    });
    return rows.length > 0 ? (rows as unknown as Json) : null;
  },
  parse(text, settings) {
    if (text.trim() === "") return parsed<readonly Row[]>(null);
    try {
      return parsed(tableConfig.fromJson(JSON.parse(text), settings));
    } catch {
      return refused("field.wrong-type");
    }
  },
  edit: (value, settings) => (value == null ? "" : JSON.stringify(tableConfig.toJson(value, settings))),
  format(value, _settings, formats) {
    const rows = value?.length ?? 0;
    if (rows === 0) return "";
    if (formats.language === "zh") return `${rows} 行`;
    return rows === 1 ? "1 row" : `${rows} rows`;
  },
  isEmpty: (value) =>
    value == null || value.every((row) => Object.values(row).every((cell) => cell == null || cell === "")),
  equal: (a, b) => JSON.stringify(a ?? []) === JSON.stringify(b ?? []),
  validate(value, settings) {
    const rows = filled(value, settings);
    const max = mostRows(settings);
    if (rows.length > max) return [{ code: "field.too-many-rows", params: { max, rows: rows.length } }];
    const problems: Problem[] = [];
    for (const row of rows) {
      for (const column of columnsOf(settings)) problems.push(...cellProblems(row, column));
    }
    // One sentence a kind of mistake: the cells show where.
    return problems.filter((p, i) => problems.findIndex((q) => q.code === p.code) === i);
  },
};

/** Everything wrong with one cell of a row somebody has written into. */
export function cellProblems(row: Row, column: Column): readonly Problem[] {
  const config = configOf(column.kind);
  const cell = cellOf(row, column);
  if (config.isEmpty(cell)) return column.required ? [{ code: "field.required-cell" }] : [];
  return config.validate(cell, column.settings);
}
