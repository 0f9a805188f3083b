import type { TimelineEvent } from "@/api";

export type Show = "all" | "messages" | "notes" | "changes";

/** Changes one person or rule made at one moment: one thing that happened, told in several lines. */
export interface Group {
  readonly first: TimelineEvent;
  readonly events: readonly TimelineEvent[];
}

/** What the filter lets through, with changes of the same hand and moment together. Keeps the order. */
export function grouped(events: readonly TimelineEvent[], show: Show): Group[] {
  const groups: { first: TimelineEvent; events: TimelineEvent[] }[] = [];
  for (const event of events) {
    if (!passes(event, show)) continue;
    const last = groups.at(-1);
    if (last && together(last.first, event)) last.events.push(event);
    else groups.push({ first: event, events: [event] });
  }
  return groups;
}

function passes(event: TimelineEvent, show: Show): boolean {
  if (show === "all") return true;
  if (show === "messages") return event.kind === "comment" && event.visibility === "public";
  if (show === "notes") return event.kind === "comment" && event.visibility === "internal";
  return event.kind !== "comment";
}

function together(a: TimelineEvent, b: TimelineEvent): boolean {
  if (a.kind === "comment" || b.kind === "comment") return false;
  return a.at === b.at && a.by.kind === b.by.kind && (a.by.id ?? a.by.name) === (b.by.id ?? b.by.name);
}
