import { decimalFromJson, formatDecimal, readDecimal, scaleOf } from "../decimal";
import { type FieldConfig, parsed, refused } from "../FieldConfig";
import { checkNumber } from "../numeric";

export const integerConfig: FieldConfig<string> = {
  kind: "integer",
  compare: "number",
  fromJson: (json) => decimalFromJson(json),
  toJson: (value) => (value == null ? null : Number(value)),
  parse(text) {
    if (text.trim() === "") return parsed<string>(null);
    const value = readDecimal(text);
    return value == null || scaleOf(value) > 0 ? refused("field.not-whole") : parsed(value);
  },
  edit: (value) => value ?? "",
  format: (value, _settings, formats) => (value == null ? "" : formatDecimal(value, formats.language)),
  isEmpty: (value) => value == null,
  equal: (a, b) => a === b,
  validate: (value, settings) => (value == null ? [] : checkNumber(value, settings, 0)),
};
