import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import { sessionQuery } from "@/api";
import { parseListSearch, words } from "@/tickets/list/search";
import { promiseSearch } from "@/tickets/promises/period";
import { LoginPage } from "./LoginPage";
import { NotFound, RouteError } from "./RouteError";
import { Shell } from "./shell/Shell";

interface DeadLetterSearch {
  queue?: "effects" | "timers";
  kind?: string;
  destination?: string;
  open?: string;
}

interface RouterContext {
  queryClient: QueryClient;
}

const root = createRootRouteWithContext<RouterContext>()({ component: Outlet, notFoundComponent: NotFound });

/** Where somebody was going before a page stood in between: an address of this application only. */
const backOf = (search: Record<string, unknown>): { back?: string } =>
  typeof search.back === "string" && search.back.startsWith("/") && !search.back.startsWith("//")
    ? { back: search.back }
    : {};
const backTo = (href: string) => (href === "/" ? {} : { back: href });

const login = createRoute({
  getParentRoute: () => root,
  path: "/login",
  validateSearch: backOf,
  component: LoginPage,
});

const password = createRoute({
  getParentRoute: () => root,
  path: "/password",
  validateSearch: backOf,
  beforeLoad: async ({ context, search }) => {
    const session = await context.queryClient.ensureQueryData(sessionQuery);
    if (!session) throw redirect({ to: "/login", search });
    if (!session.account.passwordChangeRequired) throw redirect({ to: "/me" });
  },
  component: lazyRouteComponent(() => import("./PasswordPage"), "PasswordPage"),
});

// Everything below needs a session; without one the person logs in and comes back to where they were going.
const shell = createRoute({
  getParentRoute: () => root,
  id: "shell",
  beforeLoad: async ({ context, location }) => {
    const session = await context.queryClient.ensureQueryData(sessionQuery);
    if (!session) throw redirect({ to: "/login", search: backTo(location.href) });
    // A one-time password opens nothing but choosing another one.
    if (session.account.passwordChangeRequired)
      throw redirect({ to: "/password", search: backTo(location.href) });
  },
  component: Shell,
  errorComponent: RouteError,
});

const index = createRoute({
  getParentRoute: () => shell,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/list" });
  },
});

const list = createRoute({
  getParentRoute: () => shell,
  path: "/list",
  validateSearch: parseListSearch,
  component: lazyRouteComponent(() => import("@/tickets/list/ListPage"), "ListPage"),
});

/** A ticket keeps the list it was opened from in its address, so that "next" and "back" mean the same list. */
const ticket = createRoute({
  getParentRoute: () => shell,
  path: "/t/$id",
  validateSearch: parseListSearch,
  component: lazyRouteComponent(() => import("@/tickets/ticket/TicketPage"), "TicketPage"),
});

/** Words, and the kind they are looked for in; everything when none is named. */
const search = createRoute({
  getParentRoute: () => shell,
  path: "/search",
  validateSearch: (given: Record<string, unknown>): { q?: string; type?: string } => {
    const q = words(given.q);
    return {
      ...(q ? { q } : {}),
      ...(typeof given.type === "string" && /^[a-z][a-z0-9_]*$/.test(given.type) ? { type: given.type } : {}),
    };
  },
  component: lazyRouteComponent(() => import("@/tickets/search/SearchPage"), "SearchPage"),
});

const newTicket = createRoute({
  getParentRoute: () => shell,
  path: "/new/$type",
  component: lazyRouteComponent(() => import("@/tickets/new/NewTicketPage"), "NewTicketPage"),
});

/** What was searched for and sorted by in a list of records. */
const recordSearch = (search: Record<string, unknown>): { q?: string; sort?: string } => {
  const q = words(search.q);
  return {
    ...(q ? { q } : {}),
    ...(typeof search.sort === "string" && /^-?[a-z][a-z0-9_]*$/.test(search.sort)
      ? { sort: search.sort }
      : {}),
  };
};

const records = createRoute({
  getParentRoute: () => shell,
  path: "/objects/$type",
  validateSearch: recordSearch,
  component: lazyRouteComponent(() => import("@/tickets/records/RecordsPage"), "RecordsPage"),
});

const record = createRoute({
  getParentRoute: () => shell,
  path: "/objects/$type/$id",
  component: lazyRouteComponent(() => import("@/tickets/records/RecordPage"), "RecordPage"),
});

const notifications = createRoute({
  getParentRoute: () => shell,
  path: "/notifications",
  validateSearch: (search: Record<string, unknown>): { unread?: true } =>
    search.unread === true ? { unread: true } : {},
  component: lazyRouteComponent(
    () => import("@/tickets/notifications/NotificationsPage"),
    "NotificationsPage",
  ),
});

