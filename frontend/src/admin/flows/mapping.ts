import type { FlowRevision, FlowRevisionNode } from "@/api";

/** Kinds of nodes that tickets can be put into; others only where a ticket is in the same one already. */
const RESTING = new Set(["task", "approval", "confirm", "wait"]);

/** The node of the other version that stands for one by itself: of the same id and kind. */
export function sameNode(node: FlowRevisionNode, to: FlowRevision): FlowRevisionNode | undefined {
  return to.nodes.find((other) => other.id === node.id && other.kind === node.kind);
}

/** What can be chosen for a node: where tickets can rest, and for forks and joins their like. */
export function choices(node: FlowRevisionNode, to: FlowRevision): FlowRevisionNode[] {
  const like = node.kind === "parallel" || node.kind === "join";
  return to.nodes.filter((other) =>
    like ? other.kind === node.kind : RESTING.has(other.kind) || sameNode(node, to) === other,
  );
}

/** The nodes that have to be answered for: tickets are in them, and nothing stands for them by itself. */
export function open(from: FlowRevision, to: FlowRevision): FlowRevisionNode[] {
  return from.nodes.filter((node) => node.open > 0 && !sameNode(node, to));
}

/** What a plan says: only what differs from what is so by itself. */
export function named(
  chosen: Readonly<Record<string, string>>,
  from: FlowRevision,
  to: FlowRevision,
): Record<string, string> {
  const nodes: Record<string, string> = {};
  for (const node of from.nodes) {
    const other = chosen[node.id];
    if (other && sameNode(node, to)?.id !== other) nodes[node.id] = other;
  }
  return nodes;
}
