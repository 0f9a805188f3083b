import { describe, expect, test } from "vitest";
import type { Calendar } from "@/api";
import { bars, clockTime, stretches } from "./week";

const week = (shifts: { from: number; to: number }[][]): Calendar["week"] =>
  (["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const).map((day, i) => ({
    day,
    shifts: shifts[i] ?? [],
  }));

describe("a week", () => {
  test("draws a night shift on both of its days", () => {
    const nights = week([[{ from: 1320, to: 1800 }]]);
    expect(bars(nights, 0)).toEqual([{ from: 1320, to: 1440 }]);
    expect(bars(nights, 1)).toEqual([{ from: 0, to: 360 }]);
    expect(bars(nights, 2)).toEqual([]);
  });
  test("goes on from Sunday to Monday", () => {
    const sunday = week([[], [], [], [], [], [], [{ from: 1380, to: 1500 }]]);
    expect(bars(sunday, 0)).toEqual([{ from: 0, to: 60 }]);
  });
});

test("times are those of a wall clock", () => {
  expect(clockTime(0)).toBe("00:00");
  expect(clockTime(810)).toBe("13:30");
  expect(clockTime(1440)).toBe("24:00");
  expect(clockTime(1800)).toBe("06:00");
});

test("days in a row of one name are one", () => {
  const label = { en: "National Day" };
  expect(
    stretches([
      { date: "2026-09-30", label },
      { date: "2026-10-01", label },
      { date: "2026-10-03", label },
      { date: "2026-10-04", label: { en: "Another" } },
    ]),
  ).toEqual([
    { from: "2026-09-30", to: "2026-10-01", label },
    { from: "2026-10-03", to: "2026-10-03", label },
    { from: "2026-10-04", to: "2026-10-04", label: { en: "Another" } },
  ]);
});
