import type { Fact, Moment } from "./engine";

/** Of a ticket what conditions may ask beyond its fields. */
interface TicketFacts {
  readonly id: string;
  readonly title?: string | null;
  readonly step: { readonly id: string };
  readonly status: string;
  readonly priority: string;
  readonly channel?: string | null;
  readonly team?: string | null;
  readonly assignee?: { readonly id: string } | null;
  readonly requester?: { readonly id: string } | null;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** Of whoever looks. */
interface ReaderFacts {
  readonly id: string;
  readonly roles: readonly string[];
  readonly teams: readonly string[];
}

const text = (value: string | null | undefined): Fact => ({ kind: "text", value: value ?? null });
const list = (value: readonly string[]): Fact => ({ kind: "multi", value });

/** What conditions may ask beyond the fields: the ticket's own attributes and who is looking. */
export function factsOf(detail: TicketFacts | null, type: string, me: ReaderFacts): Record<string, Fact> {
  return {
    "ticket.id": text(detail?.id),
    "ticket.title": text(detail?.title),
    "ticket.type": text(type),
    "ticket.step": text(detail?.step.id),
    "ticket.status": text(detail?.status),
    "ticket.priority": text(detail?.priority ?? "normal"),
    // A form is filled in in the browser.
    "ticket.channel": text(detail ? detail.channel : "web"),
    "ticket.team": text(detail?.team),
    "ticket.assignee": text(detail?.assignee?.id),
    "ticket.requester": text(detail?.requester?.id),
    "ticket.created": { kind: "date_time", value: detail?.createdAt ?? null },
    "ticket.updated": { kind: "date_time", value: detail?.updatedAt ?? null },
    actor: text(me.id),
    "actor.roles": list(me.roles),
    "actor.teams": list(me.teams),
  };
}

export function momentNow(zone: string): Moment {
  return { now: new Date().toISOString(), zone };
}
