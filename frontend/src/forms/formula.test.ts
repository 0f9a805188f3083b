import { describe, expect, test } from "vitest";
import type { ExprTree, FieldValue } from "@/fields";
import { newTicketFields } from "./definition";
import type { FormField } from "./engine";
import { field as plain } from "./field.fixture";
import { judge } from "./judge";
import { createFormStore } from "./store";

const moment = { now: "2026-11-22T04:00:00Z", zone: "Asia/Shanghai" };
const attr = (path: string, type: string) => ({ attr: path, type }) as ExprTree;
const op = (name: string, type: string, ...args: ExprTree[]) => ({ op: name, type, args }) as ExprTree;
const lit = (value: unknown, type: string) => ({ lit: value, type }) as ExprTree;

const field = (key: string, kind: FormField["kind"], more: Partial<FormField> = {}) =>
  plain(key, { kind, ...more });

const computed = (key: string, kind: FormField["kind"], formula: ExprTree, more: Partial<FormField> = {}) =>
  field(key, kind, { level: "read", readOnly: true, derived: "formula", formula, ...more });

const perItem = op("div", "money", attr("paid", "money"), attr("items", "number"));
const fields = [
  // Before what it rests on: the order of the form is not the order of computing.
  computed("double", "money", op("mul", "money", attr("each", "money"), lit("2", "number"))),
  computed("each", "money", perItem, { settings: { currency: "CNY" } }),
  field("paid", "money", { settings: { currency: "CNY" } }),
  field("items", "integer"),
  field("note", "text", { visibleWhen: op("gt", "bool", attr("each", "money"), lit("50", "number")) }),
];
const cny = (amount: string) => ({ amount, currency: "CNY" });

function open(values: Record<string, FieldValue>) {
  return createFormStore({ source: { fields, values, facts: {} }, judge, moment });
}

describe("formulas", () => {
  test("follow what is typed, rounded as the server rounds, and what hangs on them follows", () => {
    const store = open({ paid: cny("100"), items: "3", each: cny("33.33"), double: cny("66.66") });
    const state = (key: string) => store.getState().form.fields.get(key);
    expect(state("each")?.value).toEqual(cny("33.33"));
    expect(state("note")?.visible).toBe(false);
    store.set("items", { value: "1" });
    expect(state("each")?.value).toEqual(cny("100"));
    expect(state("double")?.value).toEqual(cny("200"));
    expect(state("note")?.visible).toBe(true);
  });

  test("are nobody's change and are never sent", () => {
    const store = open({ paid: cny("100"), items: "3", each: cny("1") });
    expect(store.getState().dirty).toEqual([]);
    store.set("items", { value: "4" });
    expect(store.getState().dirty).toEqual(["items"]);
    expect(store.changes()).toEqual({ items: 4 });
  });

  test.each([
    ["0", "divided-by-zero"],
    [null, "missing"],
    ["0.0000001", "out-of-range"],
  ])("say why they are empty: %s", (items, because) => {
    const store = open({ paid: cny("999999999"), items, each: cny("1") });
    const state = store.getState().form.fields.get("each");
    expect(state?.value).toBeNull();
    expect(state?.because).toBe(because);
    expect(state?.problems).toEqual([]);
  });

  test("a new ticket shows what follows from what is typed, and asks nobody for it", () => {
    const [one] = newTicketFields([
      {
        key: "each",
        kind: "money",
        label: { en: "Each" },
        level: "read",
        derived: "formula",
        formula: perItem,
      },
      { key: "other", kind: "money", label: { en: "Other" }, level: "read" },
    ]);
    expect(one).toMatchObject({ key: "each", level: "read", readOnly: true, derived: "formula" });
  });
});
