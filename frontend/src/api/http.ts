import type { Problem } from "./contract";

/** A refusal by the server, or the absence of an answer (`code` "offline"). */
export class ApiProblem extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
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

export interface Answer<T> {
  data: T;
  status: number;
  etag: string | null;
}

export interface RequestOptions {
  query?: Record<string, string | number | boolean | null | undefined>;
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
  /** The answer to an unauthenticated call is a value for these callers, not a reason to leave the page. */
  expect401?: boolean;
}

export type Method = "GET" | "POST" | "PATCH" | "PUT" | "DELETE";

export const API = "/api/v1";

let csrfToken: string | null = null;
let onUnauthenticated: () => void = () => {};

/** Unsafe methods carry this token; it arrives with the session. */
export function setCsrfToken(token: string | null): void {
  csrfToken = token;
}

/** What to do when a session has ended: the app sends the person to the login page and back. */
export function whenUnauthenticated(handler: () => void): void {
  onUnauthenticated = handler;
}

/** A key that makes a repeated POST have one effect. Keep it while retrying the same intention. */
export function idempotencyKey(): string {
  return crypto.randomUUID();
}

export function urlOf(path: string, query?: RequestOptions["query"]): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query ?? {})) {
    if (value !== null && value !== undefined && value !== "") search.set(key, String(value));
  }
  const text = search.toString();
  return `${API}${path}${text ? `?${text}` : ""}`;
}

async function problemOf(response: Response): Promise<Problem> {
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

/**
 * One call. Resolves with the answer, rejects with {@link ApiProblem}; an aborted call rejects with the
 * browser's AbortError so that a query library recognises it.
 */
export async function send<T>(
  method: Method,
  path: string,
  options: RequestOptions = {},
): Promise<Answer<T>> {
  const headers = new Headers(options.headers);
  headers.set("Accept", "application/json, application/problem+json");
  if (options.body !== undefined) headers.set("Content-Type", "application/json");
  if (method !== "GET" && csrfToken) headers.set("X-CSRF-Token", csrfToken);
  let response: Response;
  try {
    response = await fetch(urlOf(path, options.query), {
      method,
      headers,
      credentials: "same-origin",
      ...(options.signal ? { signal: options.signal } : {}),
      ...(options.body !== undefined ? { body: JSON.stringify(options.body) } : {}),
    });
  } catch (failure) {
    if (failure instanceof DOMException && failure.name === "AbortError") throw failure;
    throw new ApiProblem({ status: 0, code: "offline" });
  }
  if (!response.ok) {
    const problem = await problemOf(response);
    if (response.status === 401 && !options.expect401) onUnauthenticated();
    throw new ApiProblem(problem);
  }
  const text = response.status === 204 ? "" : await response.text();
  return {
    data: (text ? JSON.parse(text) : undefined) as T,
    status: response.status,
    etag: response.headers.get("ETag"),
  };
}
