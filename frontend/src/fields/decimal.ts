import Big from "big.js";

/** Plain decimal notation, at most 30 digits before and 12 after the point: more is a typing accident. */
const PLAIN = /^[+-]?(\d{1,30}(\.\d{0,12})?|\.\d{1,12})$/;

/** Full-width digits and signs, as Chinese input methods write them, become ASCII. */
function halfWidth(text: string): string {
  return text
    .replace(/[！-～]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
    .replace(/\u3000/g, " ");
}

/**
 * What a person typed as an exact decimal string, or null when it is no number. Grouping commas and spaces are
 * accepted between digits; the decimal sign is a point, as in both languages we speak.
 */
export function readDecimal(text: string): string | null {
  const t = halfWidth(text)
    .trim()
    .replace(/−/g, "-")
    .replace(/(?<=\d)[,\s](?=\d{3}(\D|$))/g, "");
  if (!PLAIN.test(t)) return null;
  return canonical(new Big(t.endsWith(".") ? t.slice(0, -1) : t.replace(/^([+-]?)\./, "$10.")));
}

/** An exact decimal from JSON (a number, or a string when a number could not hold it); null when it is neither. */
export function decimalFromJson(json: unknown): string | null {
  if (typeof json === "number" && Number.isFinite(json)) return canonical(new Big(json));
  if (typeof json === "string") {
    try {
      return canonical(new Big(json.trim()));
    } catch {
      return null;
    }
  }
  return null;
}

/** Without exponent and without trailing zeros, so that equal numbers are equal strings. */
function canonical(b: Big): string {
  const text = b.toFixed();
  return text === "-0" ? "0" : text;
}

/** Negative, zero or positive as a is smaller than, equal to or greater than b. */
export function compareDecimals(a: string, b: string | number): number {
  return new Big(a).cmp(new Big(b));
}

/** How many digits stand after the point, trailing zeros not counted. */
export function scaleOf(value: string): number {
  const point = value.indexOf(".");
  return point < 0 ? 0 : value.length - point - 1;
}

/** Padded to `scale` digits after the point; never rounds, a longer value keeps its digits. */
export function padScale(value: string, scale: number): string {
  return scaleOf(value) >= scale ? value : new Big(value).toFixed(scale);
}

/** Localised and exact: `Intl` takes the decimal string itself, no floating point in between. */
export function formatDecimal(
  value: string,
  language: string,
  options: Intl.NumberFormatOptions & { scale?: number } = {},
): string {
  const { scale, ...rest } = options;
  const digits = Math.max(scale ?? 0, scaleOf(value));
  return new Intl.NumberFormat(language === "zh" ? "zh-CN" : "en-US", {
    ...rest,
    minimumFractionDigits: Math.max(scale ?? 0, 0),
    maximumFractionDigits: digits,
  }).format(value as Intl.StringNumericLiteral);
}
