import { useEffect, useRef, useState } from "react";
import { create } from "zustand";
import type { TicketRow } from "@/api";

/** Tickets that changed while the person looked at a list and that they have not opened since. */
export const useUnread = create<{ ids: ReadonlySet<string> }>(() => ({ ids: new Set() }));

export function markUnread(id: string): void {
  useUnread.setState((state) => (state.ids.has(id) ? state : { ids: new Set(state.ids).add(id) }));
}
export function markRead(id: string): void {
  useUnread.setState((state) => {
    if (!state.ids.has(id)) return state;
    const ids = new Set(state.ids);
    ids.delete(id);
    return { ids };
  });
}

/** The value a cell shows, for comparing two answers. */
export function cellValue(row: TicketRow, column: string): unknown {
  switch (column) {
    case "number":
      return row.number;
    case "title":
      return row.title;
    case "step":
      return row.step.id;
    case "status":
      return row.status;
    case "priority":
      return row.priority;
    case "assignee":
      return row.assignee?.id ?? null;
    case "team":
      return row.team;
    case "created":
      return row.createdAt;
    case "updated":
      return row.updatedAt;
    default:
      return row.fields[column] ?? null;
  }
}

/** "id column" of every cell that differs between two answers about the same ticket. */
export function changedCells(
  before: ReadonlyMap<string, TicketRow>,
  after: readonly TicketRow[],
  columns: readonly string[],
): Set<string> {
  const changed = new Set<string>();
  for (const row of after) {
    const old = before.get(row.id);
    if (!old || old.version === row.version) continue;
    for (const column of columns) {
      if (JSON.stringify(cellValue(old, column)) !== JSON.stringify(cellValue(row, column))) {
        changed.add(`${row.id} ${column}`);
      }
    }
  }
  return changed;
}

/** The cells to highlight after the latest answer. */
export function useChangedCells(rows: readonly TicketRow[], columns: readonly string[]): ReadonlySet<string> {
  const before = useRef<ReadonlyMap<string, TicketRow>>(new Map());
  const [changed, setChanged] = useState<ReadonlySet<string>>(new Set());
  useEffect(() => {
    const next = changedCells(before.current, rows, columns);
    before.current = new Map(rows.map((row) => [row.id, row]));
    if (next.size > 0) {
      setChanged(next);
      for (const cell of next) markUnread(cell.slice(0, cell.indexOf(" ")));
    }
  }, [rows, columns]);
  return changed;
}
