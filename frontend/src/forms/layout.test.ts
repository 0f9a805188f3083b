import { describe, expect, test } from "vitest";
import type { FormLayout } from "./definition";
import { field } from "./field.fixture";
import { entriesOf, openAt, partsOf, partWith, reachable, type Section } from "./layout";

const section = (key: string, keys: readonly string[], notes: Section["notes"] = []): Section => ({
  key,
  label: { en: key },
  columns: 2,
  fields: keys.map((each) => field(each)),
  notes,
});
const layout = (shape: FormLayout["shape"], parts: Record<string, string[]>): FormLayout => ({
  key: "main",
  label: { en: "All" },
  sections: [],
  shape,
  parts: Object.entries(parts).map(([key, sections]) => ({ key, label: { en: key }, sections })),
});
const said = (s: Section, hidden: readonly string[] = []) =>
  entriesOf(s, (key) => !hidden.includes(key)).map((e) =>
    e.kind === "field" ? e.field.key : e.kind === "text" ? `(${e.text.en})` : `-${e.title?.en ?? ""}-`,
  );

describe("what stands in a section", () => {
  const all = section(
    "s",
    ["a", "b", "c"],
    [
      { at: 0, kind: "text", text: { en: "read" } },
      { at: 1, kind: "divider", text: null },
      { at: 2, kind: "divider", text: { en: "Money" } },
      { at: 2, kind: "text", text: { en: "pay" } },
      { at: 3, kind: "text", text: { en: "end" } },
    ],
  );

  test("is its fields with dividers and texts between them", () => {
    expect(said(all)).toEqual(["(read)", "a", "--", "b", "-Money-", "(pay)", "c", "(end)"]);
  });

  test("is without what belongs to fields that are not shown", () => {
    expect(said(all, ["c"])).toEqual(["(read)", "a", "--", "b"]);
    expect(said(all, ["b"])).toEqual(["(read)", "a", "-Money-", "(pay)", "c", "(end)"]);
    expect(said(all, ["a", "b", "c"])).toEqual([]);
  });

  test("does not begin with a bare line, but may with a title", () => {
    expect(said(all, ["a"])).toEqual(["b", "-Money-", "(pay)", "c", "(end)"]);
    expect(said(all, ["a", "b"])).toEqual(["-Money-", "(pay)", "c", "(end)"]);
  });
});

describe("tabs and pages", () => {
  const form = layout("tabs", { one: ["a", "b"], two: ["c"], three: ["d"] });
  const shown = (keys: readonly string[]) =>
    partsOf(
      form,
      keys.map((key) => section(key, [`${key}1`, `${key}2`])),
    );

  test("are those with a section to show", () => {
    expect(shown(["a", "c", "d"]).map((p) => p.key)).toEqual(["one", "two", "three"]);
    expect(shown(["b", "d"]).map((p) => p.key)).toEqual(["one", "three"]);
    expect(shown([])).toEqual([]);
  });

  test("take what is asked for beyond the layout at the end of the last", () => {
    expect(shown(["a", "c", ""]).map((p) => [p.key, ...p.sections.map((s) => s.key)])).toEqual([
      ["one", "a"],
      ["two", "c", ""],
    ]);
    expect(shown([""]).map((p) => p.sections.length)).toEqual([1]);
  });

  test("stay open where they are, or go back to what is left before", () => {
    expect(openAt(form, shown(["a", "c", "d"]), null)).toBe(0);
    expect(openAt(form, shown(["a", "c", "d"]), "three")).toBe(2);
    expect(openAt(form, shown(["a", "d"]), "two")).toBe(0);
    expect(openAt(form, shown(["c", "d"]), "one")).toBe(0);
    expect(openAt(form, shown(["a", "c"]), "no longer there")).toBe(0);
  });

  test("are found by their fields", () => {
    expect(partWith(shown(["a", "c"]), "c2")).toBe("two");
    expect(partWith(shown(["a", "c"]), "d1")).toBeUndefined();
  });

  test("can be gone to up to the first that is not right", () => {
    expect(reachable(shown(["a", "c", "d"]), [])).toBe(2);
    expect(reachable(shown(["a", "c", "d"]), ["d1", "c2"])).toBe(1);
  });
});
