import { useQueryClient } from "@tanstack/react-query";
import { useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import {
  type AgendaAct,
  ApiProblem,
  type AssignTicket,
  api,
  type FlowBranch,
  idempotencyKey,
  keys,
  type Me,
  type Tagged,
  type TicketDetail,
  type TicketMacro,
  type TypeSchema,
} from "@/api";
import type { Problem } from "@/fields";
import { blocking, type FormStore, focusField } from "@/forms";
import { failureText, toast, useLabel } from "@/ui";
import type { MacroFields } from "../macros/MacroDialog";
import { sourceOf } from "./useTicketForm";
import { type WayBack, wayBack } from "./wayBack";

export const FORM = "ticket";

/** Everything one can do with the open ticket. Each answers whether it was done. */
export interface TicketWork {
  /** What is being done now, to say so: "save", an action's key, "assign". */
  readonly busy: string | null;
  /** The action somebody pressed that still misses fields. */
  readonly wanted: string | null;
  save(): Promise<boolean>;
  /** @param branch of several ways the one whose action it is; nothing for the ticket's own step */
  act(action: string, branch?: FlowBranch): Promise<boolean>;
  /** What is done with its SOP beside actions. @param said what to say once it is done */
  flow(
    what: string,
    send: (operation: string) => Promise<Tagged<TicketDetail | null>>,
    said: string,
  ): Promise<boolean>;
  assign(to: AssignTicket, name: string): Promise<boolean>;
  claim(): Promise<boolean>;
  /** @param comment what somebody made of the proposed text; nothing leaves it */
  macro(macro: TicketMacro, comment?: string, fields?: MacroFields): Promise<boolean>;
  setPriority(priority: TicketDetail["priority"]): Promise<boolean>;
  comment(visibility: "public" | "internal", text: string, attachments: readonly string[]): Promise<boolean>;
  promise(text: string, due: string): Promise<boolean>;
  settle(entry: string, act: AgendaAct, comment: string): Promise<boolean>;
}

export function useTicketWork(
  ticket: Tagged<TicketDetail>,
  schema: TypeSchema,
  me: Me,
  store: FormStore,
  onGone: () => void,
): TicketWork {
  const { t } = useTranslation();
  const label = useLabel();
  const queries = useQueryClient();
  const [busy, setBusy] = useState<string | null>(null);
  const [wanted, setWanted] = useState<string | null>(null);
  const latest = useRef({ ticket, schema, me });
  latest.current = { ticket, schema, me };
  const latestGone = useRef(onGone);
  latestGone.current = onGone;
  // One key per thing said: sending the same text again after a lost answer has one effect.
  const saying = useRef<{ what: string; key: string } | null>(null);

  return useMemo(() => {
    const id = ticket.data.id;

    function took(answer: Tagged<TicketDetail>): void {
      queries.setQueryData(keys.ticket(id), answer);
      void queries.invalidateQueries({ queryKey: keys.events(id) });
      void queries.invalidateQueries({ queryKey: keys.context(id) });
      void queries.invalidateQueries({ queryKey: keys.allTickets });
      void queries.invalidateQueries({ queryKey: keys.approvals });
      void queries.invalidateQueries({ queryKey: keys.allWork });
      void queries.invalidateQueries({ queryKey: keys.stuck });
    }

    function failed(failure: unknown, typed: boolean): void {
      toast.failed(failureText(t, failure, typed));
    }

    /** Shows what was refused at the fields it concerns; whatever concerns none is said in a message. */
    function refused(failure: ApiProblem, typed: boolean): void {
      const byField: Record<string, Problem[]> = {};
      const keysHere = store.getState().plan.fields.map((f) => f.key);
      for (const item of failure.problem.problems ?? []) {
        const key = /^\/fields\/([^/]+)/.exec(item.pointer)?.[1];
        if (!key || !keysHere.includes(key)) continue;
        byField[key] = [
          ...(byField[key] ?? []),
          { code: item.code, params: item.params, message: item.message },
        ];
      }
      store.refuse(byField);
      const [first] = blocking(store.getState());
      if (first && Object.keys(byField).length > 0) focusField(FORM, first);
      else failed(failure, typed);
    }

    /** Somebody saved in between: take over what is theirs, and say where both sides changed the same thing. */
    async function changedMeanwhile(failure: ApiProblem): Promise<"merged" | "conflict"> {
      const fresh = await api.ticket(id);
      const theirs = new Map((failure.problem.changes ?? []).map((c) => [c.field, c]));
      store.follow(sourceOf(fresh.data, latest.current.schema, latest.current.me), (key) => {
        const change = theirs.get(key);
        return change ? { by: change.by, at: change.at } : undefined;
      });
      took(fresh);
      latest.current = { ...latest.current, ticket: fresh };
      const [first] = Object.keys(store.getState().conflicts);
      if (!first) return "merged";
      const field = latest.current.schema.fields.find((f) => f.key === first);
      toast.info(t("ticket:conflict.choose", { field: label(field?.label) }));
      focusField(FORM, first);
      return "conflict";
    }

    /** Runs a change; a change that only collided with other fields is sent again by itself, once. */
    async function run(
      what: string,
      send: () => Promise<Tagged<TicketDetail | null>>,
      after: () => void = () => {},
      form: "with-form" | "form-stays" = "form-stays",
    ): Promise<boolean> {
      setBusy(what);
      try {
        for (let attempt = 0; ; attempt++) {
          const sent = form === "with-form" ? { ...store.getState().values } : {};
          try {
            const { data, etag } = await send();
            if (!data) {
              // Done, and by that out of this person's sight: the server has nothing more to show.
              store.discard();
              void queries.invalidateQueries({ queryKey: keys.allTickets });
              after();
              latestGone.current();
              return true;
            }
            store.saved(sourceOf(data, latest.current.schema, latest.current.me), sent);
            took({ data, etag });
            after();
            return true;
          } catch (failure) {
            if (!(failure instanceof ApiProblem)) throw failure;
            if (
              failure.code === "ticket-changed" &&
              attempt === 0 &&
              (await changedMeanwhile(failure)) === "merged"
            ) {
              continue;
            }
            if (failure.code === "ticket-changed") return false;
            const typed = form === "with-form" && store.getState().dirty.length > 0;
            if (failure.status === 422 || failure.status === 400) refused(failure, typed);
            else failed(failure, typed);
            if (failure.status === 409) void queries.invalidateQueries({ queryKey: keys.ticket(id) });
            return false;
          }
        }
      } finally {
        setBusy(null);
      }
    }

    /** Sets back what a macro has set; what somebody changed since is told as a conflict is. */
    async function undo({ update, assign }: WayBack): Promise<void> {
      if (update) {
        const set = await run("macro", () => api.updateTicket(id, update, latest.current.ticket.etag));
        if (!set) return;
      }
      if (assign) await run("macro", () => api.assign(id, assign));
    }

    function conflictsFirst(): boolean {
      const [first] = Object.keys(store.getState().conflicts);
      if (!first) return false;
      focusField(FORM, first);
      return true;
    }

    const work = {
      async save() {
        if (store.getState().dirty.length === 0) return true;
        if (conflictsFirst()) return false;
        if (!store.attempt()) {
          const [first] = blocking(store.getState());
          if (first) focusField(FORM, first);
          return false;
        }
        return run(
          "save",
          () => api.updateTicket(id, { fields: store.changes() }, latest.current.ticket.etag),
          () => toast.done(t("ticket:saved")),
          "with-form",
        );
      },

      async act(key: string, branch?: FlowBranch) {
        const actions = branch ? branch.actions : latest.current.ticket.data.actions;
        const action = actions.find((a) => a.key === key);
        if (!action) return false;
        setWanted(key);
        if (conflictsFirst()) return false;
        const [gap] = store.attemptAction(action.requires);
        if (gap) {
          focusField(FORM, gap);
          return false;
        }
        if (!store.attempt()) {
          const [first] = blocking(store.getState());
          if (first) focusField(FORM, first);
          return false;
        }
        const operation = idempotencyKey();
        const done = await run(
          key,
          () =>
            api.act(
              id,
              key,
              {
                fields: store.changes(),
                version: latest.current.ticket.data.version,
                ...(branch ? { step: branch.step.id } : {}),
              },
              operation,
            ),
          () => toast.done(t("ticket:acted", { action: label(action.label) })),
          "with-form",
        );
        if (done) setWanted(null);
        return done;
      },

      async assign(to: AssignTicket, name: string) {
        const before = latest.current.ticket.data;
        const back = to.team
          ? before.team
            ? { team: before.team }
            : null
          : { assignee: before.assignee?.id ?? null };
        return run(
          "assign",
          () => api.assign(id, to),
          () =>
            toast.done(
              to.assignee === null ? t("ticket:unassigned") : t("ticket:assigned", { name }),
              back ? () => void run("assign", () => api.assign(id, back)) : undefined,
            ),
        );
      },

      async macro(macro: TicketMacro, comment?: string, fields: MacroFields = {}) {
        const operation = idempotencyKey();
        const back = wayBack(macro, latest.current.ticket.data);
        return run(
          "macro",
          () =>
            api.applyMacro(
              id,
              macro.key,
              {
                ...(comment === undefined ? {} : { comment }),
                ...(Object.keys(fields).length > 0 ? { fields } : {}),
                version: latest.current.ticket.data.version,
              },
              operation,
            ),
          () =>
            toast.done(
              t("ticket:macro_done", { macro: label(macro.label) }),
              back ? () => void undo(back) : undefined,
            ),
        );
      },

      async claim() {
        return run(
          "assign",
          () => api.claim(id),
          () => toast.done(t("ticket:claimed")),
        );
      },

      async setPriority(priority: TicketDetail["priority"]) {
        const before = latest.current.ticket.data.priority;
        const change = (to: TicketDetail["priority"]) =>
          api.updateTicket(id, { priority: to }, latest.current.ticket.etag);
        return run(
          "priority",
          () => change(priority),
          () =>
            toast.done(
              t("ticket:priority_set", { priority: t(`ui:priority.${priority}`) }),
              () => void run("priority", () => change(before)),
            ),
        );
      },

      async promise(text: string, due: string) {
        const operation = idempotencyKey();
        return run(
          "promise",
          () => api.promise(id, { text, due }, operation),
          () => toast.done(t("ticket:agenda.promised")),
        );
      },

      async settle(entry: string, act: AgendaAct, comment: string) {
        const operation = idempotencyKey();
        return run(
          `${act} ${entry}`,
          () => api.settleAgenda(id, entry, { act, ...(comment ? { comment } : {}) }, operation),
          () => toast.done(t(`ticket:agenda.done.${act}`)),
        );
      },

      async flow(
        what: string,
        send: (operation: string) => Promise<Tagged<TicketDetail | null>>,
        said: string,
      ) {
        const operation = idempotencyKey();
        return run(
          what,
          () => send(operation),
          () => toast.done(said),
        );
      },

      async comment(visibility: "public" | "internal", text: string, attachments: readonly string[]) {
        const what = `${visibility}\n${attachments.join()}\n${text}`;
        if (saying.current?.what !== what) saying.current = { what, key: idempotencyKey() };
        setBusy("comment");
        try {
          await api.comment(id, visibility, text, attachments, saying.current.key);
          saying.current = null;
          await queries.invalidateQueries({ queryKey: keys.events(id) });
          void queries.invalidateQueries({ queryKey: keys.ticket(id) });
          return true;
        } catch (failure) {
          failed(failure, true);
          return false;
        } finally {
          setBusy(null);
        }
      },
    };
    return { busy, wanted, ...work };
  }, [ticket.data.id, store, queries, t, label, busy, wanted]);
}
