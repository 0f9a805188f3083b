import { describe, expect, test } from "vitest";
import type { ExprTree } from "@/fields";
import { computeForm, type FormField, type FormInput, type FormState, planForm } from "./engine";
import { field } from "./field.fixture";
import { judge } from "./judge";

const moment = { now: "2026-11-22T04:00:00Z", zone: "Asia/Shanghai" };
const tree = (t: unknown) => t as ExprTree;
const attr = (path: string, type = "text") => tree({ attr: path, type });
const lit = (value: unknown, type = "text") => tree({ lit: value, type });
const is = (path: string, value: string) => tree({ op: "eq", type: "bool", args: [attr(path), lit(value)] });

function compute(fields: FormField[], values: FormInput["values"], more: Partial<FormInput> = {}): FormState {
  return computeForm(planForm(fields), { values, texts: {}, facts: {}, ...more }, moment, judge);
}
const stateOf = (form: FormState, key: string) => {
  const state = form.fields.get(key);
  if (!state) throw new Error(`no ${key}`);
  return state;
};

describe("conditions", () => {
  test("show, ask and lock together", () => {
    const fields = [
      field("reason"),
      field("faults", {
        visibleWhen: is("reason", "damaged"),
        requiredWhen: is("reason", "damaged"),
        readOnlyWhen: is("ticket.priority", "urgent"),
      }),
    ];
    const facts = { "ticket.priority": { kind: "text", value: "normal" } };
    expect(stateOf(compute(fields, { reason: "damaged" }, { facts }), "faults")).toMatchObject({
      visible: true,
      required: true,
      readOnly: false,
    });
    expect(stateOf(compute(fields, { reason: "size" }, { facts }), "faults")).toMatchObject({
      visible: false,
      required: false,
    });
    const urgent = { "ticket.priority": { kind: "text", value: "urgent" } };
    expect(stateOf(compute(fields, { reason: "damaged" }, { facts: urgent }), "faults")).toMatchObject({
      readOnly: true,
      required: false,
    });
  });

  test("a hidden value counts as empty only when it is cleared", () => {
    const chain = (whenHidden: "keep" | "clear") => [
      field("c", { visibleWhen: is("b", "yes") }),
      field("b", { visibleWhen: is("a", "yes"), whenHidden }),
      field("a"),
    ];
    const values = { a: "no", b: "yes", c: "x" };
    expect(stateOf(compute(chain("clear"), values), "c").visible).toBe(false);
    expect(stateOf(compute(chain("keep"), values), "c").visible).toBe(true);
  });

  test("fields that wait for each other are decided once, in the definition's order", () => {
    const fields = [
      field("a", { visibleWhen: is("b", "yes"), whenHidden: "clear" }),
      field("b", { visibleWhen: is("a", "yes"), whenHidden: "clear" }),
    ];
    expect(planForm(fields).cycle).toEqual(["a"]);
    const both = compute(fields, { a: "yes", b: "yes" });
    expect([stateOf(both, "a").visible, stateOf(both, "b").visible]).toEqual([true, true]);
    const none = compute(fields, { a: "yes", b: "no" });
    expect([stateOf(none, "a").visible, stateOf(none, "b").visible]).toEqual([false, false]);
  });

  test("rules compare amounts exactly and say their message", () => {
    const message = { en: "The refund is more than was paid.", zh: "退款超过实付" };
    const check = tree({ op: "le", type: "bool", args: [attr("refund", "money"), attr("paid", "money")] });
    const fields = [
      field("paid", { kind: "money" }),
      field("refund", { kind: "money", rules: [{ check, message }] }),
    ];
    const values = (amount: string) => ({
      paid: { amount: "0.3", currency: "CNY" },
      refund: { amount, currency: "CNY" },
    });
    expect(stateOf(compute(fields, values("0.3")), "refund").problems).toEqual([]);
    expect(stateOf(compute(fields, values("0.31")), "refund").problems).toEqual([
      { code: "field.rule", message },
    ]);
  });
});

describe("rights", () => {
  test.each([
    ["read", true],
    ["masked", true],
    ["append", false],
    ["edit", false],
  ] as const)("level %s: read-only %s", (level, readOnly) => {
    const state = stateOf(compute([field("f", { level, required: true })], {}), "f");
    expect(state.readOnly).toBe(readOnly);
    // Nobody is asked for what he may not write.
    expect(state.required).toBe(!readOnly);
  });

  test("a masked value is not empty", () => {
    const state = stateOf(compute([field("f", { level: "masked", masked: "138 •••• 5520" })], {}), "f");
    expect(state.empty).toBe(false);
  });
});

