import { client } from "./client";
import type { components, paths } from "./schema.gen";
import type {
  AccountChange,
  AddSigner,
  AssignTicket,
  CancelTicket,
  ChangeRecord,
  ChannelsChange,
  CreateRecord,
  CreateTicket,
  DeadLetterFilter,
  HoldTicket,
  ImportMappingChange,
  LinkTicket,
  MakePromise,
  MeChange,
  MetadataFile,
  MigrationPlan,
  NewAbsence,
  NewAccount,
  PresenceState,
  RepairTicket,
  ReturnTicket,
  SettleAgenda,
  Simulate,
  StaffProfile,
  StartPilot,
  TakeAction,
  TransferStep,
  UpdateTicket,
  Visibility,
} from "./types";

/** A ticket together with the tag that a later change must quote. */
export interface Tagged<T> {
  data: T;
  etag: string | null;
}

export type TicketQuery = NonNullable<paths["/api/v1/tickets"]["get"]["parameters"]["query"]>;
export type RecordQuery = NonNullable<paths["/api/v1/objects/{type}"]["get"]["parameters"]["query"]>;
export type SearchQuery = NonNullable<paths["/api/v1/search"]["get"]["parameters"]["query"]>;
type ApplyMacro = components["schemas"]["ApplyMacro"];
export type PromiseQuery = NonNullable<paths["/api/v1/promises"]["get"]["parameters"]["query"]>;
export type ExportQuery = NonNullable<paths["/api/v1/exports/tickets"]["get"]["parameters"]["query"]> & {
  /** Of the rows wanted, all when left out. */
  number?: string[];
};
type NotificationQuery = NonNullable<paths["/api/v1/me/notifications"]["get"]["parameters"]["query"]>;
type DeliveryQuery = NonNullable<paths["/api/v1/admin/deliveries"]["get"]["parameters"]["query"]>;
type WorkQuery = NonNullable<paths["/api/v1/me/work"]["get"]["parameters"]["query"]>;
type StuckQuery = NonNullable<paths["/api/v1/admin/stuck"]["get"]["parameters"]["query"]>;
type PeopleQuery = NonNullable<paths["/api/v1/accounts"]["get"]["parameters"]["query"]>;

/** What is not given is left out of an address, not null in it. */
type Given<T> = { [K in keyof T]?: NonNullable<T[K]> };

interface Answer<T> {
  data?: T;
  response: Response;
}

/** What a call answers with; refusals have been thrown before (see client.ts). */
async function body<T>(call: Promise<Answer<T>>): Promise<NonNullable<T>> {
  const { data } = await call;
  if (data === undefined || data === null) throw new Error("an answer without a body");
  return data;
}
async function tagged<T>(call: Promise<Answer<T>>): Promise<Tagged<NonNullable<T>>> {
  const answer = await call;
  return { data: await body(Promise.resolve(answer)), etag: answer.response.headers.get("ETag") };
}
/** After a change that may have taken the ticket out of the caller's sight: then there is nothing to show. */
async function changed<T>(call: Promise<Answer<T>>): Promise<Tagged<NonNullable<T> | null>> {
  const { data, response } = await call;
  return { data: data ?? null, etag: response.headers.get("ETag") };
}
async function done(call: Promise<Answer<unknown>>): Promise<void> {
  await call;
}
/** The name in its own script, which comes beside one in ASCII (RFC 6266). */
export function fileName(disposition: string): string {
  const full = /filename\*=UTF-8''([^;]+)/.exec(disposition)?.[1];
  return full ? decodeURIComponent(full) : (/filename="([^"]+)"/.exec(disposition)?.[1] ?? "download");
}
/** A file, and what the server calls it. */
async function file(call: Promise<Answer<unknown>>): Promise<{ blob: Blob; name: string }> {
  const { data, response } = await call;
  return { blob: data as Blob, name: fileName(response.headers.get("Content-Disposition") ?? "") };
}
const ANY = { Accept: "*/*" };
const once = (key: string) => ({ "Idempotency-Key": key });

