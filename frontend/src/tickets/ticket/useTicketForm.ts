import { useEffect, useRef, useState } from "react";
import type { Me, TicketDetail, TimelineEvent, TypeSchema } from "@/api";
import {
  browserDraft,
  createFormStore,
  type Fact,
  type FormSource,
  type FormStore,
  judge,
  type Moment,
  ticketFields,
  valuesOf,
} from "@/forms";

const text = (value: string | null | undefined): Fact => ({ kind: "text", value: value ?? null });
const list = (value: readonly string[]): Fact => ({ kind: "multi", value });

/** What conditions may ask beyond the fields: the ticket's own attributes and who is looking. */
export function factsOf(detail: TicketDetail | null, type: string, me: Me): Record<string, Fact> {
  return {
    "ticket.id": text(detail?.id),
    "ticket.title": text(detail?.title),
    "ticket.type": text(type),
    "ticket.step": text(detail?.step.id),
    "ticket.status": text(detail?.status),
    "ticket.priority": text(detail?.priority ?? "normal"),
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

export function sourceOf(detail: TicketDetail, schema: TypeSchema, me: Me): FormSource {
  const fields = ticketFields(schema.fields, detail.form.fields);
  return { fields, values: valuesOf(fields, detail.form.fields), facts: factsOf(detail, detail.type, me) };
}

/** The form of one ticket. It follows what colleagues save; what is being typed here stays. */
export function useTicketForm(
  detail: TicketDetail,
  schema: TypeSchema,
  me: Me,
  events: readonly TimelineEvent[],
): FormStore {
  // One store for as long as this ticket is open: later versions of it are followed below, not opened anew.
  const [store] = useState(() =>
    createFormStore({
      source: sourceOf(detail, schema, me),
      judge,
      moment: momentNow(me.workspace.zone),
      draft: browserDraft(me.id, `ticket.${detail.id}`),
    }),
  );
  const seen = useRef({ detail, schema, since: Number.POSITIVE_INFINITY });
  useEffect(() => {
    const news = seen.current.detail !== detail || seen.current.schema !== schema;
    if (news) seen.current = { detail, schema, since: Date.parse(seen.current.detail.updatedAt) };
    // The history may come after the ticket: until then nobody is named, least of all who changed the field before.
    const { since } = seen.current;
    const unnamed = Object.values(store.getState().conflicts).some((conflict) => conflict.by === null);
    if (!news && !(unnamed && Number.isFinite(since))) return;
    store.follow(sourceOf(detail, schema, me), (key) => {
      const last = events.findLast((e) => e.kind === "field" && e.field === key && Date.parse(e.at) > since);
      return last ? { by: last.by.name, at: last.at } : undefined;
    });
  }, [store, detail, schema, me, events]);
  useEffect(() => {
    const timer = setInterval(() => store.tick(momentNow(me.workspace.zone)), 60_000);
    return () => clearInterval(timer);
  }, [store, me.workspace.zone]);
  return store;
}
