// @vitest-environment jsdom
import { act } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Answer, type Offered, standing, useCursor } from "./useCursor";

const hit = (id: string): Offered => ({ id, asked: true });
const everything = hit("everything");
const run = vi.fn<(option: Offered) => void>();
let cursor: ReturnType<typeof useCursor<Offered>>;
let options: Offered[];
let root: Root;

function Probe(answer: Answer) {
  cursor = useCursor(options, answer, run);
  return null;
}

/** What is offered now, and how far the answer has come. */
const offer = (offered: Offered[], answer: Partial<Answer> = {}) => {
  options = offered;
  act(() => root.render(<Probe pending={false} exact {...answer} />));
};
/** Another text: until the answer is there, this is offered. */
const type = (offered: Offered[]) => {
  options = offered;
  act(() => {
    cursor.typed();
    root.render(<Probe pending exact />);
  });
};
const onto = () => options[cursor.at]?.id;
const ran = () => run.mock.calls.map(([option]) => option.id);

beforeEach(() => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  run.mockReset();
  root = createRoot(document.createElement("div"));
});
afterEach(() => {
  act(() => root.unmount());
  vi.unstubAllGlobals();
});

test("before the answer nothing of it is marked, however much is offered", () => {
  expect(standing([everything], null, true)).toBe(-1);
  expect(standing([hit("of an earlier text"), everything], null, true)).toBe(-1);
  expect(standing([{ id: "a command" }, everything], null, true)).toBe(0);
  expect(standing([hit("found"), everything], null, false)).toBe(0);
  expect(standing([], null, false)).toBe(-1);
});

test("Enter before the answer opens what the answer puts first, once", () => {
  offer([everything], { pending: true });
  act(() => cursor.enter());
  expect(cursor.waiting).toBe(true);
  expect(ran()).toEqual([]);
  offer([hit("order"), everything]);
  expect(ran()).toEqual(["order"]);
  offer([hit("another"), everything]);
  expect(ran()).toEqual(["order"]);
});

test("Enter never opens what was found for an earlier text", () => {
  offer([hit("order 1"), everything]);
  expect(onto()).toBe("order 1");
  type([hit("order 1"), everything]);
  act(() => cursor.enter());
  expect(ran()).toEqual([]);
  offer([hit("order 12"), everything]);
  expect(ran()).toEqual(["order 12"]);
});

test("what arrives late does not slip under the cursor", () => {
  offer([{ id: "a command" }, everything], { pending: true });
  offer([{ id: "another command" }, { id: "a command" }, hit("order"), everything]);
  expect(onto()).toBe("a command");
  act(() => cursor.step(1));
  offer([hit("new"), { id: "a command" }, hit("order"), everything]);
  expect(onto()).toBe("order");
  // Gone: nothing is marked and nothing is opened until somebody looks again.
  offer([hit("new"), everything]);
  expect(cursor.at).toBe(-1);
  act(() => cursor.enter());
  expect(ran()).toEqual([]);
  expect(onto()).toBe("new");
});

test("typing on, another choice and an answer that only comes close take Enter back", () => {
  const waits = () => {
    type([everything]);
    act(() => cursor.enter());
  };
  offer([]);
  waits();
  type([everything]);
  offer([hit("order")]);
  waits();
  act(() => cursor.step(1));
  offer([hit("order"), everything]);
  expect(onto()).toBe("everything");
  waits();
  offer([hit("resembling"), everything], { exact: false });
  expect(onto()).toBe("resembling");
  waits();
  offer([]);
  expect(ran()).toEqual([]);
  expect(cursor.waiting).toBe(false);
});

test("arrows go round, from nowhere to either end", () => {
  offer([everything], { pending: true });
  act(() => cursor.step(-1));
  expect(onto()).toBe("everything");
  act(() => cursor.typed());
  offer([hit("a"), hit("b"), everything]);
  act(() => cursor.step(-1));
  expect(onto()).toBe("everything");
  act(() => cursor.step(1));
  expect(onto()).toBe("a");
});
