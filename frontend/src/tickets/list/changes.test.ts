import { expect, test } from "vitest";
import type { TicketRow } from "@/api";
import { changedCells } from "./changes";

const row = (change: Partial<TicketRow> = {}): TicketRow => ({
  id: "1",
  number: "RET-1",
  type: "return_refund",
  title: "Lid leaks",
  step: { id: "review", label: { en: "Review" } },
  status: "new",
  priority: "normal",
  assignee: null,
  team: "after_sales",
  createdAt: "2026-11-22T10:00:00Z",
  updatedAt: "2026-11-22T10:00:00Z",
  version: 1,
  progress: { done: 0, total: 5, index: 0 },
  slaDue: null,
  fields: { refund_amount: { amount: "5.00", currency: "CNY" } },
  ...change,
});
const columns = ["title", "priority", "refund_amount"];
const before = new Map([["1", row()]]);

test("names exactly the cells that differ", () => {
  const after = row({
    version: 2,
    priority: "urgent",
    fields: { refund_amount: { amount: "6.00", currency: "CNY" } },
  });
  expect([...changedCells(before, [after], columns)]).toEqual(["1 priority", "1 refund_amount"]);
});

test("the same version and a row that was not there before are no change", () => {
  expect(changedCells(before, [row()], columns).size).toBe(0);
  expect(changedCells(before, [row({ id: "2", priority: "urgent" })], columns).size).toBe(0);
});
