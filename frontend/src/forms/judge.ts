import { test } from "@/expr";
import type { Judge } from "./engine";

/** Decides the conditions of forms with the evaluator that agrees with the server's, case by case. */
export const judge: Judge = (tree, read, moment) => test(tree, (path) => read(path).value, moment);
