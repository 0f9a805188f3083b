import { expect, test } from "vitest";
import { field } from "./field.fixture";
import { judge } from "./judge";
import { markOf } from "./marks";
import { createFormStore } from "./store";
import { target } from "./TabsLine";

const moment = { now: "2026-11-22T04:00:00Z", zone: "Asia/Shanghai" };
const ALL = ["subject", "note", "count", "hidden", "fixed"];
const store = () =>
  createFormStore({
    source: {
      fields: [
        field("subject", { required: true }),
        field("note"),
        field("count", { kind: "integer" }),
        field("hidden", { required: true, visible: false }),
        field("fixed", { required: true, readOnly: true }),
      ],
      values: { subject: "Cup", note: null, count: null, hidden: null, fixed: null },
      facts: {},
    },
    judge,
    moment,
  });
const none = () => null;

test("what is in order has no mark, whatever is hidden or not one's own", () => {
  expect(markOf(store().getState(), ALL, none)).toBeNull();
});

test("what is needed is missing, and wrong once it was left or tried", () => {
  const form = store();
  form.set("subject", { value: null });
  expect(markOf(form.getState(), ALL, none)).toBe("missing");
  expect(markOf(form.getState(), ["note"], none)).toBeNull();
  expect(markOf(form.getState(), ["note"], () => "Approve")).toBe("missing");
  form.touch("subject");
  expect(markOf(form.getState(), ALL, none)).toBe("wrong");
});

test("what a page lacks is shown when one wants to go on, and only of that page", () => {
  const form = store();
  form.set("subject", { value: null });
  expect(form.attemptSome(["note", "count"])).toEqual([]);
  expect(markOf(form.getState(), ALL, none)).toBe("missing");
  expect(form.attemptSome(["note", "subject"])).toEqual(["subject"]);
  expect(markOf(form.getState(), ALL, none)).toBe("wrong");
});

test("what is no value, refused or changed by somebody else is wrong", () => {
  const typed = store();
  typed.set("count", { text: "a dozen", problem: { code: "field.integer" } });
  expect(markOf(typed.getState(), ["count"], none)).toBe("wrong");

  const refused = store();
  refused.refuse({ note: [{ code: "field.length" }] });
  expect(markOf(refused.getState(), ["note"], none)).toBe("wrong");
  expect(markOf(refused.getState(), ["count"], none)).toBeNull();
});

test("keys go round the tabs, to the first and to the last", () => {
  expect(["ArrowRight", "ArrowLeft", "Home", "End"].map((key) => target(key, 2, 3))).toEqual([0, 1, 0, 2]);
  expect(target("ArrowLeft", 0, 3)).toBe(2);
  expect(target("ArrowDown", 0, 3)).toBeNull();
  expect(target("a", 0, 3)).toBeNull();
});
