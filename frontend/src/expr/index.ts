export { evaluate, type Facts, type Moment, roundTo, test } from "./evaluate";
export { type Clause, explain } from "./explain";
export { type Names, sentence } from "./sentence";
export { type ExprTree, type ExprType, paths } from "./tree";
export { decode, encode, type Value } from "./values";
