import * as dec from "./decimal";
import * as time from "./time";
import { type Apply, type ExprTree, type ExprType, isApply, isAttribute, type Literal } from "./tree";
import { decode, isCurrency, type Value } from "./values";

/** The JSON value of a path as the API gives it; undefined and null are "nothing there". */
export type Facts = (path: string) => unknown;

/** When and where an expression is judged: an ISO instant and a zone id. */
export interface Moment {
  readonly now: string;
  readonly zone: string;
}

/** The value of a tree. Total: an unknown operator or a fact of another type counts as nothing there. */
export function evaluate(tree: ExprTree, facts: Facts, moment: Moment): Value {
  if (isApply(tree)) return apply(tree, facts, moment);
  return isAttribute(tree) ? decode(facts(tree.attr), tree.type) : literal(tree);
}

/** Whether a condition holds; nothing there counts as no. */
export function test(tree: ExprTree, facts: Facts, moment: Moment): boolean {
  if (isApply(tree)) {
    const condition = own(CONDITIONS, tree.op);
    if (condition) return condition(tree, facts, moment);
  }
  const v = evaluate(tree, facts, moment);
  return v?.type === "bool" && v.is;
}

// Literals are decoded once: a form judges the same trees at every key stroke.
const literals = new WeakMap<Literal, Value>();

function literal(tree: Literal): Value {
  let found = literals.get(tree);
  if (found === undefined) {
    found = decode(tree.lit, tree.type);
    literals.set(tree, found);
  }
  return found;
}

type Condition = (tree: Apply, facts: Facts, moment: Moment) => boolean;
type Operation = (args: readonly Value[], moment: Moment, tree: Apply) => Value;

/** An entry of a table, never something every object has ("constructor"). */
const own = <T>(table: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined;

const NOTHING: ExprTree = { lit: null, type: "null" };
const part = (tree: Apply, i: number): ExprTree => tree.args[i] ?? NOTHING;

const between =
  (holds: (a: Value, b: Value) => boolean): Condition =>
  (tree, facts, moment) =>
    holds(evaluate(part(tree, 0), facts, moment), evaluate(part(tree, 1), facts, moment));

const ordered = (holds: (order: number) => boolean): Condition =>
  between((a, b) => {
    const order = compare(a, b);
    return order !== null && holds(order);
  });

const texts = (holds: (a: string, b: string) => boolean): Condition =>
  between((a, b) => a?.type === "text" && b?.type === "text" && holds(a.text, b.text));

const CONDITIONS: Readonly<Record<string, Condition>> = {
  and: (tree, facts, moment) => tree.args.every((x) => test(x, facts, moment)),
  or: (tree, facts, moment) => tree.args.some((x) => test(x, facts, moment)),
  not: (tree, facts, moment) => !test(part(tree, 0), facts, moment),
  eq: between(equal),
  ne: between((a, b) => !equal(a, b)),
  lt: ordered((o) => o < 0),
  le: ordered((o) => o <= 0),
  gt: ordered((o) => o > 0),
  ge: ordered((o) => o >= 0),
  in: between((a, b) => has(b, a)),
  contains: between((a, b) =>
    a?.type === "text" ? b?.type === "text" && a.text.includes(b.text) : has(a, b),
  ),
  startsWith: texts((a, b) => a.startsWith(b)),
  endsWith: texts((a, b) => a.endsWith(b)),
  intersects: between(
    (a, b) => a?.type === "list" && b?.type === "list" && a.items.some((x) => b.items.includes(x)),
  ),
};

function has(list: Value, item: Value): boolean {
  return list?.type === "list" && item?.type === "text" && list.items.includes(item.text);
}

function equal(a: Value, b: Value): boolean {
  if (a === null || b === null) return a === b;
  if (a.type === "number" && b.type === "money") return a.number.eq(b.amount);
  switch (a.type) {
    case "text":
      return b.type === "text" && a.text === b.text;
    case "number":
      return b.type === "number" && a.number.eq(b.number);
    case "money":
      return b.type === "number"
        ? a.amount.eq(b.number)
        : b.type === "money" && a.currency === b.currency && a.amount.eq(b.amount);
    case "bool":
      return b.type === "bool" && a.is === b.is;
    case "date":
      return b.type === "date" && a.day === b.day;
    case "timestamp":
      return b.type === "timestamp" && a.at === b.at;
    case "span":
      return b.type === "span" && a.span === b.span;
    case "list":
      return (
        b.type === "list" && a.items.length === b.items.length && a.items.every((x, i) => x === b.items[i])
      );
    // Whole values of parts are only asked whether they are there.
    case "parts":
      return false;
  }
}

/** Negative, zero or positive; null where there is no order. */
function compare(a: Value, b: Value): number | null {
  if (a === null || b === null) return null;
  if (a.type === "number") {
    return b.type === "number" ? a.number.cmp(b.number) : b.type === "money" ? a.number.cmp(b.amount) : null;
  }
  if (a.type === "money") {
    if (b.type === "number") return a.amount.cmp(b.number);
    return b.type === "money" && a.currency === b.currency ? a.amount.cmp(b.amount) : null;
  }
  if (a.type === "text" && b.type === "text") return byCodePoint(a.text, b.text);
  if (a.type === "date" && b.type === "date") return a.day - b.day;
  if (a.type === "timestamp" && b.type === "timestamp") return a.at < b.at ? -1 : a.at > b.at ? 1 : 0;
  if (a.type === "span" && b.type === "span") return a.span < b.span ? -1 : a.span > b.span ? 1 : 0;
  return null;
}

/** `<` on strings compares UTF-16 units and would put emoji before U+E000. */
function byCodePoint(a: string, b: string): number {
  const n = Math.min(a.length, b.length);
  for (let i = 0; i < n; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) {
      const [sx, sy] = [x >= 0xd800 && x <= 0xdfff, y >= 0xd800 && y <= 0xdfff];
      return sx === sy ? x - y : sx ? 1 : -1;
    }
  }
  return a.length - b.length;
}

