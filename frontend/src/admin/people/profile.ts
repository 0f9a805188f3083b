import type { StaffProfile } from "@/api";

export const DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;
export type Day = (typeof DAYS)[number];

export interface Shift {
  from: string;
  to: string;
}
export interface Skill {
  name: string;
  weight: number;
}

/** A profile as it is edited: what has an order on the screen is a list. */
export interface Draft {
  skills: Skill[];
  capacity: number | null;
  region: string;
  zone: string;
  week: Record<Day, Shift[]>;
}

/** A field of time has no 24:00: midnight at the end of a day is that of the next. */
const shown = (time: string | null | undefined): string => (time === "24:00" ? "00:00" : (time ?? ""));

export function draftOf(profile: StaffProfile): Draft {
  const week = profile.week ?? {};
  return {
    skills: Object.entries(profile.skills ?? {})
      .map(([name, weight]) => ({ name, weight }))
      .sort((a, b) => b.weight - a.weight || a.name.localeCompare(b.name)),
    capacity: profile.capacity ?? null,
    region: profile.region ?? "",
    zone: profile.zone ?? "",
    week: Object.fromEntries(
      DAYS.map((day) => [
        day,
        (week[day] ?? []).map((shift) => ({ from: shown(shift.from), to: shown(shift.to) })),
      ]),
    ) as Record<Day, Shift[]>,
  };
}

/** What is saved: all of it, with what this screen does not show as it was. */
export function profileOf(draft: Draft, before: StaffProfile): StaffProfile {
  const zone = draft.zone.trim();
  const week = Object.fromEntries(
    DAYS.filter((day) => draft.week[day].length > 0).map((day) => [day, draft.week[day]]),
  );
  return {
    ...before,
    skills: Object.fromEntries(
      draft.skills.filter((skill) => skill.name.trim()).map((skill) => [skill.name.trim(), skill.weight]),
    ),
    capacity: draft.capacity,
    region: draft.region.trim() || null,
    zone: zone || null,
    week: zone ? week : null,
    version: before.version ?? 0,
  };
}
