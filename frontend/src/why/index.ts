export { Explanation } from "./Explanation";
