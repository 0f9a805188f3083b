import type { ColumnSchema, FieldSchema, TypeSchema } from "@/api";
import { type Compare, configOf, durationConfig, KINDS } from "@/fields";

/**
 * A filter is one expression, joined by "&&". The address holds its text. Clauses of the simple shapes below can be
 * picked and shown as chips; whatever else somebody wrote stays a chip of its own text. Reading back what was built
 * gives the same clauses (filter.test.ts).
 */
export type Operator =
  | "is"
  | "isNot"
  | "oneOf"
  | "has"
  | "contains"
  | "startsWith"
  | "less"
  | "atMost"
  | "more"
  | "atLeast"
  | "empty"
  | "filled"
  | "me"
  | "under";

export interface Clause {
  key: string;
  op: Operator;
  /** As the person sees it: text, option keys, "500", "2026-11-22". */
  values: string[];
}
export type Part = { clause: Clause } | { raw: string };

/** What the values of a field may be, and what the reader may ask of them. */
type Asked = Pick<FieldSchema, "settings" | "level" | "match" | "range">;

/**
 * What can be filtered by: a column of the type, or a field of a record it looks up, with the operators its kind and the
 * reader's rights allow.
 */
export interface FilterField {
  key: string;
  path: string;
  kind: string;
  column: ColumnSchema;
  field?: Asked;
  /** Whether it is a field of another record. */
  related?: boolean;
  operators: Operator[];
}

const SYSTEM: Readonly<Record<string, string>> = {
  number: "ticket.number",
  title: "ticket.title",
  step: "ticket.step",
  status: "ticket.status",
  priority: "ticket.priority",
  assignee: "ticket.assignee",
  team: "ticket.team",
  created: "ticket.created",
  updated: "ticket.updated",
  sla_due: "ticket.sla_due",
};

const TEXTUAL: Operator[] = ["is", "isNot", "contains", "startsWith", "empty", "filled"];
const ORDERED: Operator[] = ["is", "isNot", "less", "atMost", "more", "atLeast", "empty", "filled"];
const CHOICE: Operator[] = ["is", "isNot", "oneOf", "empty", "filled"];
const ALWAYS: Operator[] = ["is", "isNot", "oneOf"];

/** What a kind of column can be asked, by how it compares: fields as their kind says, system columns as below. */
const OPERATORS: Readonly<Record<Compare | "ticketNumber" | "closed", Operator[]>> = {
  text: TEXTUAL,
  number: ORDERED,
  money: ORDERED,
  span: ORDERED,
  bool: ["is", "empty", "filled"],
  choice: CHOICE,
  path: ["is", "under", "isNot", "empty", "filled"],
  list: ["has", "empty", "filled"],
  date: ["is", "less", "atMost", "more", "atLeast", "empty", "filled"],
  timestamp: ["less", "atLeast", "empty", "filled"],
  time: ["is", "less", "atMost", "more", "atLeast", "empty", "filled"],
  period: ["less", "atMost", "more", "atLeast", "empty", "filled"],
  account: ["me", "is", "isNot", "empty", "filled"],
  team: CHOICE,
  none: ["empty", "filled"],
  ticketNumber: ["is", "less", "atMost", "more", "atLeast"],
  closed: ALWAYS,
};

const SYSTEM_COMPARE: Readonly<Record<string, keyof typeof OPERATORS>> = {
  title: "text",
  number: "ticketNumber",
  step: "closed",
  status: "closed",
  priority: "closed",
};

/** How values of a column compare. */
export function compareOf(kind: string): keyof typeof OPERATORS {
  return (
    SYSTEM_COMPARE[kind] ?? ((KINDS as readonly string[]).includes(kind) ? configOf(kind).compare : "none")
  );
}

const RANGES: Operator[] = ["less", "atMost", "more", "atLeast"];
const PATTERNS: Operator[] = ["contains", "startsWith"];