// Results

const text = (t: string): Value => ({ type: "text", text: t });
const num = (n: dec.Decimal | null): Value => n && { type: "number", number: n };
const int = (n: number): Value => num(dec.whole(n));
const cash = (amount: dec.Decimal | null, currency: string): Value =>
  amount && { type: "money", amount, currency };
const day = (d: number | null): Value => (d === null ? null : { type: "date", day: d });
const instant = (at: bigint | null): Value => (at === null ? null : { type: "timestamp", at });
const span = (s: bigint | null): Value => (s === null ? null : { type: "span", span: s });

function apply(tree: Apply, facts: Facts, moment: Moment): Value {
  if (own(CONDITIONS, tree.op)) return { type: "bool", is: test(tree, facts, moment) };
  switch (tree.op) {
    case "cond":
      return evaluate(part(tree, test(part(tree, 0), facts, moment) ? 1 : 2), facts, moment);
    case "coalesce":
      for (const x of tree.args) {
        const v = evaluate(x, facts, moment);
        if (v !== null) return v;
      }
      return null;
    default: {
      const operation = own(OPERATIONS, tree.op);
      return operation
        ? operation(
            tree.args.map((x) => evaluate(x, facts, moment)),
            moment,
            tree,
          )
        : null;
    }
  }
}

const BLANKS = /^[ \t\n\v\f\r\u00a0\u3000]+|[ \t\n\v\f\r\u00a0\u3000]+$/g;

const ofText =
  (f: (t: string) => string): Operation =>
  ([v]) =>
    v?.type === "text" ? text(f(v.text)) : null;

/** A part of the day of a date or, in the zone, of an instant. */
const dayPart =
  (name: "year" | "month" | "day" | "weekday"): Operation =>
  ([v], moment) => {
    const d = v?.type === "date" ? v.day : v?.type === "timestamp" ? time.dayIn(v.at, moment.zone) : null;
    return d === null ? null : int(time.dayParts(d)[name]);
  };

const extreme =
  (sign: number): Operation =>
  (args) => {
    let best = args[0] ?? null;
    for (const next of args.slice(1)) {
      const order = compare(next, best);
      if (order === null) return null;
      if (order * sign > 0) best = next;
    }
    return best;
  };

function add(a: Value, b: Value): Value {
  if (a?.type === "number" && b?.type === "number") return num(dec.add(a.number, b.number));
  if (a?.type === "money" && b?.type === "money" && a.currency === b.currency) {
    return cash(dec.add(a.amount, b.amount), a.currency);
  }
  if (a?.type === "text" && b?.type === "text") return text(a.text + b.text);
  if (a?.type === "timestamp" && b?.type === "span") return instant(time.boundedInstant(a.at + b.span));
  if (a?.type === "span" && b?.type === "timestamp") return instant(time.boundedInstant(a.span + b.at));
  if (a?.type === "span" && b?.type === "span") return span(time.boundedSpan(a.span + b.span));
  return null;
}

function negated(v: Value): Value {
  if (v?.type === "number") return num(dec.negated(v.number));
  if (v?.type === "money") return cash(dec.negated(v.amount), v.currency);
  return v?.type === "span" ? span(-v.span) : null;
}

function times(a: Value, b: Value): Value {
  if (a?.type === "number" && b?.type === "number") return num(dec.times(a.number, b.number));
  if (a?.type === "money" && b?.type === "number") return cash(dec.times(a.amount, b.number), a.currency);
  if (a?.type === "number" && b?.type === "money") return times(b, a);
  return null;
}

