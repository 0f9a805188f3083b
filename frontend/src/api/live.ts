import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useSyncExternalStore } from "react";
import { LIVE } from "./client";
import { keys } from "./queries";
import type { LiveGone, LiveTicket } from "./types";

export type LiveState = "connecting" | "live" | "offline";

type TicketListener = (ticket: LiveTicket) => void;

/**
 * One event stream for the whole page. EventSource reconnects by itself while the server answers; when the
 * browser gives up (a closed stream), we try again with a growing pause. After any gap everything is asked
 * anew, because events missed meanwhile are not sent again.
 */
class LiveStream {
  private source: EventSource | null = null;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private attempts = 0;
  private users = 0;
  state: LiveState = "connecting";
  readonly stateListeners = new Set<() => void>();
  readonly ticketListeners = new Set<TicketListener>();
  readonly goneListeners = new Set<(id: string) => void>();
  readonly releaseListeners = new Set<() => void>();
  readonly gapListeners = new Set<() => void>();

  acquire(): () => void {
    this.users += 1;
    if (this.users === 1) this.open();
    return () => {
      this.users -= 1;
      if (this.users === 0) this.close();
    };
  }

  private open(): void {
    const source = new EventSource(LIVE);
    this.source = source;
    source.onopen = () => {
      if (this.attempts > 0) for (const listener of this.gapListeners) listener();
      this.attempts = 0;
      this.set("live");
    };
    source.onerror = () => {
      this.attempts += 1;
      this.set("offline");
      if (source.readyState === EventSource.CLOSED) {
        const pause = Math.min(30_000, 1000 * 2 ** Math.min(this.attempts, 5));
        this.retry = setTimeout(() => this.open(), pause);
      }
    };
    source.addEventListener("ticket", (event) => {
      const ticket = parse<LiveTicket>(event);
      if (ticket) for (const listener of this.ticketListeners) listener(ticket);
    });
    source.addEventListener("gone", (event) => {
      const gone = parse<LiveGone>(event);
      if (gone) for (const listener of this.goneListeners) listener(gone.id);
    });
    source.addEventListener("release", () => {
      for (const listener of this.releaseListeners) listener();
    });
  }

  private close(): void {
    clearTimeout(this.retry);
    this.source?.close();
    this.source = null;
    this.attempts = 0;
    this.set("connecting");
  }

  private set(state: LiveState): void {
    if (this.state === state) return;
    this.state = state;
    for (const listener of this.stateListeners) listener();
  }
}

function parse<T>(event: Event): T | null {
  try {
    return JSON.parse((event as MessageEvent<string>).data) as T;
  } catch {
    return null;
  }
}

const stream = new LiveStream();

/** Whether changes arrive by themselves at the moment. */
export function useLiveState(): LiveState {
  return useSyncExternalStore(
    (listener) => {
      stream.stateListeners.add(listener);
      return () => stream.stateListeners.delete(listener);
    },
    () => stream.state,
  );
}

/** Keeps the cache fresh from the event stream; used once, by the shell. */
export function useLive(): void {
  const queries = useQueryClient();
  useEffect(() => {
    // A burst (bulk edit, sale day) must not become a burst of list requests: lists refresh at most once a second.
    let pending: ReturnType<typeof setTimeout> | undefined;
    const refreshLists = () => {
      pending ??= setTimeout(() => {
        pending = undefined;
        void queries.invalidateQueries({ queryKey: keys.allTickets });
        void queries.invalidateQueries({ queryKey: keys.views });
        void queries.invalidateQueries({ queryKey: keys.pool });
        void queries.invalidateQueries({ queryKey: keys.allBoards });
      }, 1000);
    };
    let asked: ReturnType<typeof setTimeout> | undefined;
    const refreshContexts = () => {
      asked ??= setTimeout(() => {
        asked = undefined;
        void queries.invalidateQueries({ queryKey: keys.allContexts });
      }, 2000);
    };
    // Whoever is told of a ticket is told after it has changed.
    let told: ReturnType<typeof setTimeout> | undefined;
    const refreshNotifications = () => {
      told ??= setTimeout(() => {
        told = undefined;
        void queries.invalidateQueries({ queryKey: keys.allNotifications });
        void queries.invalidateQueries({ queryKey: keys.approvals });
      }, 1500);
    };
    const onTicket = (ticket: LiveTicket) => {
      const known = queries.getQueryData<{ data: { version: number } }>(keys.ticket(ticket.id));
      if (!known || known.data.version < ticket.version) {
        void queries.invalidateQueries({ queryKey: keys.ticket(ticket.id) });
        void queries.invalidateQueries({ queryKey: keys.events(ticket.id) });
        void queries.invalidateQueries({ queryKey: keys.links(ticket.id) });
      }
      // The stream speaks of object records, too: what is shown of them is asked anew, lists of tickets are not.
      if (queries.getQueryData<{ key: string }[]>(keys.objectTypes)?.some((o) => o.key === ticket.type)) {
        void queries.invalidateQueries({ queryKey: keys.record(ticket.type, ticket.id) });
        void queries.invalidateQueries({ queryKey: keys.allRecords(ticket.type) });
        refreshContexts();
        return;
      }
      refreshLists();
      refreshNotifications();
    };
    const onGone = (id: string) => {
      forgetTicket(queries, id);
      refreshLists();
    };
    // A release may change labels, forms, rights: everything but the session is asked anew.
    const everything = () =>
      void queries.invalidateQueries({ predicate: (query) => query.queryKey[0] !== keys.session[0] });
    const onRelease = () => void queries.invalidateQueries();
    stream.ticketListeners.add(onTicket);
    stream.goneListeners.add(onGone);
    stream.releaseListeners.add(onRelease);
    stream.gapListeners.add(everything);
    const release = stream.acquire();
    return () => {
      clearTimeout(pending);
      clearTimeout(asked);
      clearTimeout(told);
      stream.ticketListeners.delete(onTicket);
      stream.goneListeners.delete(onGone);
      stream.releaseListeners.delete(onRelease);
      stream.gapListeners.delete(everything);
      release();
    };
  }, [queries]);
}

/**
 * A ticket that left the reader's sight: what is held of it goes at once, an open page asks anew and hears that it is
 * not there, and rows of it disappear without waiting for the next list.
 */
export function forgetTicket(queries: QueryClient, id: string): void {
  void queries.resetQueries({ queryKey: keys.ticket(id) });
  void queries.resetQueries({ queryKey: keys.events(id) });
}

/** Calls back for each live change of a ticket, e.g. to count what is new above the list. */
export function useLiveTickets(listener: TicketListener): void {
  const latest = useRef(listener);
  latest.current = listener;
  useEffect(() => {
    const call: TicketListener = (ticket) => latest.current(ticket);
    stream.ticketListeners.add(call);
    return () => {
      stream.ticketListeners.delete(call);
    };
  }, []);
}