/** The fields of a type this reader can filter by, then those of the records it looks up. */
export function filterFields(schema: TypeSchema): FilterField[] {
  const own = schema.columns.flatMap((column) => {
    if (!column.filterable) return [];
    const system = SYSTEM[column.key];
    const field = system ? undefined : schema.fields.find((f) => f.key === column.key);
    return filterField(column, system ?? column.key, field);
  });
  const related = (schema.related ?? []).flatMap(({ path, kind, label, settings, level, range }) =>
    filterField({ key: path, kind, label, sortable: false, filterable: true }, path, {
      settings,
      level,
      range,
      match: true,
    }).map((field) => ({ ...field, related: true })),
  );
  return [...own, ...related];
}

function filterField(column: ColumnSchema, path: string, field: Asked | undefined): FilterField[] {
  let operators = OPERATORS[compareOf(column.kind)];
  if (field) {
    if (field.range === false) operators = operators.filter((op) => !RANGES.includes(op));
    // Part of a value would tell more than equality may.
    if (field.level === "masked") operators = operators.filter((op) => op === "is");
    if (field.match === false) operators = operators.filter((op) => RANGES.includes(op));
  }
  if (operators.length === 0) return [];
  return [{ key: column.key, path, kind: column.kind, column, operators, ...(field ? { field } : {}) }];
}

export const needsValue = (op: Operator) => op !== "empty" && op !== "filled" && op !== "me";
export const takesMany = (op: Operator) => op === "oneOf";
export const isPattern = (op: Operator) => PATTERNS.includes(op);

/** A text literal of the expression language. */
export function quote(text: string): string {
  return `"${text
    .replaceAll("\\", "\\\\")
    .replaceAll('"', '\\"')
    .replaceAll("\n", "\\n")
    .replaceAll("\r", "\\r")
    .replaceAll("\t", "\\t")}"`;
}

const SYMBOL: Partial<Record<Operator, string>> = {
  is: "==",
  isNot: "!=",
  less: "<",
  atMost: "<=",
  more: ">",
  atLeast: ">=",
};

export const isNumeric = (kind: string) => ["number", "money", "ticketNumber"].includes(compareOf(kind));

function literal(kind: string, value: string): string {
  if (isNumeric(kind)) return numberText(value);
  switch (compareOf(kind)) {
    case "bool":
      return value === "true" ? "true" : "false";
    case "date":
    case "period":
      return `date(${quote(value)})`;
    case "timestamp":
      return `timestamp(${quote(value)})`;
    case "span":
      return `duration(${quote(lengthOf(value) ?? "PT0S")})`;
    default:
      return quote(value);
  }
}

/** A length of time as people write it ("2h 30m"), as the language reads it; null when it is none. */
function lengthOf(value: string): string | null {
  const read = durationConfig.parse(value, {}, { language: "en", zone: "UTC", currency: "CNY" });
  return read.ok ? read.value : null;
}

/** Digits as the language reads them: no grouping, a ticket number without its prefix. */
function numberText(value: string): string {
  const plain = value
    .trim()
    .replace(/[,\s¥$€£]/g, "")
    .replace(/^[A-Za-z]+-/, "");
  return /^-?\d+(\.\d+)?$/.test(plain) ? plain : "0";
}

/** Whether `value` can be compared with a field of that kind. */
export function isUsable(kind: string, value: string): boolean {
  if (value.trim() === "") return false;
  if (isNumeric(kind)) {
    const plain = value
      .trim()
      .replace(/[,\s¥$€£]/g, "")
      .replace(/^[A-Za-z]+-/, "");
    return /^-?\d+(\.\d+)?$/.test(plain);
  }
  switch (compareOf(kind)) {
    case "date":
    case "period":
      return /^\d{4}-\d{2}-\d{2}$/.test(value);
    case "timestamp":
      return !Number.isNaN(Date.parse(value));
    case "span":
      return lengthOf(value) !== null;
    case "time":
      return /^([01]\d|2[0-3]):[0-5]\d$/.test(value);
    default:
      return true;
  }
}

