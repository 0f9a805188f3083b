import createClient, { type Middleware } from "openapi-fetch";
import type { paths } from "./schema.gen";
import type { Problem } from "./types";

/** What is known of every refusal; a proxy in between, or no answer at all, tells no more. */
export type KnownProblem = Partial<Problem> & Pick<Problem, "status" | "code">;

/** A refusal by the server, or the absence of an answer (`code` "offline"). */
export class ApiProblem extends Error {
  readonly problem: KnownProblem;
  constructor(problem: KnownProblem) {
    super(problem.detail ?? problem.title ?? problem.code);
    this.name = "ApiProblem";
    this.problem = problem;
  }
  get code(): string {
    return this.problem.code;
  }
  get status(): number {
    return this.problem.status;
  }
}

let csrfToken: string | null = null;
let onUnauthenticated: () => void = () => {};

/** Unsafe methods carry this token; it arrives with the session. */
export function setCsrfToken(token: string | null): void {
  csrfToken = token;
}

/** For calls that do not go through {@link client}. */
export function csrfHeader(): Record<string, string> {
  return csrfToken ? { "X-CSRF-Token": csrfToken } : {};
}

/** What to do when a session has ended: the app asks the person to sign in again. */
export function whenUnauthenticated(handler: () => void): void {
  onUnauthenticated = handler;
}

/** A key that makes a repeated POST have one effect. Keep it while retrying the same intention. */
export function idempotencyKey(): string {
  return crypto.randomUUID();
}

/** Addresses for what is not a call: the stream of changes, and the link to the files. */
export const LIVE = "/api/v1/live" satisfies keyof paths;
export const METADATA = "/api/v1/metadata" satisfies keyof paths;

async function problemOf(response: Response): Promise<KnownProblem> {
  const isJson = /json/.test(response.headers.get("content-type") ?? "");
  const body: unknown = isJson ? await response.json().catch(() => null) : null;
  const known = (typeof body === "object" && body !== null ? body : {}) as Partial<Problem>;
  return {
    ...known,
    status: known.status ?? response.status,
    code: known.code ?? codeOfStatus(response.status),
  };
}

function codeOfStatus(status: number): string {
  if (status === 401) return "not-signed-in";
  if (status === 403) return "forbidden";
  if (status === 404) return "not-found";
  if (status === 413) return "too-large";
  if (status === 429) return "too-many-requests";
  return status >= 500 ? "internal" : "malformed-request";
}

/** Every refusal is thrown as {@link ApiProblem}; an aborted call stays the browser's AbortError. */
const habits: Middleware = {
  onRequest({ request }) {
    if (request.method !== "GET" && csrfToken) request.headers.set("X-CSRF-Token", csrfToken);
    return request;
  },
  async onResponse({ response, schemaPath }) {
    if (response.ok) return undefined;
    const problem = await problemOf(response);
    // Whoever asks for the session wants to know that there is none.
    if (response.status === 401 && schemaPath !== "/api/v1/session") onUnauthenticated();
    throw new ApiProblem(problem);
  },
  onError({ error }) {
    if (error instanceof DOMException && error.name === "AbortError") return undefined;
    return new ApiProblem({ status: 0, code: "offline" });
  },
};

/** Knows every path, parameter, body and answer of the server's document, and nothing else. */
export const client = createClient<paths, "application/json">({
  baseUrl: window.location.origin,
  credentials: "same-origin",
  headers: { Accept: "application/json, application/problem+json" },
  // Asked for at each call, so that a test can stand in for the network.
  fetch: (request) => globalThis.fetch(request),
});
client.use(habits);
