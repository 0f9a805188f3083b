import type { Action } from "@/actions";
import type { Me, TicketRow } from "@/api";

/** The list as its actions see it. */
export interface ListContext {
  /** The row under the cursor. */
  current: TicketRow | undefined;
  /** The selected rows, else the row under the cursor. */
  targets: readonly TicketRow[];
  me: Me;
  selecting: boolean;
  open: (row: TicketRow) => void;
  toggle: (id: string) => void;
  assign: (rows: readonly TicketRow[]) => void;
  claim: (rows: readonly TicketRow[]) => void;
  macros: (rows: readonly TicketRow[]) => void;
  clear: () => void;
}

/** What can be done with rows of a list. The server decides whether it may be; it answers per ticket. */
export const listActions: readonly Action<ListContext>[] = [
  {
    id: "open",
    label: "list:do.open",
    shortcut: "enter",
    visible: ({ current }) => current !== undefined,
    perform: ({ current, open }) => current && open(current),
  },
  {
    id: "select",
    label: "list:do.select",
    shortcut: "x",
    visible: ({ current }) => current !== undefined,
    perform: ({ current, toggle }) => current && toggle(current.id),
  },
  {
    id: "assign",
    label: "list:do.assign",
    shortcut: "a",
    visible: ({ targets }) => targets.length > 0,
    perform: ({ targets, assign }) => assign(targets),
  },
  {
    id: "claim",
    label: "list:do.claim",
    shortcut: "c",
    visible: ({ targets, me }) => targets.some((row) => row.assignee?.id !== me.id),
    perform: ({ targets, claim, me }) => claim(targets.filter((row) => row.assignee?.id !== me.id)),
  },
  {
    id: "macros",
    label: "list:do.macros",
    shortcut: "m",
    visible: ({ targets }) => targets.length > 0,
    perform: ({ targets, macros }) => macros(targets),
  },
  {
    id: "clear",
    label: "list:do.clear",
    shortcut: "escape",
    visible: ({ selecting }) => selecting,
    perform: ({ clear }) => clear(),
  },
];
