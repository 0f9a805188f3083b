import { type Decimal, decimal, plain } from "./decimal";
import { formatDay, formatInstant, formatSpan, parseDay, parseInstant, parseSpan } from "./time";
import type { ExprType } from "./tree";

/** A value; null is "nothing there". Days, instants and spans as in time.ts. */
export type Value =
  | null
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "number"; readonly number: Decimal }
  | { readonly type: "money"; readonly amount: Decimal; readonly currency: string }
  | { readonly type: "bool"; readonly is: boolean }
  | { readonly type: "date"; readonly day: number }
  | { readonly type: "timestamp"; readonly at: bigint }
  | { readonly type: "span"; readonly span: bigint }
  | { readonly type: "list"; readonly items: readonly string[] }
  /** The JSON of a value of named parts, of rows of them, or of something that is only there. */
  | { readonly type: "parts"; readonly json: unknown };

export const isCurrency = (text: unknown): text is string =>
  typeof text === "string" && /^[A-Z]{3}$/.test(text);

/** A value of `type` from the JSON of the API or of a literal; null for anything that is not one. */
export function decode(json: unknown, type: ExprType): Value {
  if (json === null || json === undefined) return null;
  switch (type) {
    case "null":
      return null;
    case "text":
      return typeof json === "string" ? { type, text: json } : null;
    case "number": {
      const number = decimal(json);
      return number && { type, number };
    }
    case "money": {
      const { amount: figure, currency } = json as { amount?: unknown; currency?: unknown };
      const amount = decimal(figure);
      return amount && isCurrency(currency) ? { type, amount, currency } : null;
    }
    case "bool":
      return typeof json === "boolean" ? { type, is: json } : null;
    case "date": {
      const day = typeof json === "string" ? parseDay(json) : null;
      return day === null ? null : { type, day };
    }
    case "timestamp": {
      const at = typeof json === "string" ? parseInstant(json) : null;
      return at === null ? null : { type, at };
    }
    case "span": {
      const span = typeof json === "string" ? parseSpan(json) : null;
      return span === null ? null : { type, span };
    }
    case "list":
      return Array.isArray(json) && json.every((x) => typeof x === "string") ? { type, items: json } : null;
    case "parts":
      return typeof json === "object" ? { type, json } : null;
  }
}

/** The JSON form, the same the server writes. */
export function encode(v: Value): unknown {
  if (v === null) return null;
  switch (v.type) {
    case "text":
      return v.text;
    case "number":
      return plain(v.number);
    case "money":
      return { amount: plain(v.amount), currency: v.currency };
    case "bool":
      return v.is;
    case "date":
      return formatDay(v.day);
    case "timestamp":
      return formatInstant(v.at);
    case "span":
      return formatSpan(v.span);
    case "list":
      return v.items;
    case "parts":
      return v.json;
  }
}
