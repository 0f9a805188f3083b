import { test } from "@/expr";
import { type FieldValue, isReference } from "@/fields";
import type { Judge } from "./engine";

/** Conditions see a record looked up as its id. */
export const seen = (value: FieldValue) =>
  isReference(value)
    ? value.id
    : Array.isArray(value)
      ? value.map((item) => (isReference(item) ? item.id : item))
      : value;

/** Decides the conditions of forms with the evaluator that agrees with the server's, case by case. */
export const judge: Judge = (tree, read, moment) => test(tree, (path) => seen(read(path).value), moment);
