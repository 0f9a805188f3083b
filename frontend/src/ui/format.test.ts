import { describe, expect, test } from "vitest";
import {
  formatAge,
  formatCount,
  formatDate,
  formatDateTime,
  formatDay,
  formatDecimal,
  formatLeft,
  formatLength,
  formatMoney,
} from "./format";

describe("money", () => {
  test("keeps every digit of an amount no double could hold", () => {
    expect(formatMoney("90071992547409931.25", "CNY", "en")).toBe("¥ 90,071,992,547,409,931.25");
  });
  test("is the same sign in both languages", () => {
    expect(formatMoney("268.00", "CNY", "en")).toBe("¥ 268.00");
    expect(formatMoney("268.00", "CNY", "zh")).toBe("¥ 268.00");
  });
  test("knows currencies without minor units", () => {
    expect(formatMoney("1200", "JPY", "en")).toBe("¥ 1,200");
    expect(formatMoney("5.5", "EUR", "en")).toBe("€ 5.50");
  });
  test("keeps the sign of a negative amount", () => {
    expect(formatMoney("-20.00", "CNY", "en")).toContain("20.00");
    expect(formatMoney("-20.00", "CNY", "en")).toMatch(/^[-−]/);
  });
});

test("decimals keep the scale they were given", () => {
  expect(formatDecimal("1234.500", "en")).toBe("1,234.500");
  expect(formatDecimal("0.1", "zh")).toBe("0.1");
});

describe("counts", () => {
  test("say when they stopped counting", () => {
    expect(formatCount({ value: 1001, capped: true }, "en")).toBe("1,000+");
    expect(formatCount({ value: 31, capped: false }, "en")).toBe("31");
  });
});

describe("dates", () => {
  test("a calendar date does not move with the zone", () => {
    expect(formatDate("2026-01-01", "en")).toBe("1 Jan 2026");
    expect(formatDate("2026-01-01", "zh")).toBe("2026年1月1日");
  });
  test("a day near today needs no year", () => {
    expect(formatDay("2026-12-01", "en")).toBe("1 Dec");
    expect(formatDay("2026-12-01", "zh")).toBe("12月1日");
  });
  test("an instant is shown in the workspace's zone", () => {
    expect(formatDateTime("2026-11-22T16:30:00Z", "en", "Asia/Shanghai")).toBe("23 Nov 2026, 00:30");
    expect(formatDateTime("2026-11-22T16:30:00Z", "en", "Europe/Berlin")).toBe("22 Nov 2026, 17:30");
  });
});

test("ages", () => {
  const now = Date.parse("2026-11-22T12:00:00Z");
  const age = (instant: string, language = "en") => formatAge(instant, now, language, "Asia/Shanghai");
  expect(age("2026-11-22T11:59:30Z")).toBe("now");
  expect(age("2026-11-22T11:57:00Z")).toBe("3m");
  expect(age("2026-11-22T10:00:00Z", "zh")).toBe("2 小时");
  expect(age("2026-11-19T12:00:00Z")).toBe("3d");
  expect(age("2026-11-01T12:00:00Z")).toBe("1 Nov");
});

test("what is left is told in one unit, rounded down", () => {
  const now = Date.parse("2026-11-22T12:00:00Z");
  const left = (instant: string, language = "en") => formatLeft(instant, now, language);
  expect(left("2026-11-22T12:57:59Z")).toBe("in 57 min");
  expect(left("2026-11-22T15:10:00Z")).toBe("in 3 hr");
  expect(left("2026-11-25T11:59:00Z")).toBe("in 2 days");
  expect(left("2026-11-22T12:57:00Z", "zh")).toBe("57分钟后");
});

test("a length of time is told in up to two units", () => {
  expect(formatLength(180, "en")).toBe("3 mins");
  expect(formatLength(9000, "en")).toBe("2 hrs 30 mins");
  expect(formatLength(144_000, "en")).toBe("40 hrs");
  expect(formatLength(59, "en")).toBe("0 mins");
  expect(formatLength(9000, "zh")).toBe("2小时30分钟");
});
