import BigFactory, { type Big } from "big.js";

/** Exact decimals with the server's bounds: 26 digits before the point, 12 after it, half-even. */
const Exact = BigFactory();
const SCALE = 12;
const HALF_EVEN = 2;
Exact.DP = SCALE;
Exact.RM = HALF_EVEN;
const LIMIT = new Exact("1e26");

export type Decimal = Big;

export const ZERO: Decimal = new Exact(0);

/** Reads a number or its text; null for anything else. */
export function decimal(json: unknown): Decimal | null {
  const text = typeof json === "number" ? String(json) : json;
  if (typeof text !== "string" || !/^-?[0-9]{1,40}(\.[0-9]{1,40})?([eE][+-]?[0-9]{1,2})?$/.test(text))
    return null;
  return unsigned(new Exact(text));
}

export const whole = (n: number): Decimal => new Exact(n);

/** big.js knows a negative zero; we do not. */
const unsigned = (n: Decimal): Decimal => (n.eq(0) ? ZERO : n);

export function bounded(n: Decimal): Decimal | null {
  const fine = n.round(SCALE, HALF_EVEN);
  return fine.abs().gte(LIMIT) ? null : unsigned(fine);
}

export const add = (a: Decimal, b: Decimal): Decimal | null => bounded(a.plus(b));
export const times = (a: Decimal, b: Decimal): Decimal | null => bounded(a.times(b));
export const divide = (a: Decimal, b: Decimal): Decimal | null => (b.eq(0) ? null : bounded(a.div(b)));
export const remainder = (a: Decimal, b: Decimal): Decimal | null => (b.eq(0) ? null : bounded(a.mod(b)));
export const negated = (n: Decimal): Decimal => unsigned(n.neg());
export const round = (n: Decimal, places: number): Decimal | null => bounded(n.round(places, HALF_EVEN));

/** Plain digits without an exponent or trailing zeros, as the server writes numbers. */
export const plain = (n: Decimal): string => unsigned(n).toFixed();
