// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ApiProblem, setCsrfToken, whenUnauthenticated } from "./client";
import { api } from "./endpoints";

let asked: Request[];
let answer: () => Response | Promise<Response>;
const signedOut = vi.fn();

const json = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json", ...headers } });

beforeEach(() => {
  asked = [];
  signedOut.mockReset();
  whenUnauthenticated(signedOut);
  vi.stubGlobal("fetch", async (request: Request) => {
    asked.push(request);
    return answer();
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
  setCsrfToken(null);
});

const refusal = async (call: Promise<unknown>): Promise<ApiProblem> => {
  const failure = await call.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(failure).toBeInstanceOf(ApiProblem);
  return failure as ApiProblem;
};

test("what changes something carries the token of the session, what reads does not", async () => {
  setCsrfToken("secret");
  answer = () => json(200, {});
  await api.updateMe({ theme: "dark" });
  await api.views();
  expect(asked.map((request) => request.headers.get("X-CSRF-Token"))).toEqual(["secret", null]);
});

test("a key with a slash stays one part of the path, and a tag is quoted as it came", async () => {
  answer = () => json(200, { id: "1" }, { ETag: '"8-abc"' });
  const { etag } = await api.updateTicket("a/b", { priority: "high" }, '"7-abc"');
  expect(new URL(asked[0]?.url ?? "").pathname).toBe("/api/v1/tickets/a%2Fb");
  expect(asked[0]?.headers.get("If-Match")).toBe('"7-abc"');
  expect(etag).toBe('"8-abc"');
});

test("a ticket that left one's sight is no ticket, not a broken one", async () => {
  answer = () => new Response(null, { status: 204 });
  expect((await api.act("1", "approve", {}, "k")).data).toBeNull();
});

test("a refusal is thrown with all the server said", async () => {
  answer = () =>
    new Response(JSON.stringify({ code: "ticket-changed", status: 409, changes: [{ field: "paid" }] }), {
      status: 409,
      headers: { "Content-Type": "application/problem+json" },
    });
  const { code, status, problem } = await refusal(api.claim("1"));
  expect([code, status, problem.changes?.[0]?.field]).toEqual(["ticket-changed", 409, "paid"]);
});

test("a proxy's page is worded by its status", async () => {
  answer = () => new Response("<html>", { status: 413 });
  expect((await refusal(api.claim("1"))).code).toBe("too-large");
});

test("an ended session is told once to whoever watches, but not when the session itself is asked for", async () => {
  answer = () => json(401, { code: "not-signed-in", status: 401 });
  await refusal(api.session());
  expect(signedOut).not.toHaveBeenCalled();
  await refusal(api.views());
  expect(signedOut).toHaveBeenCalledOnce();
});

test("no answer is a problem of its own, an aborted call stays what it is", async () => {
  answer = () => Promise.reject(new TypeError("failed to fetch"));
  expect((await refusal(api.views())).code).toBe("offline");
  answer = () => Promise.reject(new DOMException("stop", "AbortError"));
  await expect(api.views()).rejects.toMatchObject({ name: "AbortError" });
});
