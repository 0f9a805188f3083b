import type { FieldValue, Formats, Json, Kind, Problem, Settings } from "./model";

/** The outcome of reading what a person typed. */
export type Parsed<V> =
  | { readonly ok: true; readonly value: V | null }
  | { readonly ok: false; readonly problem: Problem };

/** What a list's filter may ask of a kind; `none` for kinds that are only there or not. */
export type Compare =
  | "text"
  | "number"
  | "money"
  | "bool"
  | "choice"
  | "path"
  | "list"
  | "date"
  | "timestamp"
  | "span"
  | "time"
  | "period"
  | "account"
  | "team"
  | "none";

/**
 * One field kind without any screen: reading, writing, checking and wording its values. Pure; the server decides in
 * the end, this is here so that a person hears about a mistake while typing.
 */
export interface FieldConfig<V extends FieldValue = FieldValue> {
  readonly kind: Kind;
  readonly compare: Compare;
  /** The API's JSON as a value; null for null and for anything of a wrong shape. */
  fromJson(json: unknown, settings: Settings): V | null;
  /** The API's JSON of a value. Numbers have at most 15 digits (see `validate`), which a JSON number holds exactly. */
  toJson(value: V | null, settings: Settings): Json;
  /** Reads what was typed; blank is null. */
  parse(text: string, settings: Settings, formats: Formats): Parsed<V>;
  /** What an input shows for editing; `parse` of it gives the value back. */
  edit(value: V | null, settings: Settings, formats: Formats): string;
  /** For reading: localised, never for parsing. Empty string when there is none. */
  format(value: V | null, settings: Settings, formats: Formats): string;
  isEmpty(value: V | null): boolean;
  equal(a: V | null, b: V | null): boolean;
  /** Everything wrong with a well-shaped value. */
  validate(value: V | null, settings: Settings): readonly Problem[];
}

export const parsed = <V extends FieldValue>(value: V | null): Parsed<V> => ({ ok: true, value });
export const refused = (code: string, params?: Problem["params"]): { ok: false; problem: Problem } => ({
  ok: false,
  problem: params ? { code, params } : { code },
});
