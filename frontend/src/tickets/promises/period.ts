/** Columns of the report, and what a list can be of. */
export const OUTCOMES = ["kept", "late", "broken", "open", "withdrawn"] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Days a report can be of, the last of them today. */
export const PERIODS = [7, 30, 90, 365] as const;

export interface PromiseSearch {
  days?: number;
  outcome?: Outcome;
}

/** What is not understood in an address is dropped, so that old links keep working. */
export function promiseSearch(raw: Record<string, unknown>): PromiseSearch {
  const search: PromiseSearch = {};
  if (PERIODS.some((days) => days === raw.days)) search.days = raw.days as number;
  if (OUTCOMES.some((outcome) => outcome === raw.outcome)) search.outcome = raw.outcome as Outcome;
  return search;
}

/** The first and the last day, in the workspace's zone: there it may be tomorrow already. */
export function periodOf(
  { days = 30 }: PromiseSearch,
  now: Date,
  zone: string,
): { from: string; to: string } {
  const to = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  }).format(now);
  const first = new Date(`${to}T00:00:00Z`);
  first.setUTCDate(first.getUTCDate() - days + 1);
  return { from: first.toISOString().slice(0, 10), to };
}

/** Of those that are over how many hundredths were kept, kept late and broken. */
export function shares({ kept, late, broken }: { kept: number; late: number; broken: number }) {
  const over = kept + late + broken || 1;
  return { kept: (100 * kept) / over, late: (100 * late) / over, broken: (100 * broken) / over };
}
