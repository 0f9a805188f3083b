import { expect, test } from "vitest";
import { sameBefore } from "./sameBefore";

test("a release that is published again says which one it is the same as", () => {
  const [third, second, first] = [
    { id: "a", revision: 3 },
    { id: "b", revision: 2 },
    { id: "a", revision: 1 },
  ] as const;
  expect([...sameBefore([third, second, first])]).toEqual([[third, 1]]);
  expect(sameBefore([second, first]).size).toBe(0);
});
