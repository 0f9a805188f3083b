import { beforeEach, expect, test } from "vitest";
import type { FieldValue } from "@/fields";
import { browserDraft } from "./drafts";
import { field } from "./field.fixture";
import { inShort } from "./inShort";
import { judge } from "./judge";
import { createFormStore } from "./store";

const FIELDS = [
  field("order_no"),
  field("order", { kind: "lookup" }),
  field("paid", { kind: "decimal" }),
  field("refund", { kind: "decimal" }),
];
const order = (title: string | null): FieldValue => ({ id: "o1", type: "order", title });

function shown(values: Record<string, FieldValue>, known?: string, fields = FIELDS) {
  const store = createFormStore({
    source: { fields, values, facts: {} },
    judge,
    moment: { now: "2026-11-22T04:00:00Z", zone: "Asia/Shanghai" },
    draft: browserDraft("me", "t1"),
  });
  return inShort(fields, store.getState(), known);
}

beforeEach(() => localStorage.clear());

test("says a number and the record of that number once", () => {
  expect(shown({ order_no: "E2026-1", order: order("E2026-1") })).toEqual(["order_no"]);
});

test("keeps a record that has another title, or none this reader may know", () => {
  expect(shown({ order_no: "E2026-1", order: order("E2026-2") })).toEqual(["order_no", "order"]);
  expect(shown({ order_no: "E2026-1", order: order(null) })).toEqual(["order_no", "order"]);
});

test("keeps two amounts that are the same", () => {
  expect(shown({ paid: "268.00", refund: "268.00" })).toEqual(["paid", "refund"]);
});

test("keeps a record whose number is only there masked", () => {
  const masked = [field("order_no", { masked: "E2026-…" }), field("order", { kind: "lookup" })];
  expect(shown({ order_no: "E2026-1", order: order("E2026-1") }, undefined, masked)).toEqual([
    "order_no",
    "order",
  ]);
});

test("leaves out what is empty and what the page shows elsewhere", () => {
  expect(shown({ order_no: "E2026-1", order: null }, "E2026-1")).toEqual([]);
});
