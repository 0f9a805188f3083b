import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { bundles } from ".";

function keysOf(value: unknown, prefix = ""): string[] {
  if (typeof value === "string") return [prefix];
  return Object.entries(value as Record<string, unknown>).flatMap(([key, inner]) =>
    keysOf(inner, prefix ? `${prefix}.${key}` : key),
  );
}
// Chinese has one plural form: "_one" exists in English only.
const comparable = (keys: string[]) => keys.filter((key) => !key.endsWith("_one")).sort();
const placeholders = (text: string) => (text.match(/\{\{[^}]+\}\}/g) ?? []).sort();

function valueAt(bundle: unknown, key: string): unknown {
  return key
    .split(".")
    .reduce<unknown>((at, part) => (at as Record<string, unknown> | undefined)?.[part], bundle);
}

function* sources(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* sources(path);
    else if (/\.tsx?$/.test(entry.name) && !/\.test\.tsx?$/.test(entry.name)) yield path;
  }
}

const { en, zh } = bundles();

test("there are texts at all", () => {
  expect(Object.keys(en).length).toBeGreaterThan(1);
});

describe.each(Object.keys({ ...en, ...zh }))("%s", (namespace) => {
  test("has the same keys in both languages", () => {
    expect(comparable(keysOf(zh[namespace] ?? {}))).toEqual(comparable(keysOf(en[namespace] ?? {})));
  });

  test("uses the same placeholders in both languages", () => {
    for (const key of comparable(keysOf(en[namespace] ?? {}))) {
      const inZh = valueAt(zh[namespace], key);
      if (typeof inZh !== "string") continue;
      expect(placeholders(inZh), key).toEqual(placeholders(valueAt(en[namespace], key) as string));
    }
  });

  test("leaves no text empty", () => {
    for (const bundle of [en[namespace], zh[namespace]]) {
      for (const key of keysOf(bundle ?? {})) expect(valueAt(bundle, key), key).not.toBe("");
    }
  });
});

test("every key named in the source exists", () => {
  const missing: string[] = [];
  for (const file of sources(join(__dirname, "../.."))) {
    const text = readFileSync(file, "utf8");
    for (const match of text.matchAll(/\bt\(\s*["']([a-z]+):([A-Za-z0-9_.-]+)["']/g)) {
      const [, namespace, key] = match as unknown as [string, string, string];
      const bundle = en[namespace];
      const found = valueAt(bundle, key) ?? valueAt(bundle, `${key}_other`);
      if (typeof found !== "string")
        missing.push(`${file.slice(file.indexOf("/src/") + 1)}: ${namespace}:${key}`);
    }
  }
  expect(missing).toEqual([]);
});

/** Codes of whole refusals, as the server's sources name them. */
function refusals(): string[] {
  const java = join(__dirname, "../../../../src/main/java/io/deskloom");
  const found = new Set<string>();
  for (const file of javaSources(java)) {
    const text = readFileSync(file, "utf8");
    for (const [, code] of text.matchAll(/Rejection\(\s*(?:Rejection\.)?Kind\.\w+,\s*"([a-z_.-]+)"/g))
      if (code) found.add(code);
    if (file.endsWith("ProblemType.java"))
      for (const [, code] of text.matchAll(/^\s+[A-Z_]+\("([a-z-]+)"/gm)) if (code) found.add(code);
  }
  return [...found].sort();
}

function* javaSources(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* javaSources(path);
    else if (entry.name.endsWith(".java")) yield path;
  }
}

test("every refusal of the server has words", () => {
  const codes = refusals();
  expect(codes.length).toBeGreaterThan(20);
  const key = (code: string) => code.replaceAll(".", "_").replaceAll("-", "_");
  expect(codes.filter((code) => typeof valueAt(en.problems, `code.${key(code)}.title`) !== "string")).toEqual(
    [],
  );
});

test("Chinese addresses the reader in one way", () => {
  for (const [namespace, bundle] of Object.entries(zh))
    for (const key of keysOf(bundle)) expect(valueAt(bundle, key), `${namespace}:${key}`).not.toContain("你");
});
