import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

/** "GET /tickets/{}" for every call in endpoints.ts, the values in a path left open. */
function calls(): string[] {
  const source = readFileSync(join(__dirname, "endpoints.ts"), "utf8");
  return [...source.matchAll(/send<[^(]+>\(\s*"([A-Z]+)",\s*["`]([^"`]+)["`]/g)].map(
    ([, method, path]) => `${method} ${path?.replaceAll(/\$\{[^}]*\}/g, "{}")}`,
  );
}

function served(): Set<string> {
  const document = JSON.parse(readFileSync(join(__dirname, "../../../docs/api/openapi.json"), "utf8")) as {
    paths: Record<string, Record<string, unknown>>;
  };
  return new Set(
    Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map(
        (method) =>
          `${method.toUpperCase()} ${path.replace(/^\/api\/v1/, "").replaceAll(/\{[^}]*\}/g, "{}")}`,
      ),
    ),
  );
}

test("finds the calls", () => {
  expect(calls().length).toBeGreaterThan(25);
});

test("every call is one the server's document describes", () => {
  const known = served();
  expect(calls().filter((call) => !known.has(call))).toEqual([]);
});
