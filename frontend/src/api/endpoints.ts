import type {
  AccountRef,
  AdminAccount,
  ApiToken,
  EventPage,
  FieldValue,
  Me,
  Metadata,
  MetadataChange,
  MetadataFile,
  MetadataResult,
  NewApiToken,
  Priority,
  Release,
  Session,
  TeamRef,
  TicketDetail,
  TicketPage,
  TicketTypeRef,
  TimelineEvent,
  TypeSchema,
  View,
  Why,
} from "./contract";
import { type Answer, send } from "./http";

/** A ticket together with the tag that a later change must quote. */
export interface Tagged<T> {
  data: T;
  etag: string | null;
}

const body = async <T>(answer: Promise<Answer<T>>): Promise<T> => (await answer).data;
const tagged = async <T>(answer: Promise<Answer<T>>): Promise<Tagged<T>> => {
  const { data, etag } = await answer;
  return { data, etag };
};
const at = (id: string) => encodeURIComponent(id);

export interface NewAccount {
  login: string;
  name: string;
  language: string;
  roles: string[];
  teams: string[];
}

export interface TicketQuery {
  type?: string;
  view?: string;
  filter?: string;
  sort?: string;
  limit?: number;
  cursor?: string;
}

/** Every call of the browser, one function each. */
export const api = {
  session: (signal?: AbortSignal) =>
    body(send<Session>("GET", "/session", { expect401: true, ...(signal ? { signal } : {}) })),
  login: (workspace: string, login: string, password: string) =>
    body(send<Session>("POST", "/session", { body: { workspace, login, password }, expect401: true })),
  logout: () => body(send<void>("DELETE", "/session", { expect401: true })),

  updateMe: (change: Partial<Pick<Me, "language" | "theme" | "name">>) =>
    body(send<Me>("PATCH", "/me", { body: change })),
  changePassword: (current: string, next: string) =>
    body(send<void>("POST", "/me/password", { body: { current, next } })),
  tokens: () => body(send<ApiToken[]>("GET", "/me/tokens")),
  createToken: (name: string, scopes: string[], expiresInDays: number) =>
    body(send<NewApiToken>("POST", "/me/tokens", { body: { name, scopes, expiresInDays } })),
  revokeToken: (id: string) => body(send<void>("DELETE", `/me/tokens/${at(id)}`)),

  accounts: (q: { q?: string; ids?: string; limit?: number }) =>
    body(send<AccountRef[]>("GET", "/accounts", { query: q })),
  teams: () => body(send<TeamRef[]>("GET", "/teams")),

  types: () => body(send<TicketTypeRef[]>("GET", "/types")),
  typeSchema: (key: string) => body(send<TypeSchema>("GET", `/types/${at(key)}/schema`)),
  views: () => body(send<View[]>("GET", "/views")),

  tickets: (query: TicketQuery, signal?: AbortSignal) =>
    body(send<TicketPage>("GET", "/tickets", { query: { ...query }, ...(signal ? { signal } : {}) })),
  ticket: (id: string, signal?: AbortSignal) =>
    tagged(send<TicketDetail>("GET", `/tickets/${at(id)}`, signal ? { signal } : {})),
  createTicket: (
    ticket: { type: string; fields: Record<string, FieldValue>; priority?: Priority },
    key: string,
  ) => tagged(send<TicketDetail>("POST", "/tickets", { body: ticket, headers: { "Idempotency-Key": key } })),
  updateTicket: (
    id: string,
    change: { fields?: Record<string, FieldValue>; priority?: Priority; title?: string; version?: number },
    etag: string | null,
  ) =>
    tagged(
      send<TicketDetail>("PATCH", `/tickets/${at(id)}`, {
        body: change,
        headers: etag ? { "If-Match": etag } : {},
      }),
    ),
  comment: (id: string, visibility: "public" | "internal", text: string, key: string) =>
    body(
      send<TimelineEvent>("POST", `/tickets/${at(id)}/comments`, {
        body: { visibility, text },
        headers: { "Idempotency-Key": key },
      }),
    ),
  act: (
    id: string,
    action: string,
    input: { fields?: Record<string, FieldValue>; comment?: string; version?: number },
    key: string,
  ) =>
    tagged(
      send<TicketDetail>("POST", `/tickets/${at(id)}/actions/${at(action)}`, {
        body: input,
        headers: { "Idempotency-Key": key },
      }),
    ),
  assign: (id: string, to: { assignee?: string | null; team?: string }) =>
    tagged(send<TicketDetail>("POST", `/tickets/${at(id)}/assignment`, { body: to })),
  claim: (id: string) => tagged(send<TicketDetail>("POST", `/tickets/${at(id)}/claim`, { body: {} })),
  events: (id: string, cursor?: string, limit = 50) =>
    body(send<EventPage>("GET", `/tickets/${at(id)}/events`, { query: { cursor, limit } })),
  why: (id: string, event: string) => body(send<Why>("GET", `/tickets/${at(id)}/why`, { query: { event } })),

  releases: () => body(send<Release[]>("GET", "/releases")),
  publishRelease: (id: string) =>
    body(send<MetadataResult>("POST", `/releases/${at(id)}/publish`, { body: {} })),
  releaseDiff: (id: string, to: string) =>
    body(send<MetadataChange[]>("GET", `/releases/${at(id)}/diff`, { query: { to } })),
  metadata: () => body(send<Metadata>("GET", "/metadata")),
  applyMetadata: (files: MetadataFile[], note: string, dryRun: boolean) =>
    body(send<MetadataResult>("POST", "/metadata", { body: { files, note, dryRun } })),

  adminAccounts: () => body(send<AdminAccount[]>("GET", "/admin/accounts")),
  createAccount: (account: NewAccount) =>
    body(send<AdminAccount>("POST", "/admin/accounts", { body: account })),
  updateAccount: (id: string, change: Partial<Omit<NewAccount, "login">> & { disabled?: boolean }) =>
    body(send<AdminAccount>("PATCH", `/admin/accounts/${at(id)}`, { body: change })),
  resetPassword: (id: string) =>
    body(send<AdminAccount>("POST", `/admin/accounts/${at(id)}/password`, { body: {} })),
};
