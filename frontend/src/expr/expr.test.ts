// @vitest-environment node
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { type ExprTree, type ExprType, encode, evaluate, explain, sentence, test } from ".";
import { decode } from "./values";

const CONFORMANCE = new URL("../../../src/test/resources/conformance/", import.meta.url);
const load = (name: string): unknown =>
  JSON.parse(readFileSync(fileURLToPath(new URL(name, CONFORMANCE)), "utf8"));

interface Case {
  name: string;
  facts?: Record<string, unknown>;
  now?: string;
  zone?: string;
  expect: unknown;
  tree: ExprTree;
}

const corpus = load("expressions.json") as {
  types: Record<string, ExprType>;
  now: string;
  zone: string;
  cases: Case[];
};

describe("the conformance corpus", () => {
  it("is all there", () => {
    expect(corpus.cases.length).toBeGreaterThanOrEqual(250);
  });

  it.each(corpus.cases.map((c) => [c.name, c] as const))("%s", (_, c) => {
    const facts = (path: string): unknown => c.facts?.[path];
    const moment = { now: c.now ?? corpus.now, zone: c.zone ?? corpus.zone };
    const value = evaluate(c.tree, facts, moment);
    expect(encode(value)).toEqual(c.expect === null ? null : encode(decode(c.expect, c.tree.type)));
    if (c.tree.type === "bool") {
      expect(test(c.tree, facts, moment)).toBe(c.expect === true);
      expect(explain(c.tree, facts, moment).every((x) => x.held)).toBe(c.expect === true);
    }
  });

  it("never reads an expected value as nothing", () => {
    for (const c of corpus.cases) {
      if (c.expect !== null) expect(decode(c.expect, c.tree.type), c.name).not.toBeNull();
      for (const [path, fact] of Object.entries(c.facts ?? {})) {
        const type = corpus.types[path];
        if (type && fact !== null) expect(decode(fact, type), `${c.name}: ${path}`).not.toBeNull();
      }
    }
  });
});

describe("what the API sends", () => {
  const moment = { now: corpus.now, zone: corpus.zone };
  const over: ExprTree = {
    op: "gt",
    type: "bool",
    args: [
      { attr: "weight", type: "number" },
      { lit: "1.5", type: "number" },
    ],
  };

  it("may be a JSON number", () => {
    expect(test(over, () => 2, moment)).toBe(true);
    expect(test(over, () => 1.5, moment)).toBe(false);
  });

  it("of another type counts as missing", () => {
    for (const fact of ["two", true, {}, [], { masked: "•••" }, Number.NaN]) {
      expect(test(over, () => fact, moment)).toBe(false);
    }
  });

  it("with an unknown operator is nothing, not an error", () => {
    expect(evaluate({ op: "toString", type: "text", args: [] }, () => null, moment)).toBeNull();
    expect(evaluate({ op: "constructor", type: "text", args: [] }, () => null, moment)).toBeNull();
  });
});

describe("sentences", () => {
  const said = load("sentences.json") as {
    labels: Record<string, [string, string]>;
    options: Record<string, Record<string, [string, string]>>;
    cases: { expr: string; en: string; zh: string; tree: ExprTree }[];
  };
  const names = {
    label: (path: string, language: string) => said.labels[path]?.[language === "zh" ? 1 : 0] ?? path,
    option: (path: string, value: string, language: string) =>
      said.options[path]?.[value]?.[language === "zh" ? 1 : 0] ?? null,
  };

  it.each(said.cases.map((c) => [c.expr, c] as const))("%s", (_, c) => {
    expect(sentence(c.tree, names, "en")).toBe(c.en);
    expect(sentence(c.tree, names, "zh-CN")).toBe(c.zh);
  });
});

it("explains by clause, through a negated disjunction", () => {
  const attr = (path: string): ExprTree => ({ attr: path, type: "bool" });
  const op = (name: string, ...args: ExprTree[]): ExprTree => ({ op: name, type: "bool", args });
  const facts = (path: string): unknown => ({ a: true, b: false, c: true })[path];
  const why = explain(
    op("and", attr("a"), op("or", attr("b"), attr("a")), op("not", op("or", attr("b"), attr("c")))),
    facts,
    { now: corpus.now, zone: corpus.zone },
  );
  expect(why.map((c) => c.held)).toEqual([true, true, true, false]);
  expect(why[1]?.alternatives.map((c) => c.held)).toEqual([false, true]);
});
