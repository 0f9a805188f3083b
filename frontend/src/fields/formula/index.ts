export { type EmptyBecause, kept, placesOf } from "./config";
export { Because, Derived } from "./Derived";
