import { encode, evaluate, roundTo, type ExprTree as Tree, type Value } from "@/expr";
import { type EmptyBecause, type FieldSpec, type FieldValue, kept, placesOf } from "@/fields";
import type { Fact, Moment } from "./engine";
import { seen } from "./judge";

/** What a formula gives now, and why when it gives nothing. */
export interface Computed {
  readonly value: FieldValue;
  readonly because: EmptyBecause | null;
}

/** Computes a formula as the server will when the form is saved: same evaluator, same rounding, same bounds. */
export function computed(
  field: Pick<FieldSpec, "kind" | "settings">,
  tree: Tree,
  read: (path: string) => Fact,
  moment: Moment,
): Computed {
  const facts = (path: string) => seen(read(path).value);
  const exact = evaluate(tree, facts, moment);
  if (exact === null) return { value: null, because: why(tree, facts, moment) };
  const places = placesOf(field);
  const value = kept(field, encode(places === null ? exact : roundTo(exact, places)));
  return { value, because: value === null ? "out-of-range" : null };
}

/** The innermost part that is empty though all it needs is there. */
function why(tree: Tree, facts: (path: string) => unknown, moment: Moment): EmptyBecause | null {
  if ("lit" in tree) return null;
  if ("attr" in tree) return "missing";
  const at = (i: number): Value => (tree.args[i] ? evaluate(tree.args[i], facts, moment) : null);
  const part = (i: number) => (tree.args[i] ? why(tree.args[i], facts, moment) : null);
  if (tree.op === "cond") {
    const chosen = at(0);
    return part(chosen?.type === "bool" && chosen.is ? 1 : 2);
  }
  if (tree.op === "coalesce") return part(tree.args.length - 1);
  const empty = tree.args.findIndex((_, i) => at(i) === null);
  if (empty >= 0) return part(empty);
  const divisor = tree.op === "div" || tree.op === "mod" ? at(1) : null;
  const zero =
    (divisor?.type === "number" && divisor.number.eq(0)) ||
    (divisor?.type === "money" && divisor.amount.eq(0));
  return zero ? "divided-by-zero" : "out-of-range";
}
