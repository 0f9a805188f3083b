import { decimalFromJson, readDecimal } from "../decimal";
import { type FieldConfig, parsed, refused } from "../FieldConfig";
import type { Settings } from "../model";
import { checkNumber } from "../numeric";

/** How many stars there are. */
export const starsOf = (settings: Settings): number => Math.min(Number(settings.max ?? 5), 10);

export const ratingConfig: FieldConfig<string> = {
  kind: "rating",
  compare: "number",
  fromJson: (json) => decimalFromJson(json),
  toJson: (value) => (value == null ? null : Number(value)),
  parse(text) {
    if (text.trim() === "") return parsed<string>(null);
    const value = readDecimal(text);
    return value == null ? refused("field.not-a-number") : parsed(value);
  },
  edit: (value) => value ?? "",
  format: (value, settings) => (value == null ? "" : `${value} / ${starsOf(settings)}`),
  isEmpty: (value) => value == null,
  equal: (a, b) => a === b,
  validate: (value, settings) =>
    value == null ? [] : checkNumber(value, { min: 1, max: starsOf(settings) }, 0),
};
