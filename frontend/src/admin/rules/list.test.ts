import { describe, expect, it } from "vitest";
import type { RuleActivityOfRule, RuleFinding, RuleLine, RuleTableLine } from "@/api";
import { byId, byRule, entries, figures, fits } from "./list";

const rule = (key: string, more: Partial<RuleLine> = {}): RuleLine => ({
  id: key,
  key,
  label: { en: key },
  file: "",
  pack: null,
  table: null,
  row: null,
  type: "t",
  on: ["created"],
  order: 1,
  stop: false,
  when: { en: "Paid is more than 3", zh: "实付金额大于 3" },
  // biome-ignore lint/suspicious/noThenProperty: what a rule wants is called so
  then: [{ en: "Priority: High", zh: "优先级：高" }],
  ...more,
});
const table: RuleTableLine = {
  key: "grid",
  label: { en: "Grid" },
  type: "t",
  on: ["created"],
  order: 1,
  hit: "first",
  rows: 2,
  pack: null,
  file: null,
};

describe("the list of rules", () => {
  it("shows a table once, where its first row stands", () => {
    const rows = [
      rule("a"),
      rule("grid.r1", { table: "grid", row: "r1" }),
      rule("grid.r2", { table: "grid", row: "r2" }),
      rule("z"),
    ];
    expect(entries(rows, [table]).map((entry) => entry.id)).toEqual([" a", " grid", " z"]);
  });

  it("gives a table what is said about its rows, and a rule of a pack only its own", () => {
    const finding = (about: { pack?: string; key: string }[]) =>
      ({
        code: "x",
        severity: "info",
        message: "",
        params: {},
        rules: about.map((each) => ({ ...each, label: {} })),
      }) as RuleFinding;
    const found = byRule([
      finding([{ key: "grid.r1" }, { key: "grid.r2" }]),
      finding([{ pack: "p", key: "a" }]),
    ]);
    expect(found.get(" grid")).toHaveLength(1);
    expect(found.has(" a")).toBe(false);
    expect(found.has("p a")).toBe(true);
  });

  it("finds rules by their condition in the reader's language and by what they want", () => {
    const entry = entries([rule("a")], [])[0];
    if (!entry) throw new Error("no entry");
    expect(fits(entry, { q: "实付" }, new Map(), "zh")).toBe(true);
    expect(fits(entry, { q: "priority: high" }, new Map(), "en")).toBe(true);
    expect(fits(entry, { q: "refund" }, new Map(), "en")).toBe(false);
    expect(fits(entry, { findings: true }, new Map(), "en")).toBe(false);
    expect(fits(entry, { type: "other" }, new Map(), "en")).toBe(false);
  });

  it("says how often an entry did something: a table's rows together, and a refusal is no failure", () => {
    const did = (id: string, fired: number, failures: RuleActivityOfRule["failures"] = []) =>
      ({ id, pack: null, fired, failures }) as unknown as RuleActivityOfRule;
    const [a, grid, z] = entries(
      [
        rule("a"),
        rule("grid.r1", { table: "grid", row: "r1" }),
        rule("grid.r2", { table: "grid", row: "r2" }),
        rule("z"),
      ],
      [table],
    );
    const activity = byId([
      did("a", 2, [
        { code: "rule.refused", times: 3 },
        { code: "connector.gone", times: 1 },
      ]),
      did("grid.r1", 4),
      did("grid.r2", 5),
    ]);
    expect([a, grid, z].map((entry) => entry && figures(entry, activity))).toEqual([
      { fired: 5, failed: 1 },
      { fired: 9, failed: 0 },
      { fired: 0, failed: 0 },
    ]);
  });
});
