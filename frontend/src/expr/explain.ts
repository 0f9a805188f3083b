import { type Facts, type Moment, test } from "./evaluate";
import { type ExprTree, isApply } from "./tree";

/** One clause of a conjunction, whether it held, and for a disjunction its alternatives. */
export interface Clause {
  readonly tree: ExprTree;
  readonly held: boolean;
  readonly alternatives: readonly Clause[];
}

/** The clauses of a condition in order; it held exactly if all of them did. */
export function explain(tree: ExprTree, facts: Facts, moment: Moment): Clause[] {
  return split(tree, "and", "or").map((c) => clause(c, facts, moment));
}

function clause(tree: ExprTree, facts: Facts, moment: Moment): Clause {
  const ways = split(tree, "or", "and");
  return {
    tree,
    held: test(tree, facts, moment),
    alternatives: ways.length < 2 ? [] : ways.map((w) => clause(w, facts, moment)),
  };
}

/** Also through "not (a or b)", which is "not a and not b". */
function split(tree: ExprTree, by: string, opposite: string): ExprTree[] {
  if (isApply(tree) && tree.op === by) return tree.args.flatMap((x) => split(x, by, opposite));
  const inner = isApply(tree) && tree.op === "not" ? tree.args[0] : undefined;
  if (inner && isApply(inner) && inner.op === opposite) {
    return inner.args.flatMap((x) => split({ op: "not", type: "bool", args: [x] }, by, opposite));
  }
  return [tree];
}
