import { useEffect, useRef, useState } from "react";
import type { Me, TicketDetail, TimelineEvent, TypeSchema } from "@/api";
import {
  browserDraft,
  createFormStore,
  type FormSource,
  type FormStore,
  factsOf,
  judge,
  momentNow,
  ticketFields,
  valuesOf,
} from "@/forms";

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
