import { expect, test } from "vitest";
import type { TicketRow } from "@/api";
import { withGroups } from "./groups";

const row = (id: string, priority: string) => ({ id, priority }) as TicketRow;
const rows = [row("1", "urgent"), row("2", "urgent"), row("3", "low")];
const shape = (entries: ReturnType<typeof withGroups>) =>
  entries.map((entry) =>
    entry.kind === "group" ? `${entry.key} ${entry.count}${entry.complete ? "" : "+"}` : entry.row.id,
  );

test("a heading before each run, with its count", () => {
  expect(shape(withGroups(rows, "priority", new Set(), false))).toEqual(["urgent 2", "1", "2", "low 1", "3"]);
});
test("the last run is open while there is more to load", () => {
  expect(shape(withGroups(rows, "priority", new Set(), true))).toEqual(["urgent 2", "1", "2", "low 1+", "3"]);
});
test("a folded group keeps its count and hides its rows", () => {
  expect(shape(withGroups(rows, "priority", new Set(["urgent"]), false))).toEqual(["urgent 2", "low 1", "3"]);
});
test("without grouping the rows are as they came", () => {
  expect(shape(withGroups(rows, undefined, new Set(), false))).toEqual(["1", "2", "3"]);
});