export function clauseText(clause: Clause, field: FilterField): string {
  const value = clause.values[0] ?? "";
  const path = field.path;
  switch (clause.op) {
    case "empty":
      return `${path} == null`;
    case "filled":
      return `${path} != null`;
    case "me":
      return `${path} == actor`;
    case "contains":
      return `${path}.contains(${quote(value)})`;
    case "startsWith":
      return `${path}.startsWith(${quote(value)})`;
    case "oneOf":
      return `${path} in [${clause.values.map((v) => literal(field.kind, v)).join(", ")}]`;
    case "has":
      return `${quote(value)} in ${path}`;
    // "a" itself and what is below it; "ab" is neither.
    case "under":
      return `(${path} == ${quote(value)} || ${path}.startsWith(${quote(`${value}/`)}))`;
    case "is":
    case "isNot":
    case "less":
    case "atMost":
    case "more":
    case "atLeast":
      return `${path}${compareOf(field.kind) === "period" ? ".start" : ""} ${SYMBOL[clause.op]} ${literal(field.kind, value)}`;
  }
}

export function filterText(parts: readonly Part[], fields: readonly FilterField[]): string {
  const texts = parts.flatMap((part) => {
    if ("raw" in part) return [part.raw];
    const field = fields.find((f) => f.key === part.clause.key);
    return field ? [clauseText(part.clause, field)] : [];
  });
  if (texts.length === 1) return texts[0] as string;
  return texts
    .map((text) => (hasTopLevel(text, "||") || hasTopLevel(text, "?") ? `(${text})` : text))
    .join(" && ");
}

/** The parts of a filter's text; unbalanced or foreign text comes back as one raw part. */
export function parseFilter(text: string, fields: readonly FilterField[]): Part[] {
  if (text.trim() === "") return [];
  const pieces = splitTopLevel(text, "&&");
  // "a && b || c" is not a conjunction: "||" binds weaker, so the whole is one part.
  if (!pieces || (pieces.length > 1 && (hasTopLevel(text, "||") || hasTopLevel(text, "?")))) {
    return [{ raw: text.trim() }];
  }
  return pieces.map((piece) => {
    const clause = parseClause(unwrap(piece.trim()), fields);
    return clause ? { clause } : { raw: unwrap(piece.trim()) };
  });
}

const NAME = "[A-Za-z_][A-Za-z0-9_]*(?:\\.[A-Za-z_][A-Za-z0-9_]*)*";
const TEXT = '"(?:[^"\\\\]|\\\\.)*"';
const NUMBER = "-?\\d+(?:\\.\\d+)?";
const LITERAL = `(?:${TEXT}|${NUMBER}|true|false|null|actor|date\\(${TEXT}\\)|timestamp\\(${TEXT}\\)|duration\\(${TEXT}\\))`;
const COMPARISON = new RegExp(`^(${NAME})\\s*(==|!=|<=|>=|<|>)\\s*(${LITERAL})$`);
const CALL = new RegExp(`^(${NAME})\\.(contains|startsWith)\\((${TEXT})\\)$`);
const ONE_OF = new RegExp(`^(${NAME})\\s+in\\s+\\[(${LITERAL}(?:\\s*,\\s*${LITERAL})*)\\]$`);
const UNDER = new RegExp(`^(${NAME})\\s*==\\s*(${TEXT})\\s*\\|\\|\\s*(${NAME})\\.startsWith\\((${TEXT})\\)$`);
const HAS = new RegExp(`^(${TEXT})\\s+in\\s+(${NAME})$`);