function divide(a: Value, b: Value): Value {
  if (a?.type === "number" && b?.type === "number") return num(dec.divide(a.number, b.number));
  if (a?.type === "money" && b?.type === "number") return cash(dec.divide(a.amount, b.number), a.currency);
  if (a?.type === "money" && b?.type === "money" && a.currency === b.currency) {
    return num(dec.divide(a.amount, b.amount));
  }
  return null;
}

function isNegative(v: Value): boolean {
  if (v?.type === "number") return v.number.lt(0);
  if (v?.type === "money") return v.amount.lt(0);
  return v?.type === "span" && v.span < 0n;
}

function addDays(d: Value, n: Value): Value {
  if (d?.type !== "date" || n?.type !== "number" || n.number.abs().gt(10_000_000)) return null;
  return n.number.mod(1).eq(0) ? day(time.boundedDay(d.day + n.number.toNumber())) : null;
}

/** A named part; rows have only their number. */
function partOf(json: unknown, name: string, type: ExprType): Value {
  if (Array.isArray(json)) return name === "count" ? int(json.length) : null;
  return typeof json === "object" && json !== null && Object.hasOwn(json, name)
    ? decode((json as Record<string, unknown>)[name], type)
    : null;
}

const OPERATIONS: Readonly<Record<string, Operation>> = {
  add: ([a = null, b = null]) => add(a, b),
  sub: ([a = null, b = null]) =>
    a?.type === "timestamp" && b?.type === "timestamp"
      ? span(time.boundedSpan(a.at - b.at))
      : add(a, negated(b)),
  mul: ([a = null, b = null]) => times(a, b),
  div: ([a = null, b = null]) => divide(a, b),
  mod: ([a, b]) =>
    a?.type === "number" && b?.type === "number" ? num(dec.remainder(a.number, b.number)) : null,
  neg: ([v = null]) => negated(v),
  abs: ([v = null]) => (isNegative(v) ? negated(v) : v),
  min: extreme(-1),
  max: extreme(1),
  round: ([v, places]) => {
    const to = places?.type === "number" ? places.number.toNumber() : 0;
    if (v?.type === "number") return num(dec.round(v.number, to));
    return v?.type === "money" ? cash(dec.round(v.amount, to), v.currency) : null;
  },
  list: (args) => ({ type: "list", items: args.flatMap((v) => (v?.type === "text" ? [v.text] : [])) }),
  size: ([v]) => int(v?.type === "text" ? [...v.text].length : v?.type === "list" ? v.items.length : 0),
  lower: ofText((t) => t.replace(/[A-Z]/g, (c) => c.toLowerCase())),
  upper: ofText((t) => t.replace(/[a-z]/g, (c) => c.toUpperCase())),
  trim: ofText((t) => t.replace(BLANKS, "")),
  date: ([v], moment) => {
    if (v?.type === "text") return day(time.parseDay(v.text));
    return v?.type === "timestamp" ? day(time.dayIn(v.at, moment.zone)) : null;
  },
  timestamp: ([v], moment) => {
    if (v?.type === "text") return instant(time.parseInstant(v.text));
    return v?.type === "date" ? instant(time.startOf(v.day, moment.zone)) : null;
  },
  money: ([n, c]) =>
    n?.type === "number" && c?.type === "text" && isCurrency(c.text)
      ? cash(dec.bounded(n.number), c.text)
      : null,
  amount: ([v]) => (v?.type === "money" ? num(v.amount) : null),
  currency: ([v]) => (v?.type === "money" ? text(v.currency) : null),
  now: (_, moment) => instant(time.parseInstant(moment.now)),
  today: (_, moment) => {
    const now = time.parseInstant(moment.now);
    return now === null ? null : day(time.dayIn(now, moment.zone));
  },
  year: dayPart("year"),
  month: dayPart("month"),
  day: dayPart("day"),
  weekday: dayPart("weekday"),
  hour: ([v], moment) => (v?.type === "timestamp" ? int(time.hourIn(v.at, moment.zone)) : null),
  addDays: ([d = null, n = null]) => addDays(d, n),
  part: ([whole, name], _, tree) =>
    whole?.type === "parts" && name?.type === "text" ? partOf(whole.json, name.text, tree.type) : null,
  daysBetween: ([a, b]) => (a?.type === "date" && b?.type === "date" ? int(b.day - a.day) : null),
};

/** A number or an amount to so many digits after the point, half-even; anything else as it is. */
export function roundTo(value: Value, places: number): Value {
  if (value?.type === "number") {
    const number = dec.round(value.number, places);
    return number && { type: "number", number };
  }
  if (value?.type === "money") {
    const amount = dec.round(value.amount, places);
    return amount && { type: "money", amount, currency: value.currency };
  }
  return value;
}
