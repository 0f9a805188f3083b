import { beforeEach, describe, expect, test, vi } from "vitest";
import type { FieldValue } from "@/fields";
import { browserDraft } from "./drafts";
import { field } from "./field.fixture";
import { judge } from "./judge";
import { blocking, createFormStore, type FormSource } from "./store";

const moment = { now: "2026-11-22T04:00:00Z", zone: "Asia/Shanghai" };

const FIELDS = [
  field("subject", { required: true }),
  field("note"),
  field("amount", { kind: "decimal", settings: { scale: 2 } }),
  field("secret", { secret: true }),
];
const source = (values: Record<string, FieldValue>, fields = FIELDS): FormSource => ({
  fields,
  values,
  facts: {},
});
const SAVED = { subject: "Cup", note: "old", amount: "1", secret: null };
const open = (
  values: Record<string, FieldValue> = SAVED,
  fields = FIELDS,
  draft = browserDraft("me", "t1"),
) => createFormStore({ source: source(values, fields), judge, moment, draft });

/** What a browser says to a page that it leaves. */
const leave = () => window.dispatchEvent(new Event("pagehide"));

beforeEach(() => {
  leave();
  localStorage.clear();
});

describe("typing", () => {
  test("is dirty until it is what was saved", () => {
    const store = open();
    store.set("note", { value: "new" });
    expect(store.getState().dirty).toEqual(["note"]);
    expect(store.changes()).toEqual({ note: "new" });
    store.set("note", { value: "old" });
    expect(store.getState().dirty).toEqual([]);
    expect(store.changes()).toEqual({});
  });

  test("a text that is no value is kept, shown as wrong, and never sent", () => {
    const store = open();
    store.set("amount", { text: "12abc", problem: { code: "field.not-a-number" } });
    expect(store.getState().form.fields.get("amount")?.problems).toEqual([{ code: "field.not-a-number" }]);
    expect(store.attempt()).toBe(false);
    expect(blocking(store.getState())).toEqual(["amount"]);
    expect(store.changes()).toEqual({});
    store.set("amount", { value: "12.5" });
    expect(store.attempt()).toBe(true);
    expect(store.changes()).toEqual({ amount: 12.5 });
  });

  test("an action names what it lacks in the form's order, and from then on that complains", () => {
    const store = open({ ...SAVED, note: null, amount: null });
    expect(store.getState().touched).toEqual({});
    expect(store.attemptAction(["amount", "note"])).toEqual(["note", "amount"]);
    expect(store.getState().touched).toEqual({ note: true, amount: true });
    expect(store.getState().attempted).toBe(false);
    store.set("note", { value: "x" });
    expect(store.attemptAction(["amount", "note"])).toEqual(["amount"]);
  });

  test("who only passes an empty field by is not told that it is needed; who empties it is", () => {
    const store = open({ ...SAVED, subject: null });
    store.touch("subject");
    expect(store.getState().touched).toEqual({});
    const filled = open();
    filled.set("subject", { value: null });
    filled.touch("subject");
    expect(filled.getState().touched).toEqual({ subject: true });
  });

  test("only the changed field's listeners hear of it", () => {
    const store = open();
    const before = store.getState().form.fields.get("subject");
    store.set("note", { value: "n" });
    expect(store.getState().form.fields.get("subject")).toBe(before);
  });
});

describe("drafts", () => {
  test("survive a reload, unreadable texts included; secrets do not", () => {
    const store = open();
    store.set("note", { value: "half a sen" });
    store.set("amount", { text: "1.2.", problem: { code: "field.not-a-number" } });
    store.set("secret", { value: "hush" });
    leave();
    expect(JSON.stringify({ ...localStorage })).toContain("half a sen");
    expect(JSON.stringify({ ...localStorage })).not.toContain("hush");
    const again = open();
    expect(again.getState().values.note).toBe("half a sen");
    expect(again.getState().texts.amount?.text).toBe("1.2.");
    expect(again.getState().values.secret).toBeNull();
  });

  test("are gone when saved or discarded", () => {
    const store = open();
    store.set("note", { value: "n" });
    store.saved(source({ ...SAVED, note: "n" }), { ...SAVED, note: "n" });
    expect(localStorage.length).toBe(0);
    store.set("note", { value: "m" });
    leave();
    expect(localStorage.length).toBe(1);
    store.set("note", { value: "mm" });
    store.discard();
    leave();
    expect(localStorage.length).toBe(0);
  });

  test("are written a moment after the keystroke, once for many, and are there for the next page before", () => {
    vi.useFakeTimers();
    try {
      const write = vi.spyOn(Storage.prototype, "setItem");
      const store = open();
      for (const text of ["h", "ha", "hal", "half"]) store.set("note", { value: text });
      expect(write).not.toHaveBeenCalled();
      expect(open().getState().values.note).toBe("half");
      vi.advanceTimersByTime(400);
      expect(write).toHaveBeenCalledTimes(1);
      expect(JSON.stringify({ ...localStorage })).toContain("half");
      write.mockRestore();
    } finally {
      vi.useRealTimers();
    }
  });

  test("are of one account and one ticket", () => {
    open().set("note", { value: "mine" });
    expect(open(SAVED, FIELDS, browserDraft("other", "t1")).getState().dirty).toEqual([]);
    expect(open(SAVED, FIELDS, browserDraft("me", "t2")).getState().dirty).toEqual([]);
  });

  test("of a field somebody changed since are a conflict, not an overwrite", () => {
    open().set("note", { value: "mine" });
    const again = open({ ...SAVED, note: "theirs" });
    expect(again.getState().conflicts.note?.theirs).toBe("theirs");
    expect(again.getState().values.note).toBe("mine");
  });

  test("of a field that became read-only are dropped", () => {
    open().set("note", { value: "mine" });
    const locked = FIELDS.map((f) => (f.key === "note" ? { ...f, level: "read" as const } : f));
    expect(open(SAVED, locked).getState().values.note).toBe("old");
  });

  test("garbage is no draft", () => {
    localStorage.setItem("deskloom.draft.me.t1", '{"v":1,"at":9e15,"values":[1]}');
    expect(open().getState().dirty).toEqual([]);
    localStorage.setItem("deskloom.draft.me.t1", "not json");
    expect(open().getState().dirty).toEqual([]);
  });
});

