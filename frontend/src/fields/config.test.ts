import { describe, expect, test } from "vitest";
import { compareDecimals, formatDecimal, readDecimal } from "./decimal";
import type { FieldConfig } from "./FieldConfig";
import type { FieldValue, Formats, Reference, Settings } from "./model";
import { configOf, KINDS } from "./registry";
import { instantToWall, isDay, wallToInstant } from "./zone";

const en: Formats = { language: "en", zone: "Asia/Shanghai", currency: "CNY" };
const zh: Formats = { ...en, language: "zh" };
const none: Settings = {};
const options: Settings = {
  options: [
    { key: "damaged", label: { en: "Damaged", zh: "破损" }, tone: null },
    { key: "size", label: { en: "Size", zh: "尺码" }, tone: null },
  ],
};

/** A small seeded generator (mulberry32): a failure names its seed and can be repeated. */
function random(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

describe("decimals are exact", () => {
  test.each([
    ["268", "268"],
    ["268.00", "268"],
    ["0.1", "0.1"],
    [".5", "0.5"],
    ["-.5", "-0.5"],
    ["1,234,567.80", "1234567.8"],
    ["１２．５", "12.5"],
    ["−3", "-3"],
    ["12.", "12"],
    ["-0", "0"],
    ["9007199254740993", "9007199254740993"],
  ])("reads %s as %s", (typed, value) => expect(readDecimal(typed)).toBe(value));

  test.each(["", "abc", "1e5", "1.2.3", "1,2", "--1", "0x10", "Infinity", "1 2"])("refuses %j", (typed) =>
    expect(readDecimal(typed)).toBeNull(),
  );

  test("compares beyond floating point", () => {
    expect(compareDecimals("9007199254740993", "9007199254740992")).toBe(1);
    expect(compareDecimals("0.1", 0.1)).toBe(0);
  });

  test("formats every digit", () => {
    expect(formatDecimal("9007199254740993.25", "en")).toBe("9,007,199,254,740,993.25");
    expect(formatDecimal("268", "zh", { scale: 2 })).toBe("268.00");
  });
});

const fileId = (r: () => number) =>
  "00000000-0000-4000-8000-000000000000".replace(/0(?=[^-]*$)/g, () => Math.floor(r() * 16).toString(16));

describe("what is edited is what is parsed", () => {
  const samples: Record<string, (r: () => number) => FieldValue> = {
    text: (r) => `T${Math.floor(r() * 1e6)} 杯`,
    long_text: (r) => `a\nb ${r()}`,
    phone: (r) => `1${Math.floor(1e9 + r() * 8.9e9)}`,
    integer: (r) => String(Math.floor((r() - 0.5) * 1e12)),
    decimal: (r) => readDecimal((r() * 1e5).toFixed(2)) ?? "0",
    money: (r) => ({ amount: readDecimal((r() * 1e5).toFixed(2)) ?? "0", currency: "CNY" }),
    boolean: (r) => r() < 0.5,
    single: (r) => (r() < 0.5 ? "damaged" : "size"),
    multi: (r) => (r() < 0.5 ? ["damaged"] : ["size", "damaged"]),
    date: (r) => new Date(r() * 4e12).toISOString().slice(0, 10),
    date_time: (r) => `${new Date(r() * 4e12).toISOString().slice(0, 16)}:00Z`,
    account: (r) => `id-${r()}`,
    lookup: (r) => record(r()),
    multi_lookup: (r) => (r() < 0.5 ? [record(r())] : [record(r()), record(r())]),
    file: (r) => [fileId(r), fileId(r)],
    image: (r) => [fileId(r)],
    signature: (r) => fileId(r),
  };
  const record = (n: number): Reference => ({ id: `id-${n}`, type: "order", title: `E-${n}` });
  /** Chosen from what the server finds and never typed. */
  const chosen = new Set<string>(["lookup", "multi_lookup"]);

  test.each(KINDS)("%s", (kind) => {
    const config = configOf(kind) as FieldConfig;
    const sample = samples[kind];
    if (!sample) throw new Error(`no sample of ${kind}`);
    for (let seed = 1; seed <= 200; seed++) {
      const value = sample(random(seed));
      if (!chosen.has(kind)) {
        const typed = config.edit(value, options, en);
        const read = config.parse(typed, options, en);
        expect(read.ok && config.equal(read.value, value), `${kind} seed ${seed}: ${typed}`).toBe(true);
      }
      const wire = JSON.parse(JSON.stringify(config.toJson(value, options)));
      expect(config.equal(config.fromJson(wire, options), value), `${kind} seed ${seed} on the wire`).toBe(
        true,
      );
      expect(config.isEmpty(value)).toBe(false);
      expect(config.format(value, options, zh)).not.toBe("");
    }
    expect(config.isEmpty(null)).toBe(true);
    expect(config.toJson(null, none)).toBeNull();
    expect(config.fromJson(null, none)).toBeNull();
    expect(config.fromJson({ odd: [] }, none)).toBeNull();
    const blank = config.parse("  ", none, en);
    expect(blank.ok && blank.value).toBeNull();
  });
});

describe("validation speaks the server's codes", () => {
  const codes = (kind: string, value: FieldValue, settings: Settings) =>
    configOf(kind)
      .validate(value, settings)
      .map((p) => p.code);

  test("numbers", () => {
    expect(codes("integer", "5", { min: 10 })).toEqual(["field.too-small"]);
    expect(codes("decimal", "1.2345", { scale: 3 })).toEqual(["field.too-precise"]);
    expect(codes("money", { amount: "268.01", currency: "CNY" }, { max: 268 })).toEqual(["field.too-large"]);
    expect(codes("money", { amount: "268", currency: "CNY" }, { max: 268 })).toEqual([]);
    expect(codes("money", { amount: "1.5", currency: "JPY" }, none)).toEqual(["field.too-precise"]);
    expect(codes("integer", "1234567890123456", none)).toEqual(["field.out-of-range"]);
  });

  test("texts count code points", () => {
    expect(codes("text", "😀😀", { maxLength: 2 })).toEqual([]);
    expect(codes("text", "😀😀😀", { maxLength: 2 })).toEqual(["field.too-long"]);
  });

  test("options and phones", () => {
    expect(codes("single", "gone", options)).toEqual(["field.unknown-option"]);
    expect(codes("multi", ["size", "gone"], options)).toEqual(["field.unknown-option"]);
    expect(codes("phone", "12", none)).toEqual(["field.phone"]);
    expect(configOf("phone").parse("138-1234 5520", none, en)).toEqual({ ok: true, value: "13812345520" });
  });
});

describe("wording", () => {
  test("money by language and sign", () => {
    const config = configOf("money");
    expect(config.format({ amount: "1268.5", currency: "CNY" }, none, en)).toBe("¥ 1,268.50");
    expect(config.format({ amount: "-3", currency: "CNY" }, none, zh)).toBe("−¥ 3.00");
  });
  test("lists and answers", () => {
    expect(configOf("multi").format(["damaged", "size"], options, zh)).toBe("破损、尺码");
    expect(configOf("boolean").format(false, none, zh)).toBe("否");
    expect(configOf("date").format("2026-11-22", none, zh)).toBe("2026年11月22日");
  });
});

describe("wall time of a zone", () => {
  test("there and back", () => {
    expect(wallToInstant("2026-11-22T14:30", "Asia/Shanghai")).toBe("2026-11-22T06:30:00Z");
    expect(instantToWall("2026-11-22T06:30:00Z", "Asia/Shanghai")).toBe("2026-11-22T14:30");
  });
  test("a gap moves forward, the first of two is taken", () => {
    // Berlin: 2026-03-29 02:30 does not exist, 2026-10-25 02:30 exists twice.
    expect(wallToInstant("2026-03-29T02:30", "Europe/Berlin")).toBe("2026-03-29T01:30:00Z");
    expect(wallToInstant("2026-10-25T02:30", "Europe/Berlin")).toBe("2026-10-25T00:30:00Z");
    expect(wallToInstant("2026-10-25T03:30", "Europe/Berlin")).toBe("2026-10-25T02:30:00Z");
  });
  test("what is no time", () => {
    expect(wallToInstant("2026-02-30T10:00", "UTC")).toBeNull();
    expect(wallToInstant("2026-02-20T24:00", "UTC")).toBeNull();
    expect([isDay("2028-02-29"), isDay("2026-02-29"), isDay("0000-01-01"), isDay("x")]).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });
});