/** The calls of the browser by name; what they take and answer is the document's. */
export const api = {
  session: (signal?: AbortSignal) => body(client.GET("/api/v1/session", { signal })),
  login: (workspace: string, login: string, password: string) =>
    body(client.POST("/api/v1/session", { body: { workspace, login, password } })),
  logout: () => done(client.DELETE("/api/v1/session")),

  updateMe: (change: MeChange) => body(client.PATCH("/api/v1/me", { body: change })),
  changePassword: (current: string, next: string) =>
    done(client.POST("/api/v1/me/password", { body: { current, next } })),
  tokens: () => body(client.GET("/api/v1/me/tokens")),
  createToken: (name: string, scopes: string[], expiresInDays: number) =>
    body(client.POST("/api/v1/me/tokens", { body: { name, scopes, expiresInDays } })),
  notifications: (query: NotificationQuery, signal?: AbortSignal) =>
    body(client.GET("/api/v1/me/notifications", { params: { query }, signal })),
  unread: (signal?: AbortSignal) => body(client.GET("/api/v1/me/notifications/unread", { signal })),
  markNotification: (id: string, read: boolean) =>
    done(client.PUT("/api/v1/me/notifications/{id}/read", { params: { path: { id } }, body: { read } })),
  markNotifications: (until: string) =>
    done(client.POST("/api/v1/me/notifications/read", { body: { until } })),
  notificationRules: () => body(client.GET("/api/v1/me/notifications/rules")),
  muteNotifications: (id: string, muted: boolean, mailMuted: boolean) =>
    done(
      client.PUT("/api/v1/me/notifications/rules/{id}", {
        params: { path: { id } },
        body: { muted, mailMuted },
      }),
    ),
  channels: () => body(client.GET("/api/v1/me/channels")),
  chooseChannels: (change: ChannelsChange) => body(client.PUT("/api/v1/me/channels", { body: change })),
  askAgain: () => body(client.POST("/api/v1/me/channels/question")),
  revokeToken: (id: string) => done(client.DELETE("/api/v1/me/tokens/{id}", { params: { path: { id } } })),

  accounts: (query: PeopleQuery) => body(client.GET("/api/v1/accounts", { params: { query } })),
  teams: () => body(client.GET("/api/v1/teams")),
  roles: () => body(client.GET("/api/v1/roles")),

  types: () => body(client.GET("/api/v1/types")),
  typeSchema: (key: string) => body(client.GET("/api/v1/types/{key}/schema", { params: { path: { key } } })),
  views: () => body(client.GET("/api/v1/views")),

  tickets: (query: TicketQuery, signal?: AbortSignal) =>
    body(client.GET("/api/v1/tickets", { params: { query }, signal })),
  ticket: (id: string, signal?: AbortSignal) =>
    tagged(client.GET("/api/v1/tickets/{id}", { params: { path: { id } }, signal })),
  createTicket: (ticket: CreateTicket, key: string) =>
    tagged(client.POST("/api/v1/tickets", { params: { header: once(key) }, body: ticket })),
  updateTicket: (id: string, change: UpdateTicket, etag: string | null) =>
    changed(
      client.PATCH("/api/v1/tickets/{id}", {
        params: { path: { id }, header: etag ? { "If-Match": etag } : {} },
        body: change,
      }),
    ),
  comment: (id: string, visibility: Visibility, text: string, attachments: readonly string[], key: string) =>
    body(
      client.POST("/api/v1/tickets/{id}/comments", {
        params: { path: { id }, header: once(key) },
        body: { visibility, text, attachments: [...attachments] },
      }),
    ),
  act: (id: string, action: string, input: TakeAction, key: string) =>
    changed(
      client.POST("/api/v1/tickets/{id}/actions/{action}", {
        params: { path: { id, action }, header: once(key) },
        body: input,
      }),
    ),
  macros: (id: string, signal?: AbortSignal) =>
    body(client.GET("/api/v1/tickets/{id}/macros", { params: { path: { id } }, signal })),
  applyMacro: (id: string, macro: string, input: ApplyMacro, key: string) =>
    changed(
      client.POST("/api/v1/tickets/{id}/macros/{macro}", {
        params: { path: { id, macro }, header: once(key) },
        body: input,
      }),
    ),
  simulate: (wanted: Simulate) => body(client.POST("/api/v1/simulate", { body: wanted })),
  ruleActivity: (window: "hour" | "day" | "month", signal?: AbortSignal) =>
    body(client.GET("/api/v1/admin/rules/activity", { params: { query: { window } }, signal })),
  assign: (id: string, to: AssignTicket) =>
    changed(client.POST("/api/v1/tickets/{id}/assignment", { params: { path: { id } }, body: to })),
  claim: (id: string) => changed(client.POST("/api/v1/tickets/{id}/claim", { params: { path: { id } } })),
  pool: (signal?: AbortSignal) => body(client.GET("/api/v1/pool", { signal })),
  /** Nothing when the pool has no ticket for the caller. */
  takeNext: async () => (await client.POST("/api/v1/pool/next")).data ?? null,
  ticketRouting: (id: string, signal?: AbortSignal) =>
    body(client.GET("/api/v1/tickets/{id}/routing", { params: { path: { id } }, signal })),
  promiseReport: (period: { from: string; to: string }, signal?: AbortSignal) =>
    body(client.GET("/api/v1/promises/report", { params: { query: period }, signal })),
  promiseReportFile: (period: { from: string; to: string }) =>
    file(
      client.GET("/api/v1/promises/report/file", {
        params: { query: period },
        parseAs: "blob",
        headers: ANY,
      }),
    ),
  promises: (query: PromiseQuery, signal?: AbortSignal) =>
    body(client.GET("/api/v1/promises", { params: { query }, signal })),
  board: (team: string | undefined, signal?: AbortSignal) =>
    body(client.GET("/api/v1/board", { params: { query: team ? { team } : {} }, signal })),
  presence: (signal?: AbortSignal) => body(client.GET("/api/v1/me/presence", { signal })),
  sayPresence: (state: PresenceState) => body(client.PUT("/api/v1/me/presence", { body: { state } })),
  people: (signal?: AbortSignal) => body(client.GET("/api/v1/admin/people", { signal })),
  staffProfile: (id: string, signal?: AbortSignal) =>
    body(client.GET("/api/v1/admin/people/{id}", { params: { path: { id } }, signal })),
  putStaffProfile: (id: string, profile: StaffProfile) =>
    body(client.PUT("/api/v1/admin/people/{id}", { params: { path: { id } }, body: profile })),
  absences: (id: string, signal?: AbortSignal) =>
    body(client.GET("/api/v1/admin/people/{id}/absences", { params: { path: { id } }, signal })),
  addAbsence: (id: string, absence: NewAbsence) =>
    body(client.POST("/api/v1/admin/people/{id}/absences", { params: { path: { id } }, body: absence })),
  removeAbsence: async (id: string, absence: string) => {
    await client.DELETE("/api/v1/admin/people/{id}/absences/{absence}", {
      params: { path: { id, absence } },
    });
  },
  handOn: (id: string) =>
    body(client.POST("/api/v1/admin/people/{id}/hand-on", { params: { path: { id } }, body: {} })),
  promise: (id: string, promise: MakePromise, key: string) =>
    changed(
      client.POST("/api/v1/tickets/{id}/agenda", {
        params: { path: { id }, header: once(key) },
        body: promise,
      }),
    ),
  settleAgenda: (id: string, entry: string, how: SettleAgenda, key: string) =>
    changed(
      client.POST("/api/v1/tickets/{id}/agenda/{entry}", {
        params: { path: { id, entry }, header: once(key) },
        body: how,
      }),
    ),
  returnTicket: (id: string, how: ReturnTicket, key: string) =>
    changed(
      client.POST("/api/v1/tickets/{id}/return", { params: { path: { id }, header: once(key) }, body: how }),
    ),
  transferStep: (id: string, to: TransferStep, key: string) =>
    changed(
      client.POST("/api/v1/tickets/{id}/transfer", { params: { path: { id }, header: once(key) }, body: to }),
    ),
  holdTicket: (id: string, how: HoldTicket, key: string) =>
    changed(
      client.POST("/api/v1/tickets/{id}/hold", { params: { path: { id }, header: once(key) }, body: how }),
    ),
  resumeTicket: (id: string, key: string) =>
    changed(client.POST("/api/v1/tickets/{id}/resume", { params: { path: { id }, header: once(key) } })),
  withdrawAction: (id: string, key: string) =>
    changed(client.POST("/api/v1/tickets/{id}/withdraw", { params: { path: { id }, header: once(key) } })),
  cancelTicket: (id: string, how: CancelTicket, key: string) =>
    changed(
      client.POST("/api/v1/tickets/{id}/cancel", { params: { path: { id }, header: once(key) }, body: how }),
    ),
  addSigner: (id: string, entry: string, who: AddSigner, key: string) =>
    changed(
      client.POST("/api/v1/tickets/{id}/agenda/{entry}/signers", {
        params: { path: { id, entry }, header: once(key) },
        body: who,
      }),
    ),
  repairTicket: (id: string, how: RepairTicket, key: string) =>
    changed(
      client.POST("/api/v1/tickets/{id}/repair", { params: { path: { id }, header: once(key) }, body: how }),
    ),
  work: (query: WorkQuery, signal?: AbortSignal) =>
    body(client.GET("/api/v1/me/work", { params: { query }, signal })),
  stuck: (query: StuckQuery, signal?: AbortSignal) =>
    body(client.GET("/api/v1/admin/stuck", { params: { query }, signal })),
  approvals: (signal?: AbortSignal) => body(client.GET("/api/v1/me/approvals", { signal })),
  links: (id: string, signal?: AbortSignal) =>
    body(client.GET("/api/v1/tickets/{id}/links", { params: { path: { id } }, signal })),
  link: (id: string, to: LinkTicket, key: string) =>
    body(
      client.POST("/api/v1/tickets/{id}/links", { params: { path: { id }, header: once(key) }, body: to }),
    ),
  unlink: (id: string, kind: string, other: string) =>
    body(
      client.DELETE("/api/v1/tickets/{id}/links/{kind}/{other}", { params: { path: { id, kind, other } } }),
    ),
  events: (id: string, cursor?: string, limit = 50) =>
    body(client.GET("/api/v1/tickets/{id}/events", { params: { path: { id }, query: { cursor, limit } } })),
  why: (id: string, event: string) =>
    body(client.GET("/api/v1/tickets/{id}/why", { params: { path: { id }, query: { event } } })),

  context: (id: string, signal?: AbortSignal) =>
    body(client.GET("/api/v1/tickets/{id}/context", { params: { path: { id } }, signal })),

  search: (query: SearchQuery, signal?: AbortSignal) =>
    body(client.GET("/api/v1/search", { params: { query }, signal })),

  objectTypes: () => body(client.GET("/api/v1/objects")),
  objectSchema: (type: string) =>
    body(client.GET("/api/v1/objects/{type}/schema", { params: { path: { type } } })),
  records: (type: string, query: RecordQuery, signal?: AbortSignal) =>
    body(client.GET("/api/v1/objects/{type}", { params: { path: { type }, query }, signal })),
  recordChoices: (type: string, q: string, limit = 20) =>
    body(client.GET("/api/v1/objects/{type}/choices", { params: { path: { type }, query: { q, limit } } })),
  findRecords: (q: string, signal?: AbortSignal) =>
    body(client.GET("/api/v1/objects/find", { params: { query: { q } }, signal })),
  record: (type: string, id: string, signal?: AbortSignal) =>
    tagged(client.GET("/api/v1/objects/{type}/{id}", { params: { path: { type, id } }, signal })),
  createRecord: (type: string, record: CreateRecord, key: string) =>
    tagged(
      client.POST("/api/v1/objects/{type}", { params: { path: { type }, header: once(key) }, body: record }),
    ),
  updateRecord: (type: string, id: string, change: ChangeRecord, etag: string | null) =>
    changed(
      client.PATCH("/api/v1/objects/{type}/{id}", {
        params: { path: { type, id }, header: etag ? { "If-Match": etag } : {} },
        body: change,
      }),
    ),
  deleteRecord: (type: string, id: string) =>
    done(client.DELETE("/api/v1/objects/{type}/{id}", { params: { path: { type, id } } })),
  restoreRecord: (type: string, id: string) =>
    body(client.POST("/api/v1/objects/{type}/{id}/restore", { params: { path: { type, id } } })),
  recordEvents: (type: string, id: string, cursor?: string) =>
    body(
      client.GET("/api/v1/objects/{type}/{id}/events", {
        params: { path: { type, id }, query: { cursor, limit: 50 } },
      }),
    ),

  attachments: (ids: readonly string[]) =>
    body(client.GET("/api/v1/attachments", { params: { query: { ids: ids.join(",") } } })),
  discardAttachment: (id: string) =>
    done(client.DELETE("/api/v1/attachments/{id}", { params: { path: { id } } })),

  releases: () => body(client.GET("/api/v1/releases")),
  backfills: () => body(client.GET("/api/v1/metadata/backfills")),
  publishRelease: (id: string) =>
    body(client.POST("/api/v1/releases/{id}/publish", { params: { path: { id } } })),
  releaseDiff: (id: string, to: string) =>
    body(client.GET("/api/v1/releases/{id}/diff", { params: { path: { id }, query: { to } } })),
  metadata: () => body(client.GET("/api/v1/metadata")),
  metadataZip: () =>
    body(client.GET("/api/v1/metadata", { parseAs: "blob", headers: { Accept: "application/zip" } })),
  applyMetadata: (files: MetadataFile[], note: string, dryRun: boolean) =>
    body(client.POST("/api/v1/metadata", { body: { files, note, dryRun } })),

  flowDrawing: (type: string) =>
    file(
      client.GET("/api/v1/types/{type}/flow.bpmn", {
        params: { path: { type } },
        parseAs: "blob",
        headers: ANY,
      }),
    ),
  readFlowDrawing: (type: string, bpmn: string) =>
    body(client.POST("/api/v1/flows/bpmn", { body: { type, bpmn } })),
  flowRevisions: (type: string) =>
    body(client.GET("/api/v1/admin/flows/{type}/revisions", { params: { path: { type } } })),
  migrations: (type: string) =>
    body(client.GET("/api/v1/admin/flows/{type}/migrations", { params: { path: { type } } })),
  migration: (id: string) => body(client.GET("/api/v1/admin/migrations/{id}", { params: { path: { id } } })),
  previewMigration: (type: string, plan: MigrationPlan) =>
    body(
      client.POST("/api/v1/admin/flows/{type}/migrations/preview", {
        params: { path: { type } },
        body: plan,
      }),
    ),
  startMigration: (type: string, plan: MigrationPlan) =>
    body(client.POST("/api/v1/admin/flows/{type}/migrations", { params: { path: { type } }, body: plan })),
  turnMigration: (id: string, how: "stop" | "resume" | "undo") => {
    const params = { params: { path: { id } } };
    switch (how) {
      case "stop":
        return body(client.POST("/api/v1/admin/migrations/{id}/stop", params));
      case "resume":
        return body(client.POST("/api/v1/admin/migrations/{id}/resume", params));
      case "undo":
        return body(client.POST("/api/v1/admin/migrations/{id}/undo", params));
    }
  },
  pilots: (type: string) =>
    body(client.GET("/api/v1/admin/flows/{type}/pilots", { params: { path: { type } } })),
  pilot: (id: string) => body(client.GET("/api/v1/admin/pilots/{id}", { params: { path: { id } } })),
  startPilot: (type: string, pilot: StartPilot) =>
    body(client.POST("/api/v1/admin/flows/{type}/pilots", { params: { path: { type } }, body: pilot })),
  rollOutPilot: (id: string) =>
    body(client.POST("/api/v1/admin/pilots/{id}/roll-out", { params: { path: { id } } })),
  stopPilot: (id: string) =>
    body(client.POST("/api/v1/admin/pilots/{id}/stop", { params: { path: { id } } })),

  rules: () => body(client.GET("/api/v1/admin/rules")),
  ruleAnalysis: () => body(client.GET("/api/v1/admin/rules/analysis")),
  ruleTables: () => body(client.GET("/api/v1/admin/tables")),
  ruleTable: (key: string) => body(client.GET("/api/v1/admin/tables/{key}", { params: { path: { key } } })),
  ruleTableSheet: (key: string, format: "xlsx" | "csv", language: string) =>
    body(
      client.GET("/api/v1/admin/tables/{key}/sheet", {
        params: { path: { key }, query: { format, language } },
        parseAs: "blob",
      }),
    ) as Promise<Blob>,
  checkRuleTable: (key: string, name: string, text: string) =>
    body(
      client.POST("/api/v1/admin/tables/{key}/check", { params: { path: { key } }, body: { name, text } }),
    ),
  deadLetters: (filter: DeadLetterFilter, cursor?: string) =>
    body(
      client.GET("/api/v1/admin/dead-letters", {
        params: { query: { ...(filter as Given<DeadLetterFilter>), ...(cursor ? { cursor } : {}) } },
      }),
    ),
  deadLetter: (queue: string, id: string) =>
    body(client.GET("/api/v1/admin/dead-letters/{queue}/{id}", { params: { path: { queue, id } } })),
  replayDeadLetter: (queue: string, id: string) =>
    done(client.POST("/api/v1/admin/dead-letters/{queue}/{id}/replay", { params: { path: { queue, id } } })),
  discardDeadLetter: (queue: string, id: string) =>
    done(client.POST("/api/v1/admin/dead-letters/{queue}/{id}/discard", { params: { path: { queue, id } } })),
  replayDeadLetters: (filter: DeadLetterFilter) =>
    body(client.POST("/api/v1/admin/dead-letters/replay", { body: filter })),
  discardDeadLetters: (filter: DeadLetterFilter) =>
    body(client.POST("/api/v1/admin/dead-letters/discard", { body: filter })),
  queues: () => body(client.GET("/api/v1/admin/queues")),
  jobs: () => body(client.GET("/api/v1/admin/jobs")),
  runJob: (kind: string) =>
    done(client.POST("/api/v1/admin/jobs/{kind}/run", { params: { path: { kind } } })),

  imports: (before?: string) =>
    body(client.GET("/api/v1/imports", { params: { query: before ? { before } : {} } })),
  import: (id: string, signal?: AbortSignal) =>
    body(client.GET("/api/v1/imports/{id}", { params: { path: { id } }, signal })),
  beginImport: (type: string, fileName: string, size: number, fingerprint: string) =>
    body(client.POST("/api/v1/imports", { body: { type, fileName, size, fingerprint } })),
  putImportPart: (id: string, part: number, bytes: Blob) =>
    body(
      client.PUT("/api/v1/imports/{id}/parts/{part}", {
        params: { path: { id, part } },
        // The document says "a string of bytes"; a browser sends the bytes themselves.
        body: bytes as unknown as string,
        bodySerializer: (given) => given as unknown as Blob,
        headers: { "Content-Type": "application/octet-stream" },
      }),
    ),
  mapImport: (id: string, mapping: ImportMappingChange) =>
    body(client.PUT("/api/v1/imports/{id}/mapping", { params: { path: { id } }, body: mapping })),
  startImport: (id: string, dryRun: boolean) =>
    body(client.POST("/api/v1/imports/{id}/start", { params: { path: { id } }, body: { dryRun } })),
  cancelImport: (id: string) =>
    body(client.POST("/api/v1/imports/{id}/cancel", { params: { path: { id } } })),
  importRejects: (id: string) =>
    body(client.GET("/api/v1/imports/{id}/rejects", { params: { path: { id } } })),
  importRejected: (id: string) =>
    file(
      client.GET("/api/v1/imports/{id}/rejected", {
        params: { path: { id } },
        parseAs: "blob",
        headers: ANY,
      }),
    ),
  exportTickets: (query: ExportQuery) =>
    file(client.GET("/api/v1/exports/tickets", { params: { query }, parseAs: "blob", headers: ANY })),
  exportRecords: (type: string, query: { q?: string; sort: string; format: "csv" | "xlsx" }) =>
    file(
      client.GET("/api/v1/exports/objects/{type}", {
        params: { path: { type }, query },
        parseAs: "blob",
        headers: ANY,
      }),
    ),

  secrets: () => body(client.GET("/api/v1/admin/secrets")),
  putSecret: (name: string, value: string, keepPreviousHours: number) =>
    body(
      client.PUT("/api/v1/admin/secrets/{name}", {
        params: { path: { name } },
        body: { value, keepPreviousHours },
      }),
    ),
  deleteSecret: (name: string) =>
    done(client.DELETE("/api/v1/admin/secrets/{name}", { params: { path: { name } } })),
  calendars: () => body(client.GET("/api/v1/admin/calendars")),
  serviceLevels: () => body(client.GET("/api/v1/admin/slas")),
  integrations: () => body(client.GET("/api/v1/admin/integrations")),
  deliveries: (query: DeliveryQuery, signal?: AbortSignal) =>
    body(client.GET("/api/v1/admin/deliveries", { params: { query }, signal })),
  delivery: (id: string) => body(client.GET("/api/v1/admin/deliveries/{id}", { params: { path: { id } } })),
  replayDelivery: (id: string) =>
    body(client.POST("/api/v1/admin/deliveries/{id}/replay", { params: { path: { id } } })),
  testWebhook: (webhook: string) => body(client.POST("/api/v1/admin/deliveries/test", { body: { webhook } })),

  adminAccounts: () => body(client.GET("/api/v1/admin/accounts")),
  createAccount: (account: NewAccount) => body(client.POST("/api/v1/admin/accounts", { body: account })),
  updateAccount: (id: string, change: AccountChange) =>
    body(client.PATCH("/api/v1/admin/accounts/{id}", { params: { path: { id } }, body: change })),
  resetPassword: (id: string) =>
    body(client.POST("/api/v1/admin/accounts/{id}/password", { params: { path: { id } } })),
};
