import { expect, test } from "vitest";
import { merged, pathOf, readable } from "./files";

const all = [
  { path: "roles/agent.yaml", text: "a" },
  { path: "types/return_refund/flow.yaml", text: "f1" },
  { path: "types/repair/flow.yaml", text: "f2" },
];

test("a chosen folder's own name is not part of the path", () => {
  expect(pathOf("demo/types/return_refund/flow.yaml", true)).toBe("types/return_refund/flow.yaml");
  expect(pathOf("flow.yaml", false)).toBe("flow.yaml");
});

test("a single file replaces the only one of its name and leaves the others", () => {
  const result = merged(all, [{ path: "agent.yaml", text: "new" }]);
  expect(result).toHaveLength(3);
  expect(result.find((file) => file.path === "roles/agent.yaml")?.text).toBe("new");
});

test("an ambiguous name is not guessed", () => {
  const result = merged(all, [{ path: "flow.yaml", text: "new" }]);
  expect(result.map((file) => file.path)).toContain("flow.yaml");
  expect(result.find((file) => file.path === "types/return_refund/flow.yaml")?.text).toBe("f1");
});

test("of several files of one name the one with the same id is meant", () => {
  const two = [
    { path: "types/return_refund/flow.yaml", text: "# a flow\nid: fl_return\nkey: a" },
    { path: "types/return_refund/cases/flow.yaml", text: "cases: []" },
  ];
  const result = merged(two, [{ path: "flow.yaml", text: "id: fl_return\nkey: b" }]);
  expect(result.find((file) => file.path === "types/return_refund/flow.yaml")?.text).toContain("key: b");
  expect(result).toHaveLength(2);
});

test("only definitions and rules are taken from a folder", () => {
  expect(
    ["a.yaml", "b.YML", "c.drl", "e.js", "d.png", "README.md"].filter((name) => readable({ name })),
  ).toEqual(["a.yaml", "b.YML", "c.drl", "e.js"]);
});
