import type { FieldKind, FieldSettings, MoneyValue, RecordValue } from "@/api";

export type {
  ExprTree,
  FieldOption as Option,
  FieldRule,
  FieldSchema,
  FieldValue as Json,
  FieldView,
  Label,
  Language,
  Level,
  TableColumn as Column,
  TypeSchema,
} from "@/api";

export type Kind = FieldKind;
/** Bounds and choices; each kind reads what concerns it. */
export type Settings = Readonly<Partial<FieldSettings>>;
export type Money = Readonly<MoneyValue>;
/** A record that a field looks up. */
export type Reference = Readonly<RecordValue>;

/**
 * A field's value in the browser. Numbers are exact decimal strings ("12.5"), because a JavaScript number is not
 * exact; dates are "2026-11-22", instants ISO with "Z"; an option or an account is its key, a duration is ISO ("PT2H"); a record
 * looked up is its id, type and title. Empty is always null.
 */
export type FieldValue =
  | string
  | boolean
  | Money
  | Reference
  | readonly string[]
  | readonly Reference[]
  | Parts
  | readonly Row[]
  | null;

/** A value of named parts: a period, a place, an address, formatted text. */
export type Parts = Readonly<{ [part: string]: string | undefined }>;

/** A row of a table: values by column. */
export type Row = Readonly<{ [column: string]: string | boolean | Money | null | undefined }>;

export function isReference(value: unknown): value is Reference {
  return typeof value === "object" && value !== null && "id" in value && "type" in value;
}

/** What is wrong with a value: worded by `code`, filled with `params`. The codes are the server's where it has one. */
export interface Problem {
  readonly code: string;
  readonly params?: Readonly<Record<string, string | number>> | undefined;
  /** Set when the metadata or the server already worded it. */
  readonly message?: Readonly<Record<string, string>> | string | undefined;
}

/** How values are shown: the reader's language, the workspace's zone and currency. */
export interface Formats {
  readonly language: "en" | "zh";
  /** IANA zone of the workspace; instants are shown and entered in it. */
  readonly zone: string;
  readonly currency: string;
}