const approvals = createRoute({
  getParentRoute: () => shell,
  path: "/approvals",
  component: lazyRouteComponent(() => import("@/tickets/approvals/ApprovalsPage"), "ApprovalsPage"),
});

/** What of one's work is shown. */
const work = createRoute({
  getParentRoute: () => shell,
  path: "/work",
  validateSearch: (
    search: Record<string, unknown>,
  ): { kind?: "ticket" | "branch" | "approval"; type?: string } => ({
    ...(search.kind === "ticket" || search.kind === "branch" || search.kind === "approval"
      ? { kind: search.kind }
      : {}),
    ...(typeof search.type === "string" && /^[a-z][a-z0-9_]*$/.test(search.type)
      ? { type: search.type }
      : {}),
  }),
  component: lazyRouteComponent(() => import("@/tickets/work/WorkPage"), "WorkPage"),
});

const stuck = createRoute({
  getParentRoute: () => shell,
  path: "/admin/stuck",
  component: lazyRouteComponent(() => import("@/tickets/stuck/StuckPage"), "StuckPage"),
});

const pool = createRoute({
  getParentRoute: () => shell,
  path: "/pool",
  component: lazyRouteComponent(() => import("@/tickets/pool/PoolPage"), "PoolPage"),
});

const board = createRoute({
  getParentRoute: () => shell,
  path: "/board",
  validateSearch: (search: Record<string, unknown>): { team?: string } =>
    typeof search.team === "string" && /^[a-z][a-z0-9_]*$/.test(search.team) ? { team: search.team } : {},
  component: lazyRouteComponent(() => import("@/tickets/board/BoardPage"), "BoardPage"),
});

/** How promises were kept; the address says of which days, and which of them are listed. */
const promises = createRoute({
  getParentRoute: () => shell,
  path: "/promises",
  validateSearch: promiseSearch,
  component: lazyRouteComponent(() => import("@/tickets/promises/PromisesPage"), "PromisesPage"),
});

/** What people can do and when they work; the address says whose is open. */
const people = createRoute({
  getParentRoute: () => shell,
  path: "/admin/people",
  validateSearch: (search: Record<string, unknown>): { person?: string } =>
    typeof search.person === "string" ? { person: search.person } : {},
  component: lazyRouteComponent(() => import("@/admin/people/PeoplePage"), "PeoplePage"),
});

const me = createRoute({
  getParentRoute: () => shell,
  path: "/me",
  component: lazyRouteComponent(() => import("./MePage"), "MePage"),
});

const releases = createRoute({
  getParentRoute: () => shell,
  path: "/admin/releases",
  validateSearch: (search: Record<string, unknown>): { release?: number } =>
    typeof search.release === "number" ? { release: search.release } : {},
  component: lazyRouteComponent(() => import("@/admin/ReleasesPage"), "ReleasesPage"),
});

/** The versions of a type's flow; the address says of which type. */
const flows = createRoute({
  getParentRoute: () => shell,
  path: "/admin/flows",
  validateSearch: (search: Record<string, unknown>): { type?: string } =>
    typeof search.type === "string" && /^[a-z][a-z0-9_]*$/.test(search.type) ? { type: search.type } : {},
  component: lazyRouteComponent(() => import("@/admin/flows/FlowsPage"), "FlowsPage"),
});

const rules = createRoute({
  getParentRoute: () => shell,
  path: "/admin/rules",
  validateSearch: (search: Record<string, unknown>): { q?: string; type?: string; findings?: boolean } => ({
    ...(typeof search.q === "string" ? { q: search.q } : {}),
    ...(typeof search.type === "string" ? { type: search.type } : {}),
    ...(search.findings === true ? { findings: true } : {}),
  }),
  component: lazyRouteComponent(() => import("@/admin/rules/RulesPage"), "RulesPage"),
});

const ruleTable = createRoute({
  getParentRoute: () => shell,
  path: "/admin/rules/tables/$key",
  component: lazyRouteComponent(() => import("@/admin/rules/TablePage"), "TablePage"),
});

const levels = createRoute({
  getParentRoute: () => shell,
  path: "/admin/levels",
  component: lazyRouteComponent(() => import("@/admin/levels/LevelsPage"), "LevelsPage"),
});

const accounts = createRoute({
  getParentRoute: () => shell,
  path: "/admin/accounts",
  validateSearch: (search: Record<string, unknown>): { account?: string } =>
    typeof search.account === "string" ? { account: search.account } : {},
  component: lazyRouteComponent(() => import("@/admin/AccountsPage"), "AccountsPage"),
});

