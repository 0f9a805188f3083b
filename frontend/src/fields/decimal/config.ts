import { decimalFromJson, formatDecimal, readDecimal } from "../decimal";
import { type FieldConfig, parsed, refused } from "../FieldConfig";
import { checkNumber } from "../numeric";

/** Digits after the point when the definition does not say. */
const SCALE = 2;

export const decimalConfig: FieldConfig<string> = {
  kind: "decimal",
  compare: "number",
  fromJson: (json) => decimalFromJson(json),
  toJson: (value) => (value == null ? null : Number(value)),
  parse(text) {
    if (text.trim() === "") return parsed<string>(null);
    const value = readDecimal(text);
    return value == null ? refused("field.not-a-number") : parsed(value);
  },
  edit: (value) => value ?? "",
  format: (value, _settings, formats) => (value == null ? "" : formatDecimal(value, formats.language)),
  isEmpty: (value) => value == null,
  equal: (a, b) => a === b,
  validate: (value, settings) => (value == null ? [] : checkNumber(value, settings, settings.scale ?? SCALE)),
};
