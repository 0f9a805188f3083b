export * from "./format";
export { labelIn, useLabel } from "./label";
