import { type Compare, type FieldConfig, parsed } from "./FieldConfig";
import type { Kind, Problem } from "./model";

/** How long a text of a kind is at most: where its field says nothing, and whatever its field says; in code points. */
export interface Lengths {
  readonly usual: number;
  readonly most: number;
}

/** The kinds whose value is a text differ in how long it may be and how it is cleaned. */
export function textual(
  kind: Kind,
  lengths: Lengths,
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
      const max = Math.min(settings.maxLength ?? lengths.usual, lengths.most);
      // Code points, as the server counts: an emoji is one character to the person who typed it.
      const length = [...value].length;
      return [
        ...(length > max ? [{ code: "field.too-long", params: { max, actual: length } }] : []),
        ...check(value),
      ];
    },
  };
}

/** Of a kind whose length no field decides. */
export const always = (most: number): Lengths => ({ usual: most, most });