/** Which dead letters are shown, and which one is open. */
const deadLetters = createRoute({
  getParentRoute: () => shell,
  path: "/admin/dead-letters",
  validateSearch: (search: Record<string, unknown>): DeadLetterSearch => ({
    ...(search.queue === "effects" || search.queue === "timers" ? { queue: search.queue } : {}),
    ...(typeof search.kind === "string" ? { kind: search.kind } : {}),
    ...(typeof search.destination === "string" ? { destination: search.destination } : {}),
    ...(typeof search.open === "string" && /^(effects|timers)\/[0-9a-f-]{36}$/.test(search.open)
      ? { open: search.open }
      : {}),
  }),
  component: lazyRouteComponent(() => import("@/admin/queues/DeadLettersPage"), "DeadLettersPage"),
});

const jobs = createRoute({
  getParentRoute: () => shell,
  path: "/admin/jobs",
  component: lazyRouteComponent(() => import("@/admin/queues/JobsPage"), "JobsPage"),
});

const simulate = createRoute({
  getParentRoute: () => shell,
  path: "/admin/simulate",
  component: lazyRouteComponent(() => import("@/admin/simulate/SimulatePage"), "SimulatePage"),
});

const activity = createRoute({
  getParentRoute: () => shell,
  path: "/admin/activity",
  validateSearch: (search: Record<string, unknown>): { window?: "hour" | "day" | "month"; q?: string } => {
    const q = words(search.q);
    return {
      ...(search.window === "hour" || search.window === "day" || search.window === "month"
        ? { window: search.window }
        : {}),
      ...(q ? { q } : {}),
    };
  },
  component: lazyRouteComponent(() => import("@/admin/activity/ActivityPage"), "ActivityPage"),
});

/** Every other address: inside the shell, so that the way on is where it always is. */
const nowhere = createRoute({ getParentRoute: () => shell, path: "$", component: NotFound });
const imports = createRoute({
  getParentRoute: () => shell,
  path: "/admin/imports",
  component: lazyRouteComponent(() => import("@/admin/imports/ImportsPage"), "ImportsPage"),
});

const newImport = createRoute({
  getParentRoute: () => shell,
  path: "/admin/imports/new",
  validateSearch: (search: Record<string, unknown>): { type?: string } =>
    typeof search.type === "string" ? { type: search.type } : {},
  component: lazyRouteComponent(() => import("@/admin/imports/NewImportPage"), "NewImportPage"),
});

/** Where an import is the server knows; of one that waits, the address says whether the mapping or the try is shown. */
const oneImport = createRoute({
  getParentRoute: () => shell,
  path: "/admin/imports/$id",
  validateSearch: (search: Record<string, unknown>): { step?: "mapping" | "check" } =>
    search.step === "mapping" || search.step === "check" ? { step: search.step } : {},
  component: lazyRouteComponent(() => import("@/admin/imports/ImportPage"), "ImportPage"),
});

const integrations = createRoute({
  getParentRoute: () => shell,
  path: "/admin/integrations",
  component: lazyRouteComponent(() => import("@/admin/integrations/IntegrationsPage"), "IntegrationsPage"),
});

const results = ["delivered", "failed", "refused", "unsent"] as const;
/** What is listed of what was sent, and which of it is looked at. */
const deliverySearch = (search: Record<string, unknown>) => {
  const result = results.find((each) => each === search.result);
  return {
    ...(search.kind === "webhook" || search.kind === "connector" ? { kind: search.kind } : {}),
    ...(typeof search.target === "string" && /^[a-z][a-z0-9_]*$/.test(search.target)
      ? { target: search.target }
      : {}),
    ...(result ? { result } : {}),
    ...(typeof search.delivery === "string" ? { delivery: search.delivery } : {}),
  } as {
    kind?: "webhook" | "connector";
    target?: string;
    result?: (typeof results)[number];
    delivery?: string;
  };
};

const deliveries = createRoute({
  getParentRoute: () => shell,
  path: "/admin/deliveries",
  validateSearch: deliverySearch,
  component: lazyRouteComponent(() => import("@/admin/integrations/DeliveriesPage"), "DeliveriesPage"),
});

const tree = root.addChildren([
  login,
  password,
  shell.addChildren([
    index,
    list,
    ticket,
    search,
    newTicket,
    records,
    record,
    notifications,
    approvals,
    work,
    stuck,
    pool,
    board,
    promises,
    people,
    me,
    releases,
    flows,
    rules,
    levels,
    ruleTable,
    accounts,
    deadLetters,
    jobs,
    simulate,
    activity,
    imports,
    newImport,
    oneImport,
    integrations,
    deliveries,
    nowhere,
  ]),
]);

export function makeRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree: tree,
    context: { queryClient },
    defaultPreload: "intent",
    defaultPendingMs: 150,
    scrollRestoration: true,
  });
}