/** A small seeded generator (mulberry32): a failure names its seed and can be repeated. */
function random(seed: number): (n: number) => number {
  let a = seed;
  return (n) => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % n;
  };
}

/** Fields whose conditions look at any others, cycles included. */
function someForm(r: (n: number) => number, size: number): FormField[] {
  const condition = () => (r(3) === 0 ? null : is(`f${r(size)}`, r(2) === 0 ? "yes" : "no"));
  return Array.from({ length: size }, (_, i) =>
    field(`f${i}`, {
      visibleWhen: condition(),
      requiredWhen: condition(),
      readOnlyWhen: r(3) === 0 ? condition() : null,
      whenHidden: r(2) === 0 ? "clear" : "keep",
      required: r(4) === 0,
      rules: r(5) === 0 ? [{ check: is(`f${r(size)}`, "yes"), message: { en: "rule" } }] : [],
    }),
  );
}
const someValue = (r: (n: number) => number) => [null, "yes", "no"][r(3)] ?? null;

describe("properties", () => {
  test("deciding only what changed equals deciding everything", () => {
    for (let seed = 1; seed <= 150; seed++) {
      const r = random(seed);
      const size = 3 + r(12);
      const plan = planForm(someForm(r, size));
      let values: Record<string, string | null> = {};
      let form = computeForm(plan, { values, texts: {}, facts: {} }, moment, judge);
      for (let step = 0; step < 12; step++) {
        const key = `f${r(size)}`;
        values = { ...values, [key]: someValue(r) };
        const input = { values, texts: {}, facts: {} };
        form = computeForm(plan, input, moment, judge, { previous: form, changed: [key] });
        const anew = computeForm(plan, input, moment, judge);
        expect([...form.fields], `seed ${seed} step ${step}`).toEqual([...anew.fields]);
        expect(form.visible, `seed ${seed} step ${step}`).toEqual(anew.visible);
        expect(form.writable, `seed ${seed} step ${step}`).toEqual(anew.writable);
      }
    }
  });

  test("every field is decided exactly once, whatever the cycles", () => {
    for (let seed = 1; seed <= 200; seed++) {
      const r = random(seed);
      const fields = someForm(r, 2 + r(20));
      const plan = planForm(fields);
      expect(plan.nodes.map((n) => n.field.key).sort(), `seed ${seed}`).toEqual(
        fields.map((f) => f.key).sort(),
      );
      let judged = 0;
      computeForm(plan, { values: {}, texts: {}, facts: {} }, moment, (t, read, m) => {
        judged++;
        return judge(t, read, m);
      });
      const trees = fields.reduce(
        (n, f) => n + [f.visibleWhen, f.requiredWhen, f.readOnlyWhen].filter(Boolean).length + f.rules.length,
        0,
      );
      expect(judged, `seed ${seed}`).toBeLessThanOrEqual(trees);
    }
  });

  test("what did not change keeps its object", () => {
    const fields = [field("a"), field("b", { visibleWhen: is("a", "yes") }), field("c")];
    const plan = planForm(fields);
    const before = computeForm(plan, { values: { a: "no" }, texts: {}, facts: {} }, moment, judge);
    const after = computeForm(plan, { values: { a: "yes" }, texts: {}, facts: {} }, moment, judge, {
      previous: before,
      changed: ["a"],
    });
    expect(after.fields.get("c")).toBe(before.fields.get("c"));
    expect(after.fields.get("b")).not.toBe(before.fields.get("b"));
    expect(after.visible).toEqual(["a", "b", "c"]);
    const again = computeForm(plan, { values: { a: "yes", c: "x" }, texts: {}, facts: {} }, moment, judge, {
      previous: after,
      changed: ["c"],
    });
    expect(again.visible).toBe(after.visible);
    expect(again.writable).toBe(after.writable);
  });

  test("typing in a form of 200 fields decides only the few that look at it", () => {
    const fields = Array.from({ length: 200 }, (_, i) =>
      field(`f${i}`, i % 2 ? { visibleWhen: is(`f${i - 1}`, "yes") } : {}),
    );
    const plan = planForm(fields);
    const before = computeForm(plan, { values: {}, texts: {}, facts: {} }, moment, judge);
    let judged = 0;
    computeForm(
      plan,
      { values: { f0: "yes" }, texts: {}, facts: {} },
      moment,
      (t, read, m) => {
        judged++;
        return judge(t, read, m);
      },
      { previous: before, changed: ["f0"] },
    );
    expect(judged).toBe(1);
  });
});
