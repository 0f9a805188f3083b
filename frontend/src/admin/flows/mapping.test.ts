import { describe, expect, it } from "vitest";
import type { FlowRevision } from "@/api";
import { choices, named, open, sameNode } from "./mapping";

const revision = (...nodes: [id: string, kind: string, open?: number][]): FlowRevision => ({
  releases: [],
  current: false,
  pilot: false,
  tickets: 0,
  exact: true,
  nodes: nodes.map(([id, kind, many = 0]) => ({ id, kind, label: { en: id }, open: many })),
});

const before = revision(["look", "task", 3], ["sign", "approval", 1], ["both", "parallel"], ["old", "task"]);
const after = revision(
  ["view", "task"],
  ["sign", "wait"],
  ["both", "parallel"],
  ["pick", "action"],
  ["end", "end"],
);

describe("a mapping", () => {
  it("has a node stand for that of the same id and kind", () => {
    expect(before.nodes.map((node) => sameNode(node, after)?.id)).toEqual([
      undefined,
      undefined,
      "both",
      undefined,
    ]);
  });

  it("has to answer for what tickets are in", () => {
    expect(open(before, after).map((node) => node.id)).toEqual(["look", "sign"]);
  });

  it("offers what tickets can rest in, and forks for forks", () => {
    const [look, , both] = before.nodes;
    if (!look || !both) throw new Error("no nodes");
    expect(choices(look, after).map((node) => node.id)).toEqual(["view", "sign"]);
    expect(choices(both, after).map((node) => node.id)).toEqual(["both"]);
  });

  it("says only what is not so by itself", () => {
    expect(named({ look: "view", both: "both", gone: "view" }, before, after)).toEqual({ look: "view" });
  });
});
