import { describe, expect, test } from "vitest";
import type { TypeSchema } from "@/api";
import { type Clause, filterFields, filterText, isUsable, parseFilter } from "./filter";

const column = (key: string, kind: string, filterable = true) => ({
  key,
  kind,
  label: { en: key },
  sortable: true,
  filterable,
});
const related = (path: string, kind: string, level: string) => ({
  path,
  kind,
  label: { en: path },
  settings: { options: [{ key: "shipped", label: { en: "Shipped" }, options: [] }] },
  level,
  range: level === "read",
});
const schema = {
  key: "return_refund",
  label: { en: "Return" },
  prefix: "RET",
  forms: [],
  steps: [],
  fields: [
    { key: "reason", kind: "single", label: {}, settings: {}, level: "edit" },
    { key: "contact", kind: "phone", label: {}, settings: {}, level: "masked", match: true, range: false },
    { key: "refund_amount", kind: "money", label: {}, settings: {}, level: "read", range: false },
  ],
  columns: [
    column("number", "number"),
    column("title", "title"),
    column("step", "step"),
    column("assignee", "account"),
    column("updated", "date_time"),
    column("reason", "single"),
    column("contact", "phone"),
    column("refund_amount", "money"),
    column("paid", "money"),
    column("subject", "text"),
    column("delivered_on", "date"),
    column("fault_codes", "multi"),
    column("resellable", "boolean"),
    column("secret", "text", false),
  ],
  related: [
    related("order.status", "single", "read"),
    related("order.shipment.shipped_at", "date_time", "read"),
    related("customer.phone", "phone", "masked"),
  ],
} as unknown as TypeSchema;
const fields = filterFields(schema);
const textOf = (...clauses: Clause[]) =>
  filterText(
    clauses.map((clause) => ({ clause })),
    fields,
  );

describe("what can be filtered by", () => {
  test("leaves out columns that are not filterable", () => {
    expect(fields.map((f) => f.key)).not.toContain("secret");
  });
  test("a masked field can only be compared for equality", () => {
    expect(fields.find((f) => f.key === "contact")?.operators).toEqual(["is"]);
  });
  test("what records looked up hold comes after what the ticket holds", () => {
    expect(fields.map((f) => f.key).slice(-3)).toEqual([
      "order.status",
      "order.shipment.shipped_at",
      "customer.phone",
    ]);
    expect(fields.filter((f) => f.related)).toHaveLength(3);
    expect(fields.find((f) => f.key === "order.status")?.field?.settings.options).toHaveLength(1);
    expect(fields.find((f) => f.key === "customer.phone")?.operators).toEqual(["is"]);
  });
  test("without the range right nothing is ordered", () => {
    expect(fields.find((f) => f.key === "refund_amount")?.operators).not.toContain("more");
    expect(fields.find((f) => f.key === "paid")?.operators).toContain("more");
  });
});

describe("building", () => {
  test.each<[Clause, string]>([
    [{ key: "reason", op: "is", values: ["damaged"] }, 'reason == "damaged"'],
    [{ key: "reason", op: "oneOf", values: ["size", "quality"] }, 'reason in ["size", "quality"]'],
    [{ key: "paid", op: "more", values: ["1,500.50"] }, "paid > 1500.50"],
    [{ key: "number", op: "is", values: ["RET-10422"] }, "ticket.number == 10422"],
    [{ key: "assignee", op: "me", values: [] }, "ticket.assignee == actor"],
    [{ key: "assignee", op: "empty", values: [] }, "ticket.assignee == null"],
    [
      { key: "subject", op: "contains", values: ['5" screen \\ 屏'] },
      'subject.contains("5\\" screen \\\\ 屏")',
    ],
    [{ key: "delivered_on", op: "atLeast", values: ["2026-11-01"] }, 'delivered_on >= date("2026-11-01")'],
    [{ key: "fault_codes", op: "has", values: ["leak"] }, '"leak" in fault_codes'],
    [{ key: "resellable", op: "is", values: ["true"] }, "resellable == true"],
    [{ key: "order.status", op: "oneOf", values: ["shipped"] }, 'order.status in ["shipped"]'],
    [{ key: "order.status", op: "empty", values: [] }, "order.status == null"],
    [
      { key: "order.shipment.shipped_at", op: "less", values: ["2026-11-01T00:00:00Z"] },
      'order.shipment.shipped_at < timestamp("2026-11-01T00:00:00Z")',
    ],
  ])("%j", (clause, text) => {
    expect(textOf(clause)).toBe(text);
    const [back] = parseFilter(text, fields);
    expect(filterText(back ? [back] : [], fields)).toBe(text);
    expect(back && "clause" in back && back.clause.op).toBe(clause.op);
  });

  test("joins clauses and reads them back", () => {
    const text = textOf(
      { key: "reason", op: "is", values: ["damaged"] },
      { key: "paid", op: "atMost", values: ["200"] },
    );
    expect(text).toBe('reason == "damaged" && paid <= 200');
    expect(parseFilter(text, fields)).toHaveLength(2);
  });
});

describe("reading what somebody wrote", () => {
  test("an alternative stays one part", () => {
    expect(parseFilter('reason == "size" || paid > 5', fields)).toEqual([
      { raw: 'reason == "size" || paid > 5' },
    ]);
    expect(parseFilter("a && b || c", fields)).toEqual([{ raw: "a && b || c" }]);
  });
  test("keeps its brackets when joined", () => {
    const parts = parseFilter('(reason == "size" || paid > 5) && paid < 9', fields);
    expect(parts[0]).toEqual({ raw: 'reason == "size" || paid > 5' });
    expect(filterText(parts, fields)).toBe('(reason == "size" || paid > 5) && paid < 9');
  });
  test("an operator inside a text does not split it", () => {
    expect(parseFilter('subject.contains("a && b")', fields)).toEqual([
      { clause: { key: "subject", op: "contains", values: ["a && b"] } },
    ]);
  });
  test("unknown names and unbalanced text are kept as written", () => {
    expect(parseFilter("lifetime_spend > 5", fields)).toEqual([{ raw: "lifetime_spend > 5" }]);
    expect(parseFilter("(paid > 5", fields)).toEqual([{ raw: "(paid > 5" }]);
  });
  test("a clause the reader may not build is not shown as one", () => {
    expect(parseFilter("refund_amount > 5", fields)).toEqual([{ raw: "refund_amount > 5" }]);
  });
});

test("values that cannot be compared are refused before they are sent", () => {
  expect(isUsable("money", "¥ 1,500")).toBe(true);
  expect(isUsable("money", "many")).toBe(false);
  expect(isUsable("date", "22.11.2026")).toBe(false);
  expect(isUsable("number", "RET-10422")).toBe(true);
});