function parseClause(text: string, fields: readonly FilterField[]): Clause | null {
  const by = (path: string | undefined) => fields.find((field) => field.path === path);
  const made = (field: FilterField | undefined, op: Operator, values: (string | null)[]): Clause | null =>
    field?.operators.includes(op) && values.every((value) => value !== null)
      ? { key: field.key, op, values: values as string[] }
      : null;

  const under = UNDER.exec(text);
  if (under) {
    const [, path, key, again, prefix] = under as unknown as [string, string, string, string, string];
    return path === again && unquote(prefix) === `${unquote(key)}/`
      ? made(by(path), "under", [unquote(key)])
      : null;
  }
  const comparison = COMPARISON.exec(text);
  if (comparison) {
    const [, path, symbol, right] = comparison as unknown as [string, string, string, string];
    // The days of a period stand for it: it begins before, it begins on or after.
    const period = path.endsWith(".start") ? by(path.slice(0, -6)) : undefined;
    const field = by(path) ?? (period && compareOf(period.kind) === "period" ? period : undefined);
    if (!field) return null;
    if (right === "null") return made(field, symbol === "==" ? "empty" : "filled", []);
    if (right === "actor") return symbol === "==" ? made(field, "me", []) : null;
    const op = (Object.keys(SYMBOL) as Operator[]).find((name) => SYMBOL[name] === symbol);
    return op ? made(field, op, [literalValue(field.kind, right)]) : null;
  }
  const call = CALL.exec(text);
  if (call) return made(by(call[1]), call[2] as Operator, [unquote(call[3] as string)]);
  const oneOf = ONE_OF.exec(text);
  if (oneOf) {
    const field = by(oneOf[1]);
    const literals = (oneOf[2] as string).match(new RegExp(LITERAL, "g")) ?? [];
    return field
      ? made(
          field,
          "oneOf",
          literals.map((each) => literalValue(field.kind, each)),
        )
      : null;
  }
  const has = HAS.exec(text);
  if (has) return made(by(has[2]), "has", [unquote(has[1] as string)]);
  return null;
}

function unquote(text: string): string {
  const inner = text.slice(1, -1);
  const named: Record<string, string> = { n: "\n", r: "\r", t: "\t" };
  return inner.replace(/\\(.)/g, (_, char: string) => named[char] ?? char);
}

/** The value inside a literal, if it is one for that kind. */
function literalValue(kind: string, text: string): string | null {
  const compare = compareOf(kind);
  const call = /^(date|timestamp|duration)\((".*")\)$/.exec(text);
  if (call) {
    const of = { date: ["date", "period"], timestamp: ["timestamp"], duration: ["span"] }[
      call[1] as "date"
    ] as string[];
    if (!of.includes(compare)) return null;
    const value = unquote(call[2] as string);
    return compare === "span"
      ? durationConfig.edit(value, {}, { language: "en", zone: "UTC", currency: "CNY" })
      : value;
  }
  if (isNumeric(kind)) return /^-?\d/.test(text) ? text : null;
  if (compare === "bool") return text === "true" || text === "false" ? text : null;
  if (["date", "timestamp", "span", "period"].includes(compare)) return null;
  return text.startsWith('"') ? unquote(text) : null;
}

/** Walks over `text`, telling where it is outside of strings and brackets. Null when they do not balance. */
function topLevel(text: string, at: (index: number) => void): boolean {
  let depth = 0;
  let quoteChar = "";
  for (let i = 0; i < text.length; i += 1) {
    const char = text[i] as string;
    if (quoteChar) {
      if (char === "\\") i += 1;
      else if (char === quoteChar) quoteChar = "";
    } else if (char === '"' || char === "'") quoteChar = char;
    else if ("([{".includes(char)) depth += 1;
    else if (")]}".includes(char)) {
      depth -= 1;
      if (depth < 0) return false;
    } else if (depth === 0) at(i);
  }
  return depth === 0 && quoteChar === "";
}

function splitTopLevel(text: string, separator: string): string[] | null {
  const cuts: number[] = [];
  if (!topLevel(text, (i) => text.startsWith(separator, i) && cuts.push(i))) return null;
  const pieces: string[] = [];
  let from = 0;
  for (const cut of cuts) {
    pieces.push(text.slice(from, cut));
    from = cut + separator.length;
  }
  pieces.push(text.slice(from));
  return pieces;
}

function hasTopLevel(text: string, token: string): boolean {
  let found = false;
  topLevel(text, (i) => {
    if (text.startsWith(token, i)) found = true;
  });
  return found;
}

/** "(a || b)" → "a || b", but "(a) || (b)" stays. */
function unwrap(text: string): string {
  if (!text.startsWith("(") || !text.endsWith(")")) return text;
  const inner = text.slice(1, -1);
  return topLevel(inner, () => {}) ? inner.trim() : text;
}
