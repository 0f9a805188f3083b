import type { Calendar } from "@/api";

/** Minutes of a day. */
const DAY = 1440;

export interface Bar {
  readonly from: number;
  readonly to: number;
}

/** What of a day of the week is worked, in minutes of it: also what goes on from the day before. */
export function bars(week: Calendar["week"], index: number): Bar[] {
  const before = week[(index + week.length - 1) % week.length];
  const goesOn = (before?.shifts ?? [])
    .filter((shift) => shift.to > DAY)
    .map((shift) => ({ from: 0, to: shift.to - DAY }));
  const own = (week[index]?.shifts ?? []).map((shift) => ({ from: shift.from, to: Math.min(shift.to, DAY) }));
  return [...goesOn, ...own];
}

/** Minutes after midnight as a time of day; those of the next day as its time. */
export function clockTime(minutes: number): string {
  const shown = minutes > DAY ? minutes - DAY : minutes;
  return `${String(Math.floor(shown / 60)).padStart(2, "0")}:${String(shown % 60).padStart(2, "0")}`;
}

export interface Holidays {
  readonly from: string;
  readonly to: string;
  readonly label: Record<string, string>;
}

/** Days in a row that are called the same, as one. */
export function stretches(days: Calendar["holidays"]): Holidays[] {
  const out: { from: string; to: string; label: Record<string, string> }[] = [];
  for (const day of days) {
    const last = out.at(-1);
    if (last && next(last.to) === day.date && JSON.stringify(last.label) === JSON.stringify(day.label)) {
      last.to = day.date;
    } else {
      out.push({ from: day.date, to: day.date, label: day.label });
    }
  }
  return out;
}

function next(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}
