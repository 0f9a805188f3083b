import { type ExprTree, test } from "@/expr";
import type { Judge } from "./engine";

/** Decides the conditions of forms; the server checked the trees when the release was published. */
export const judge: Judge = (tree, read, moment) =>
  test(tree as unknown as ExprTree, (path) => read(path).value, moment);
