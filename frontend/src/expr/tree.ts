/** The serialised expression tree, as the server writes it. Meaning: docs/expressions.md. */
export type ExprType =
  | "null"
  | "text"
  | "number"
  | "money"
  | "bool"
  | "date"
  | "timestamp"
  | "span"
  | "list"
  | "parts";

export interface Literal {
  readonly lit: unknown;
  readonly type: ExprType;
}

export interface Attribute {
  readonly attr: string;
  readonly type: ExprType;
}

export interface Apply {
  readonly op: string;
  readonly type: ExprType;
  readonly args: readonly ExprTree[];
}

export type ExprTree = Literal | Attribute | Apply;

export const isApply = (tree: ExprTree): tree is Apply => "op" in tree;
export const isAttribute = (tree: ExprTree): tree is Attribute => "attr" in tree;
export const isLiteral = (tree: ExprTree): tree is Literal => "lit" in tree;

/** Every attribute path mentioned, sorted. */
export function paths(tree: ExprTree): string[] {
  const found = new Set<string>();
  const visit = (t: ExprTree): void => {
    if (isAttribute(t)) found.add(t.attr);
    else if (isApply(t)) t.args.forEach(visit);
  };
  visit(tree);
  return [...found].sort();
}
