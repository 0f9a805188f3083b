import { describe, expect, test } from "vitest";
import type { FieldSettings } from "@/api";
import { compareDecimals, formatDecimal, readDecimal } from "./decimal";
import { isoOf } from "./duration/config";
import type { FieldConfig } from "./FieldConfig";
import type { FieldValue, Formats, Reference, Settings } from "./model";
import { configOf, KINDS } from "./registry";
import { instantToWall, isDay, wallToInstant } from "./zone";

const en: Formats = { language: "en", zone: "Asia/Shanghai", currency: "CNY" };
const zh: Formats = { ...en, language: "zh" };
const none: Settings = {};
const plain: FieldSettings = {
  options: [],
  columns: [],
  maxLength: null,
  min: null,
  max: null,
  scale: null,
  currency: null,
  step: null,
  maxItems: null,
  accept: [],
  refuse: [],
  maxBytes: null,
  depth: null,
  target: null,
};
const options: Settings = {
  options: [
    { key: "damaged", label: { en: "Damaged", zh: "破损" }, tone: null, options: [] },
    {
      key: "size",
      label: { en: "Size", zh: "尺码" },
      tone: null,
      options: [{ key: "small", label: { en: "Too small", zh: "太小" }, tone: null, options: [] }],
    },
  ],
  columns: [
    { key: "name", kind: "text", label: { en: "Name" }, settings: plain, required: true },
    { key: "n", kind: "integer", label: { en: "Pieces" }, settings: plain, required: false },
    { key: "price", kind: "money", label: { en: "Price" }, settings: plain, required: false },
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
    accounts: (r) => [`id-${r()}`, `id-${r()}`],
    team: (r) => `team_${Math.floor(r() * 9)}`,
    rich_text: (r) => ({ html: `<p>${Math.floor(r() * 1e6)}</p>`, text: "x" }),
    markdown: (r) => `# ${r()}\n- **b**`,
    email: (r) => `a${Math.floor(r() * 1e6)}@example.com`,
    url: (r) => `https://example.com/${Math.floor(r() * 1e6)}`,
    barcode: (r) => `69${Math.floor(r() * 1e9)}`,
    percent: (r) => readDecimal((r() * 100).toFixed(2)) ?? "0",
    rating: (r) => String(1 + Math.floor(r() * 5)),
    slider: (r) => String(Math.floor(r() * 101)),
    duration: (r) => isoOf(Math.floor(r() * 1e7)),
    autonumber: (r) => `V-${10_000 + Math.floor(r() * 1e4)}`,
    tree: (r) => (r() < 0.5 ? "damaged" : "size/small"),
    tags: (r) => [`Tag ${Math.floor(r() * 99)}`, "标签"],
    time: (r) =>
      `${String(Math.floor(r() * 24)).padStart(2, "0")}:${String(Math.floor(r() * 60)).padStart(2, "0")}`,
    date_range: (r) => (r() < 0.3 ? { start: "2026-01-02" } : { start: "2026-01-02", end: "2026-03-04" }),
    geo_point: (r) => ({
      lat: readDecimal((r() * 180 - 90).toFixed(6)) ?? "0",
      lon: readDecimal((r() * 360 - 180).toFixed(6)) ?? "0",
    }),
    address: (r) => ({ country: "CN", city: "深圳市", street: `科苑路 ${Math.floor(r() * 99)} 号` }),
    region: (r) => (r() < 0.5 ? "CN/44/4403" : "DE"),
    table: (r) => [
      { name: "Filter", n: String(Math.floor(r() * 99)), price: { amount: "12.5", currency: "CNY" } },
      { name: `O-ring ${r()}` },
    ],
    file: (r) => [fileId(r), fileId(r)],
    image: (r) => [fileId(r)],
    signature: (r) => fileId(r),
  };
  const record = (n: number): Reference => ({ id: `id-${n}`, type: "order", title: `E-${n}` });
  /** Chosen from what the server finds and never typed. */
  const chosen = new Set<string>(["lookup", "multi_lookup"]);

  // What a secret is never comes back to the browser; its own test is below.
  test.each(KINDS.filter((kind) => kind !== "secret"))("%s", (kind) => {
    const config = configOf(kind) as FieldConfig;
    const sample = samples[kind];
    if (!sample) throw new Error(`no sample of ${kind}`);
    for (let seed = 1; seed <= 200; seed++) {
      const value = sample(random(seed));
      if (!chosen.has(kind)) {
        for (const formats of [en, zh]) {
          const typed = config.edit(value, options, formats);
          const read = config.parse(typed, options, formats);
          expect(read.ok && config.equal(read.value, value), `${kind} seed ${seed}: ${typed}`).toBe(true);
        }
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

  test("an amount is read with the field's own sign and no other", () => {
    const read = (text: string, currency: string) => configOf("money").parse(text, { currency }, en);
    for (const text of ["12.50", "¥12.50", "￥ 12.50", "12.50元", "CNY 12.5"])
      expect(read(text, "CNY"), text).toEqual({ ok: true, value: { amount: "12.5", currency: "CNY" } });
    for (const text of ["$12.50", "€ 12.50", "USD 12.50"])
      expect(read(text, "CNY"), text).toMatchObject({ ok: false, problem: { code: "field.amount" } });
    expect(read("$ 12.50", "USD")).toEqual({ ok: true, value: { amount: "12.5", currency: "USD" } });
  });

  test("texts count code points", () => {
    expect(codes("text", "😀😀", { maxLength: 2 })).toEqual([]);
    expect(codes("text", "😀😀😀", { maxLength: 2 })).toEqual(["field.too-long"]);
    // As the server: a field that says nothing of its length has the usual one.
    for (const [kind, usual] of [
      ["text", 255],
      ["long_text", 10_000],
      ["markdown", 10_000],
      ["barcode", 120],
      ["secret", 500],
    ] as const) {
      expect(codes(kind, "x".repeat(usual), {}), kind).toEqual([]);
      expect(codes(kind, "x".repeat(usual + 1), {}), kind).toEqual(["field.too-long"]);
      expect(codes(kind, "x".repeat(usual + 1), { maxLength: usual + 1 }), kind).toEqual([]);
    }
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
  test("lengths of time, in a box as elsewhere, and read back", () => {
    const config = configOf("duration");
    expect(config.edit("PT26H30M", none, en)).toBe("1d 2h 30m");
    const boxed = config.edit("PT26H30M", none, zh);
    expect(boxed).toBe("1天2小时30分钟");
    expect(config.parse(boxed, none, zh)).toEqual({ ok: true, value: "PT26H30M" });
  });
  test("lists and answers", () => {
    expect(configOf("multi").format(["damaged", "size"], options, zh)).toBe("破损、尺码");
    expect(configOf("boolean").format(false, none, zh)).toBe("否");
    expect(configOf("date").format("2026-11-22", none, zh)).toBe("2026年11月22日");
  });
});

describe("kinds by their own rules", () => {
  const read = (kind: string, text: string, settings: Settings = options) =>
    configOf(kind).parse(text, settings, en);
  const wrong = (kind: string, value: FieldValue, settings: Settings = none) =>
    configOf(kind)
      .validate(value, settings)
      .map((p) => p.code);

  test("what people type", () => {
    expect(read("duration", "1天2小时")).toEqual({ ok: true, value: "PT26H" });
    expect(read("duration", "2:30")).toEqual({ ok: true, value: "PT2H30M" });
    expect(read("duration", "soon").ok).toBe(false);
    expect(read("time", "下午3:07")).toEqual({ ok: true, value: "15:07" });
    expect(read("time", "25:00").ok).toBe(false);
    expect(read("percent", "12.5 %")).toEqual({ ok: true, value: "12.5" });
    expect(read("url", "example.com/a")).toEqual({ ok: true, value: "https://example.com/a" });
    expect(read("email", "Jun@Example.COM")).toEqual({ ok: true, value: "Jun@example.com" });
    expect(read("tree", "Size / Too small")).toEqual({ ok: true, value: "size/small" });
    expect(read("tags", "VIP， vip;late")).toEqual({ ok: true, value: ["VIP", "late"] });
    expect(read("geo_point", "31.2304161，121.4737009")).toEqual({
      ok: true,
      value: { lat: "31.230416", lon: "121.473701" },
    });
    expect(read("date_range", "2026-01-02 至 2026-01-05")).toEqual({
      ok: true,
      value: { start: "2026-01-02", end: "2026-01-05" },
    });
  });

  test("what they may not", () => {
    expect(wrong("url", "javascript:alert(1)")).toEqual(["field.url"]);
    expect(wrong("url", "https://user:pass@example.com")).toEqual(["field.url"]);
    expect(wrong("email", "jun")).toEqual(["field.email"]);
    expect(wrong("rating", "6")).toEqual(["field.too-large"]);
    expect(wrong("slider", "0.3", { step: 0.5, max: 10 })).toEqual(["field.step"]);
    expect(wrong("slider", "9.5", { step: 0.5, max: 10 })).toEqual([]);
    expect(wrong("date_range", { start: "2026-02-01", end: "2026-01-01" })).toEqual(["field.range-order"]);
    expect(wrong("date_range", { end: "2026-01-01" })).toEqual(["field.range-start"]);
    expect(wrong("geo_point", { lat: "91", lon: "0" })).toEqual(["field.degrees"]);
    expect(wrong("address", { country: "XX" })).toEqual(["field.country"]);
    expect(wrong("tree", "size", { ...options, depth: 2 })).toEqual(["field.too-shallow"]);
    expect(wrong("tree", "size/large", options)).toEqual(["field.unknown-option"]);
    expect(wrong("duration", "PT3H", { max: 60 })).toEqual(["field.too-long-time"]);
    expect(wrong("table", [{ n: "1" }], options)).toEqual(["field.required-cell"]);
    expect(
      wrong(
        "table",
        Array.from({ length: 101 }, () => ({ name: "x" })),
        options,
      ),
    ).toEqual(["field.too-many-rows"]);
  });

  test("a secret is written and never read", () => {
    const secret = configOf("secret");
    expect(secret.fromJson("anything", none)).toBeNull();
    expect(secret.fromJson({ masked: "••••" }, none)).toBeNull();
    // Empty takes it away, null leaves it: the form must tell them apart.
    expect(secret.equal("", null)).toBe(false);
    expect(secret.toJson("", none)).toBeNull();
    expect(secret.format("hunter2", none, en)).toBe("••••");
  });

  test("one line of formatted text is its words", () => {
    expect(configOf("rich_text").format({ html: "<p>a</p>", text: "a\nb" }, none, en)).toBe("a b");
    expect(configOf("markdown").format("# Done\n- **bold** [here](https://x.example)", none, en)).toBe(
      "Done bold here",
    );
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
