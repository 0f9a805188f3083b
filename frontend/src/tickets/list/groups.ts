import type { TicketRow } from "@/api";
import type { ListSearch } from "./search";

export type Entry =
  | { kind: "group"; key: string; row: TicketRow; count: number; complete: boolean }
  | { kind: "row"; row: TicketRow; index: number };

/**
 * Rows with a heading before each run of equal values. A run at the end of what is loaded may go on, so its count is
 * only complete when there is nothing more to load.
 */
export function withGroups(
  rows: readonly TicketRow[],
  group: ListSearch["group"],
  folded: ReadonlySet<string>,
  hasMore: boolean,
): Entry[] {
  if (!group) return rows.map((row, index) => ({ kind: "row", row, index }));
  const entries: Entry[] = [];
  let current: Extract<Entry, { kind: "group" }> | undefined;
  for (const [index, row] of rows.entries()) {
    const key = row.priority;
    if (current?.key !== key) {
      current = { kind: "group", key, row, count: 0, complete: true };
      entries.push(current);
    }
    current.count += 1;
    if (!folded.has(key)) entries.push({ kind: "row", row, index });
  }
  if (current && hasMore) current.complete = false;
  return entries;
}
