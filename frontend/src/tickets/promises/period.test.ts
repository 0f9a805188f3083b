import { describe, expect, it } from "vitest";
import { periodOf, promiseSearch, shares } from "./period";

describe("a report on promises", () => {
  const evening = new Date("2026-03-01T17:00:00Z");

  it("is of the last thirty days as the workspace counts them", () => {
    expect(periodOf({}, evening, "Europe/Berlin")).toEqual({ from: "2026-01-31", to: "2026-03-01" });
    expect(periodOf({}, evening, "Asia/Shanghai")).toEqual({ from: "2026-02-01", to: "2026-03-02" });
  });

  it("can be of other days, today included", () => {
    expect(periodOf({ days: 7 }, evening, "Europe/Berlin")).toEqual({ from: "2026-02-23", to: "2026-03-01" });
  });

  it("is read from its address, and what that does not say is left out", () => {
    expect(promiseSearch({ days: 90, outcome: "late" })).toEqual({ days: 90, outcome: "late" });
    expect(promiseSearch({ days: "90", outcome: "forgotten", more: 1 })).toEqual({});
    expect(promiseSearch({ days: 91 })).toEqual({});
  });

  it("shows how those that are over ended", () => {
    expect(shares({ kept: 3, late: 0, broken: 1 })).toEqual({ kept: 75, late: 0, broken: 25 });
    expect(shares({ kept: 0, late: 0, broken: 0 })).toEqual({ kept: 0, late: 0, broken: 0 });
  });
});
