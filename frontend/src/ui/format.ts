/**
 * Dates, amounts and numbers by locale. Amounts are decimal strings and stay strings: Intl formats them digit
 * for digit, so no value is ever rounded through a double.
 */
export type Lang = "en" | "zh";

const locale = (language: string) => (language === "zh" ? "zh-CN" : "en-GB");

const cache = new Map<string, unknown>();
function cached<T>(key: string, make: () => T): T {
  const known = cache.get(key);
  if (known !== undefined) return known as T;
  const made = make();
  cache.set(key, made);
  return made;
}

// TypeScript's Intl types lag behind: since ES2023 format() takes a decimal string exactly.
const exact = (text: string) => text as unknown as number;

/** "268.00" CNY → "¥ 268.00" in both languages; other currencies by their usual sign. */
export function formatMoney(amount: string, currency: string, language: string): string {
  const digits = amount.split(".")[1]?.length ?? 0;
  const parts = cached(`money ${language} ${currency} ${digits}`, () => {
    const standard = new Intl.NumberFormat(locale(language), {
      style: "currency",
      currency,
    }).resolvedOptions();
    const fraction = Math.max(digits, standard.minimumFractionDigits ?? 2);
    return new Intl.NumberFormat(locale(language), {
      style: "currency",
      currency,
      currencyDisplay: "narrowSymbol",
      minimumFractionDigits: fraction,
      maximumFractionDigits: fraction,
    });
  }).formatToParts(exact(amount));
  return parts
    .map((part, i) =>
      part.type === "currency" && parts[i + 1] && parts[i + 1]?.type !== "literal"
        ? `${part.value} `
        : part.value,
    )
    .join("");
}

/** An exact decimal with the digits it has: "1234.50" → "1,234.50". */
export function formatDecimal(value: string | number, language: string): string {
  const text = String(value);
  const digits = text.split(".")[1]?.length ?? 0;
  return cached(
    `decimal ${language} ${digits}`,
    () =>
      new Intl.NumberFormat(locale(language), {
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
      }),
  ).format(exact(text));
}

export function formatCount(count: { value: number; capped: boolean }, language: string): string {
  const shown = count.capped ? Math.floor(count.value / 1000) * 1000 || count.value : count.value;
  return `${formatDecimal(shown, language)}${count.capped ? "+" : ""}`;
}

/** A calendar date without a zone: "2026-11-22" → "22 Nov 2026", "2026年11月22日". */
export function formatDate(isoDate: string, language: string): string {
  const [year, month, day] = isoDate.split("-").map(Number);
  if (!year || !month || !day) return isoDate;
  return cached(
    `date ${language}`,
    () => new Intl.DateTimeFormat(locale(language), { dateStyle: "medium", timeZone: "UTC" }),
  ).format(Date.UTC(year, month - 1, day));
}

/** A day of the weeks to come, where there is little room: "22 Nov", "11月22日". */
export function formatDay(isoDate: string, language: string): string {
  const [year, month, day] = isoDate.split("-").map(Number);
  if (!year || !month || !day) return isoDate;
  return cached(
    `day ${language} UTC`,
    () => new Intl.DateTimeFormat(locale(language), { day: "numeric", month: "short", timeZone: "UTC" }),
  ).format(Date.UTC(year, month - 1, day));
}

/** An instant in the workspace's zone: "22 Nov 2026, 14:35". */
export function formatDateTime(instant: string, language: string, zone: string): string {
  return cached(
    `instant ${language} ${zone}`,
    () =>
      new Intl.DateTimeFormat(locale(language), {
        dateStyle: "medium",
        timeStyle: "short",
        timeZone: zone,
        hour12: false,
      }),
  ).format(new Date(instant));
}

/** The time of day in the workspace's zone: "14:35". */
export function formatTime(instant: string, language: string, zone: string): string {
  return cached(
    `time ${language} ${zone}`,
    () => new Intl.DateTimeFormat(locale(language), { timeStyle: "short", timeZone: zone, hour12: false }),
  ).format(new Date(instant));
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The age of something in the width of a list column: "now", "3m", "2h", "5d", then the date. */
export function formatAge(instant: string, now: number, language: string, zone: string): string {
  const age = now - new Date(instant).getTime();
  const zh = language === "zh";
  if (age < MINUTE) return zh ? "刚刚" : "now";
  if (age < HOUR) return `${Math.floor(age / MINUTE)}${zh ? " 分钟" : "m"}`;
  if (age < DAY) return `${Math.floor(age / HOUR)}${zh ? " 小时" : "h"}`;
  if (age < 7 * DAY) return `${Math.floor(age / DAY)}${zh ? " 天" : "d"}`;
  return cached(
    `day ${language} ${zone}`,
    () => new Intl.DateTimeFormat(locale(language), { day: "numeric", month: "short", timeZone: zone }),
  ).format(new Date(instant));
}

/** So many seconds as people say them, in up to two units: "3 mins", "2 hrs 30 mins", "40 hrs". */
export function formatLength(seconds: number, language: string): string {
  const minutes = Math.floor(Math.abs(seconds) / 60);
  const parts: [number, string][] = [
    [Math.floor(minutes / 60), "hour"],
    [minutes % 60, "minute"],
  ];
  const shown = parts.filter(([value]) => value > 0);
  return (shown.length > 0 ? shown : [[0, "minute"] as [number, string]])
    .map(([value, unit]) =>
      cached(
        `length ${language} ${unit}`,
        () => new Intl.NumberFormat(locale(language), { style: "unit", unit, unitDisplay: "short" }),
      ).format(value),
    )
    .join(language === "zh" ? "" : " ");
}

/** How long it is until something, rounded down to one unit: "in 57 min.", "in 2 hr.", "in 3 days". Not for what is over. */
export function formatLeft(instant: string, now: number, language: string): string {
  const left = Math.max(0, new Date(instant).getTime() - now);
  const [value, unit] =
    left < HOUR
      ? ([Math.floor(left / MINUTE), "minute"] as const)
      : left < DAY
        ? ([Math.floor(left / HOUR), "hour"] as const)
        : ([Math.floor(left / DAY), "day"] as const);
  return cached(
    `left ${language}`,
    () => new Intl.RelativeTimeFormat(locale(language), { style: "short", numeric: "always" }),
  ).format(value, unit);
}