describe("a colleague saves", () => {
  const by = () => ({ by: "Mei", at: "2026-11-22T03:59:00Z" });

  test("untouched fields follow, and say so", () => {
    const store = open();
    store.follow(source({ ...SAVED, note: "theirs" }), by);
    expect(store.getState().values.note).toBe("theirs");
    expect(store.getState().arrived).toEqual(["note"]);
    expect(store.getState().dirty).toEqual([]);
  });

  test("what is being typed stays, and both are shown", () => {
    const store = open();
    store.set("note", { value: "mine" });
    store.follow(source({ ...SAVED, note: "theirs", amount: "2" }), by);
    const { values, conflicts } = store.getState();
    expect(values).toMatchObject({ note: "mine", amount: "2" });
    expect(conflicts).toEqual({ note: { theirs: "theirs", by: "Mei", at: "2026-11-22T03:59:00Z" } });
  });

  test("who did it is told once that is known, and then stays", () => {
    const store = open();
    store.set("note", { value: "mine" });
    store.follow(source({ ...SAVED, note: "theirs" }), () => undefined);
    expect(store.getState().conflicts.note).toEqual({ theirs: "theirs", by: null, at: null });
    store.follow(source({ ...SAVED, note: "theirs" }), by);
    expect(store.getState().conflicts.note?.by).toBe("Mei");
    store.follow(source({ ...SAVED, note: "theirs" }), () => undefined);
    expect(store.getState().conflicts.note?.by).toBe("Mei");
  });

  test("keeping mine sends mine, taking theirs sends nothing", () => {
    const store = open();
    store.set("note", { value: "mine" });
    store.follow(source({ ...SAVED, note: "theirs" }), by);
    store.resolve("note", "mine");
    expect(store.getState().conflicts).toEqual({});
    expect(store.changes()).toEqual({ note: "mine" });
    store.follow(source({ ...SAVED, note: "theirs 2" }), by);
    store.resolve("note", "theirs");
    expect(store.getState().values.note).toBe("theirs 2");
    expect(store.changes()).toEqual({});
  });

  test("the same value as mine is no conflict", () => {
    const store = open();
    store.set("note", { value: "same" });
    store.follow(source({ ...SAVED, note: "same" }), by);
    expect(store.getState().conflicts).toEqual({});
    expect(store.getState().dirty).toEqual([]);
  });

  test("a field taken away by rights takes its typing with it", () => {
    const store = open();
    store.set("note", { value: "mine" });
    store.follow({ fields: FIELDS.filter((f) => f.key !== "note"), values: SAVED, facts: {} }, by);
    expect(store.getState().form.fields.has("note")).toBe(false);
    expect(store.changes()).toEqual({});
  });
});

describe("saving", () => {
  test("what was typed while it was on its way stays", () => {
    const store = open();
    store.set("note", { value: "sent" });
    const sent = { ...store.getState().values };
    store.set("note", { value: "sent and more" });
    store.set("subject", { value: "Other" });
    store.saved(source({ ...SAVED, note: "sent" }), sent);
    expect(store.getState().dirty).toEqual(["subject", "note"]);
    expect(store.getState().values.note).toBe("sent and more");
  });

  test("a refusal is shown at its field until that is changed", () => {
    const store = open();
    store.refuse({ note: [{ code: "field.too-long", params: { max: 3 } }] });
    expect(blocking(store.getState())).toEqual(["note"]);
    store.set("note", { value: "ok" });
    expect(blocking(store.getState())).toEqual([]);
  });

  test("something else that was saved leaves the form as it is", () => {
    const store = open();
    store.set("note", { value: "typing" });
    store.saved(source(SAVED), {});
    expect(store.getState().dirty).toEqual(["note"]);
    expect(store.getState().values.note).toBe("typing");
  });
});
