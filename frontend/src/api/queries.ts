import { keepPreviousData, queryOptions, useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { ApiProblem, setCsrfToken } from "./client";
import { api } from "./endpoints";
import type { Me } from "./types";

/** Cache keys in one place, so that a live event can invalidate exactly what it concerns. */
export const keys = {
  session: ["session"] as const,
  types: ["types"] as const,
  schema: (type: string) => ["schema", type] as const,
  views: ["views"] as const,
  teams: ["teams"] as const,
  roles: ["roles"] as const,
  tickets: (query: object) => ["tickets", query] as const,
  allTickets: ["tickets"] as const,
  ticket: (id: string) => ["ticket", id] as const,
  macros: (id: string) => ["macros", id] as const,
  ruleActivity: (window: string) => ["rule-activity", window] as const,
  events: (id: string) => ["events", id] as const,
  links: (id: string) => ["links", id] as const,
  approvals: ["approvals"] as const,
  work: (query: object) => ["work", "list", query] as const,
  workCount: ["work", "count"] as const,
  allWork: ["work"] as const,
  stuck: ["stuck"] as const,
  pool: ["pool"] as const,
  board: (team: string | undefined) => ["board", team ?? ""] as const,
  allBoards: ["board"] as const,
  promiseReport: (period: object) => ["promises", "report", period] as const,
  promises: (query: object) => ["promises", "list", query] as const,
  presence: ["presence"] as const,
  people: ["people"] as const,
  staffProfile: (id: string) => ["staff-profile", id] as const,
  absences: (id: string) => ["absences", id] as const,
  routing: (id: string) => ["routing", id] as const,
  context: (id: string) => ["context", id] as const,
  allContexts: ["context"] as const,
  objectTypes: ["object-types"] as const,
  objectSchema: (type: string) => ["object-schema", type] as const,
  records: (type: string, query: object) => ["records", type, query] as const,
  allRecords: (type: string) => ["records", type] as const,
  record: (type: string, id: string) => ["record", type, id] as const,
  recordEvents: (type: string, id: string) => ["record-events", type, id] as const,
  search: (query: object) => ["search", query] as const,
  allSearches: ["search"] as const,
  accounts: (q: string) => ["accounts", q] as const,
  releases: ["releases"] as const,
  flows: ["flows"] as const,
  flowRevisions: (type: string) => ["flows", type, "revisions"] as const,
  migrations: (type: string) => ["flows", type, "migrations"] as const,
  migration: (id: string) => ["flows", "migration", id] as const,
  pilots: (type: string) => ["flows", type, "pilots"] as const,
  pilot: (id: string) => ["flows", "pilot", id] as const,
  tokens: ["tokens"] as const,
  notifications: (unreadOnly: boolean) => ["notifications", "list", unreadOnly] as const,
  unread: ["notifications", "unread"] as const,
  allNotifications: ["notifications"] as const,
  notificationRules: ["notification-rules"] as const,
  channels: ["channels"] as const,
  adminAccounts: ["admin-accounts"] as const,
  rules: ["rules"] as const,
  ruleAnalysis: ["rules", "analysis"] as const,
  ruleTables: ["rules", "tables"] as const,
  ruleTable: (key: string) => ["rules", "tables", key] as const,
  deadLetters: (filter: object) => ["dead-letters", "list", filter] as const,
  deadLetter: (queue: string, id: string) => ["dead-letters", "one", queue, id] as const,
  allDeadLetters: ["dead-letters"] as const,
  queues: ["dead-letters", "queues"] as const,
  jobs: ["jobs"] as const,
  secrets: ["secrets"] as const,
  integrations: ["integrations"] as const,
  calendars: ["calendars"] as const,
  serviceLevels: ["service-levels"] as const,
  deliveries: (query: object) => ["deliveries", query] as const,
  allDeliveries: ["deliveries"] as const,
  delivery: (id: string) => ["delivery", id] as const,
  imports: ["imports"] as const,
  import: (id: string) => ["imports", id] as const,
  importRejects: (id: string) => ["imports", id, "rejects"] as const,
};

/** The session, or null when nobody is logged in. */
export const sessionQuery = queryOptions({
  queryKey: keys.session,
  queryFn: async ({ signal }) => {
    try {
      const session = await api.session(signal);
      setCsrfToken(session.csrfToken);
      return session;
    } catch (failure) {
      if (failure instanceof ApiProblem && failure.status === 401) return null;
      throw failure;
    }
  },
  staleTime: Number.POSITIVE_INFINITY,
});

/** What may be done to a ticket at once, and what each would do: asked anew whenever it is looked at. */
export const macrosQuery = (id: string) =>
  queryOptions({
    queryKey: keys.macros(id),
    queryFn: ({ signal }) => api.macros(id, signal),
    staleTime: 0,
    gcTime: 0,
  });

/** The person at this browser. Only inside the shell, where the router has made sure there is one. */
export function useMe(): Me {
  const { data } = useSuspenseQuery(sessionQuery);
  if (!data) throw new Error("useMe outside of a session");
  return data.account;
}

const minutes = (n: number) => n * 60_000;

export const typesQuery = queryOptions({ queryKey: keys.types, queryFn: api.types, staleTime: minutes(5) });
export const viewsQuery = queryOptions({ queryKey: keys.views, queryFn: api.views, staleTime: minutes(1) });
export const rolesQuery = queryOptions({ queryKey: keys.roles, queryFn: api.roles, staleTime: minutes(5) });
export const teamsQuery = queryOptions({ queryKey: keys.teams, queryFn: api.teams, staleTime: minutes(5) });
export const schemaQuery = (type: string) =>
  queryOptions({
    queryKey: keys.schema(type),
    queryFn: () => api.typeSchema(type),
    staleTime: minutes(5),
    enabled: type !== "",
  });
/** How many notifications are unread, at most 100. Asked again now and then: a stream may be down. */
export const unreadQuery = queryOptions({
  queryKey: keys.unread,
  queryFn: ({ signal }) => api.unread(signal),
  staleTime: 10_000,
  refetchInterval: minutes(1),
});
export const ticketQuery = (id: string) =>
  queryOptions({ queryKey: keys.ticket(id), queryFn: ({ signal }) => api.ticket(id, signal) });

export const linksQuery = (id: string) =>
  queryOptions({
    queryKey: keys.links(id),
    queryFn: ({ signal }) => api.links(id, signal),
    staleTime: 15_000,
  });
/** What one is asked to decide. Asked again now and then: a stream may be down. */
export const approvalsQuery = queryOptions({
  queryKey: keys.approvals,
  queryFn: ({ signal }) => api.approvals(signal),
  staleTime: 10_000,
  refetchInterval: minutes(1),
});
/** How much there is for one to do. Asked again now and then: a stream may be down. */
export const workCountQuery = queryOptions({
  queryKey: keys.workCount,
  queryFn: ({ signal }) => api.work({ limit: 1 }, signal),
  staleTime: 10_000,
  refetchInterval: minutes(1),
});
/** What nobody of one's teams has. Others take from it all the time. */
export const poolQuery = queryOptions({
  queryKey: keys.pool,
  queryFn: ({ signal }) => api.pool(signal),
  staleTime: 5_000,
  refetchInterval: minutes(0.5),
});
/** Whether others see one as there; it ends by itself, so it is asked again. */
export const presenceQuery = queryOptions({
  queryKey: keys.presence,
  queryFn: ({ signal }) => api.presence(signal),
  staleTime: 10_000,
  refetchInterval: minutes(1),
});
export const boardQuery = (team: string | undefined) =>
  queryOptions({
    queryKey: keys.board(team),
    queryFn: ({ signal }) => api.board(team, signal),
    placeholderData: keepPreviousData,
    staleTime: 5_000,
    refetchInterval: minutes(0.5),
  });
export const contextQuery = (id: string) =>
  queryOptions({
    queryKey: keys.context(id),
    queryFn: ({ signal }) => api.context(id, signal),
    staleTime: 15_000,
  });
export const objectTypesQuery = queryOptions({
  queryKey: keys.objectTypes,
  queryFn: api.objectTypes,
  staleTime: minutes(5),
});
export const objectSchemaQuery = (type: string) =>
  queryOptions({
    queryKey: keys.objectSchema(type),
    queryFn: () => api.objectSchema(type),
    staleTime: minutes(5),
    enabled: type !== "",
  });
export const recordQuery = (type: string, id: string) =>
  queryOptions({ queryKey: keys.record(type, id), queryFn: ({ signal }) => api.record(type, id, signal) });

/** What holds the words; nothing is asked while there are none. What was found before stands until the answer is there. */
export const searchQuery = (q: string, limit: number, types?: string) => {
  const query = { q, limit, ...(types ? { types } : {}) };
  return queryOptions({
    queryKey: keys.search(query),
    queryFn: ({ signal }) => api.search(query, signal),
    enabled: q !== "",
    staleTime: 10_000,
    placeholderData: keepPreviousData,
  });
};

export const useTypes = () => useQuery(typesQuery);
export const useViews = () => useQuery(viewsQuery);
export const useTeams = () => useQuery(teamsQuery);
export const useRoles = (enabled: boolean) => useQuery({ ...rolesQuery, enabled });
export const useTypeSchema = (type: string) => useQuery(schemaQuery(type));
