import { expect, test } from "vitest";
import { sampleText } from "./sampleText";

const here = (language: "en" | "zh") => ({ language, zone: "Asia/Shanghai", currency: "CNY" });

test("days and moments are worded for the reader, in the zone of the workspace", () => {
  expect(sampleText("date_time", "2026-11-03T02:02:00Z", here("en"))).toBe("3 Nov 2026, 10:02");
  expect(sampleText("date_time", "2026-11-03T02:02:00Z", here("zh"))).toContain("2026年11月3日");
  expect(sampleText("date", "2026-11-03", here("zh"))).toBe("2026年11月3日");
});

test("everything else stays as it was sent", () => {
  expect(sampleText("date", "sometime", here("en"))).toBe("sometime");
  expect(sampleText("single", "Where is my order", here("en"))).toBe("Where is my order");
  expect(sampleText(undefined, "2026-11-03", here("en"))).toBe("2026-11-03");
});
