/** Days (since 1970-01-01), instants and spans (both in whole microseconds), with the server's bounds and text forms. */
const DAY = 86_400_000_000n;
const FIRST_DAY = -719_162;
const LAST_DAY = 2_932_896;
const LONGEST = 36_525n * DAY;

export function boundedDay(day: number): number | null {
  return day < FIRST_DAY || day > LAST_DAY ? null : day;
}

export function boundedInstant(at: bigint): bigint | null {
  return at < BigInt(FIRST_DAY) * DAY || at >= BigInt(LAST_DAY + 1) * DAY ? null : at;
}

export function boundedSpan(span: bigint): bigint | null {
  return span > LONGEST || span < -LONGEST ? null : span;
}

/** Reads "2026-11-22"; null for anything else or a day that does not exist. */
export function parseDay(text: string): number | null {
  const m = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/.exec(text);
  if (!m) return null;
  const [year, month, day] = [Number(m[1]), Number(m[2]), Number(m[3])];
  // Not Date.UTC: it takes year 50 for 1950.
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (year < 1 || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null;
  return date.getTime() / 86_400_000;
}

export function dayParts(day: number): { year: number; month: number; day: number; weekday: number } {
  const date = new Date(day * 86_400_000);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    weekday: date.getUTCDay() || 7,
  };
}

const two = (n: number | bigint): string => String(n).padStart(2, "0");

export function formatDay(day: number): string {
  const p = dayParts(day);
  return `${String(p.year).padStart(4, "0")}-${two(p.month)}-${two(p.day)}`;
}

const INSTANT =
  /^([0-9]{4}-[0-9]{2}-[0-9]{2})T([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]{1,6}))?)?(?:Z|([+-])([0-9]{2}):([0-9]{2}))$/;

/** Reads "2026-11-22T08:30:00+08:00" or with "Z"; null for anything else. */
export function parseInstant(text: string): bigint | null {
  const m = INSTANT.exec(text);
  const day = m ? parseDay(m[1] ?? "") : null;
  if (!m || day === null) return null;
  const [hour, minute, second] = [Number(m[2]), Number(m[3]), Number(m[4] ?? 0)];
  const offset = Number(m[7] ?? 0) * 60 + Number(m[8] ?? 0);
  if (hour > 23 || minute > 59 || second > 59 || Number(m[8] ?? 0) > 59 || offset > 18 * 60) return null;
  const minutes = hour * 60 + minute - (m[6] === "-" ? -offset : offset);
  const micros = BigInt((m[5] ?? "").padEnd(6, "0"));
  return boundedInstant(BigInt(day) * DAY + BigInt(minutes * 60 + second) * 1_000_000n + micros);
}

/** As the server writes instants: no fraction, or three or six digits. */
export function formatInstant(at: bigint): string {
  const day = floorDiv(at, DAY);
  const rest = at - day * DAY;
  const seconds = rest / 1_000_000n;
  const micros = rest % 1_000_000n;
  const six = String(micros).padStart(6, "0");
  const fraction = micros === 0n ? "" : micros % 1000n === 0n ? `.${six.slice(0, 3)}` : `.${six}`;
  const time = `${two(seconds / 3600n)}:${two((seconds / 60n) % 60n)}:${two(seconds % 60n)}`;
  return `${formatDay(Number(day))}T${time}${fraction}Z`;
}

const SPAN =
  /^(-?)P(?:(-?[0-9]{1,9})D)?(?:T(?:(-?[0-9]{1,9})H)?(?:(-?[0-9]{1,9})M)?(?:(-?)([0-9]{1,10})(?:\.([0-9]{1,6}))?S)?)?$/;

/** Reads an ISO span such as "PT26H3M4.5S"; null for anything else. */
export function parseSpan(text: string): bigint | null {
  const m = SPAN.exec(text);
  if (!m || text.endsWith("T") || text.endsWith("P")) return null;
  const seconds = BigInt(m[6] ?? 0) * 1_000_000n + BigInt((m[7] ?? "").padEnd(6, "0"));
  const all =
    BigInt(m[2] ?? 0) * DAY +
    BigInt(m[3] ?? 0) * 3_600_000_000n +
    BigInt(m[4] ?? 0) * 60_000_000n +
    (m[5] === "-" ? -seconds : seconds);
  return boundedSpan(m[1] === "-" ? -all : all);
}

/** As java.time.Duration writes it: every part carries the sign. */
export function formatSpan(span: bigint): string {
  if (span === 0n) return "PT0S";
  const sign = span < 0n ? "-" : "";
  const all = span < 0n ? -span : span;
  const [hours, minutes] = [all / 3_600_000_000n, (all / 60_000_000n) % 60n];
  const seconds = (all / 1_000_000n) % 60n;
  const micros = all % 1_000_000n;
  const fraction = micros === 0n ? "" : `.${String(micros).padStart(6, "0").replace(/0+$/, "")}`;
  return (
    "PT" +
    (hours ? `${sign}${hours}H` : "") +
    (minutes ? `${sign}${minutes}M` : "") +
    (seconds || micros ? `${sign}${seconds}${fraction}S` : "")
  );
}

function floorDiv(a: bigint, b: bigint): bigint {
  const q = a / b;
  return a % b < 0n ? q - 1n : q;
}

// Zones

const formats = new Map<string, Intl.DateTimeFormat>();

function format(zone: string): Intl.DateTimeFormat {
  let found = formats.get(zone);
  if (!found) {
    found = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      calendar: "gregory",
      hourCycle: "h23",
      era: "short",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    formats.set(zone, found);
  }
  return found;
}

/** Microseconds to add to an instant to get the wall time in `zone` ("Asia/Shanghai", "+09:30", "Z"). */
function offset(at: bigint, zone: string): bigint {
  const fixed = /^([+-])([0-9]{2}):([0-9]{2})$/.exec(zone);
  if (fixed) {
    const minutes = BigInt(Number(fixed[2]) * 60 + Number(fixed[3]));
    return (fixed[1] === "-" ? -minutes : minutes) * 60_000_000n;
  }
  if (zone === "Z" || zone === "UTC") return 0n;
  const second = floorDiv(at, 1_000_000n);
  const p: Record<string, string> = {};
  for (const part of format(zone).formatToParts(Number(second) * 1000)) p[part.type] = part.value;
  const year = p.era === "BC" ? 1 - Number(p.year) : Number(p.year);
  const date = new Date(0);
  date.setUTCFullYear(year, Number(p.month) - 1, Number(p.day));
  date.setUTCHours(Number(p.hour), Number(p.minute), Number(p.second));
  return (BigInt(date.getTime() / 1000) - second) * 1_000_000n;
}

export function dayIn(at: bigint, zone: string): number | null {
  return boundedDay(Number(floorDiv(at + offset(at, zone), DAY)));
}

export function hourIn(at: bigint, zone: string): number {
  const local = at + offset(at, zone);
  return Number((local - floorDiv(local, DAY) * DAY) / 3_600_000_000n);
}

/** The first instant of a day, also where midnight is skipped or comes twice. */
export function startOf(day: number, zone: string): bigint | null {
  const local = BigInt(day) * DAY;
  const before = offset(local - DAY, zone);
  const after = offset(local + DAY, zone);
  const fits = [local - before, local - after].filter((at) => at + offset(at, zone) === local);
  const first = fits.length > 0 ? fits.reduce((a, b) => (a < b ? a : b)) : local - before;
  return boundedInstant(first);
}
