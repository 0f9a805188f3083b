import { decimalFromJson, formatDecimal, padScale, readDecimal } from "../decimal";
import { type FieldConfig, parsed, refused } from "../FieldConfig";
import type { Formats, Money, Settings } from "../model";
import { checkNumber } from "../numeric";

/** Minor units of a currency as ISO 4217 has them ("JPY" has none); 2 when the browser does not know it. */
export function moneyScale(currency: string, settings: Settings): number {
  if (settings.scale != null) return settings.scale;
  try {
    return (
      new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ??
      2
    );
  } catch {
    return 2;
  }
}

/** "¥" for CNY, whichever language; the code where there is no narrow sign. */
export function currencySign(currency: string, formats: Formats): string {
  try {
    const parts = new Intl.NumberFormat(formats.language === "zh" ? "zh-CN" : "en-US", {
      style: "currency",
      currency,
      currencyDisplay: "narrowSymbol",
    }).formatToParts(0);
    return parts.find((p) => p.type === "currency")?.value ?? currency;
  } catch {
    return currency;
  }
}

export const moneyConfig: FieldConfig<Money> = {
  kind: "money",
  compare: "money",
  fromJson(json) {
    if (json == null || typeof json !== "object") return null;
    const { amount, currency } = json as { amount?: unknown; currency?: unknown };
    const exact = decimalFromJson(amount);
    return exact != null && typeof currency === "string" ? { amount: exact, currency } : null;
  },
  toJson: (value, settings) =>
    value == null
      ? null
      : { amount: padScale(value.amount, moneyScale(value.currency, settings)), currency: value.currency },
  parse(text, settings, formats) {
    const currency = settings.currency ?? formats.currency;
    // Its own sign only: "$ 12" typed into yuan is a mistake and not twelve yuan.
    const sign = currencySign(currency, formats);
    const bare = text
      .replace(currency === "CNY" ? /[¥￥元]/g : sign === "¥" ? /[¥￥]/g : sign, "")
      .replace(new RegExp(`\\b${currency}\\b`, "i"), "")
      .trim();
    if (bare === "") return parsed<Money>(null);
    const amount = readDecimal(bare);
    return amount == null ? refused("field.amount") : parsed({ amount, currency });
  },
  edit: (value, settings) =>
    value == null ? "" : padScale(value.amount, moneyScale(value.currency, settings)),
  format(value, settings, formats) {
    if (value == null) return "";
    const scale = moneyScale(value.currency, settings);
    const amount = formatDecimal(value.amount, formats.language, { scale });
    return value.amount.startsWith("-")
      ? `−${currencySign(value.currency, formats)} ${amount.replace(/^[-−]/, "")}`
      : `${currencySign(value.currency, formats)} ${amount}`;
  },
  isEmpty: (value) => value == null,
  equal: (a, b) => a === b || (a != null && b != null && a.amount === b.amount && a.currency === b.currency),
  validate: (value, settings) =>
    value == null ? [] : checkNumber(value.amount, settings, moneyScale(value.currency, settings)),
};
