import { type Compare, type FieldConfig, parsed } from "./FieldConfig";
import type { Kind, Problem, Settings } from "./model";

/** The kinds whose value is a text differ in how long it may be and how it is cleaned. */
export function textual(
  kind: Kind,
  bound: number,
  clean: (text: string) => string,
  check: (text: string) => readonly Problem[] = () => [],
  compare: Compare = "text",
): FieldConfig<string> {
  return {
    kind,
    compare,
    fromJson: (json) => (typeof json === "string" && json !== "" ? json : null),
    toJson: (value) => (value === "" ? null : value),
    parse(text) {
      const cleaned = clean(text);
      return parsed(cleaned.trim() === "" ? null : cleaned);
    },
    edit: (value) => value ?? "",
    format: (value) => value ?? "",
    isEmpty: (value) => value == null || value.trim() === "",
    equal: (a, b) => (a ?? "") === (b ?? ""),
    validate(value, settings) {
      if (value == null) return [];
      const max = limit(settings, bound);
      // Code points, as the server counts: an emoji is one character to the person who typed it.
      const length = [...value].length;
      return [
        ...(length > max ? [{ code: "field.too-long", params: { max, actual: length } }] : []),
        ...check(value),
      ];
    },
  };
}

function limit(settings: Settings, bound: number): number {
  return Math.min(settings.maxLength ?? bound, bound);
}
