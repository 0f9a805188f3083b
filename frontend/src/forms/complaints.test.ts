import { expect, test } from "vitest";
import { complaintsOf } from "./complaints";

const EMPTY = { problems: [], empty: true, readOnly: false, required: false };
const NEEDED = { code: "field.required-for", params: { action: "Approve" } };

test("what a step needs is said quietly until somebody tried, then as what is wrong", () => {
  expect(complaintsOf(EMPTY, [], "Approve", false)).toEqual({ problems: [], ahead: NEEDED });
  expect(complaintsOf(EMPTY, [], "Approve", true)).toEqual({ problems: [NEEDED], ahead: null });
  expect(complaintsOf({ ...EMPTY, empty: false }, [], "Approve", true)).toEqual({
    problems: [],
    ahead: null,
  });
  expect(complaintsOf({ ...EMPTY, readOnly: true }, [], "Approve", true).problems).toEqual([]);
});

test("what saving needs is missing only after a try", () => {
  const required = { ...EMPTY, required: true };
  expect(complaintsOf(required, [], null, false)).toEqual({ problems: [], ahead: null });
  expect(complaintsOf(required, [], null, true).problems).toEqual([{ code: "field.required" }]);
});

test("what is wrong and what was refused is said at once, and once", () => {
  const wrong = { ...EMPTY, empty: false, problems: [{ code: "field.amount" }] };
  expect(complaintsOf(wrong, [{ code: "field.amount" }], null, false).problems).toEqual([
    { code: "field.amount" },
  ]);
  expect(complaintsOf(EMPTY, [{ code: "field.rule" }], "Approve", false)).toEqual({
    problems: [{ code: "field.rule" }],
    ahead: NEEDED,
  });
});
