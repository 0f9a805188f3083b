import { decimalFromJson, formatDecimal, readDecimal } from "../decimal";
import { type FieldConfig, parsed, refused } from "../FieldConfig";
import { checkNumber } from "../numeric";

/** Hundredths: "12.5" is 12.5 %. */
export const percentConfig: FieldConfig<string> = {
  kind: "percent",
  compare: "number",
  fromJson: (json) => decimalFromJson(json),
  toJson: (value) => (value == null ? null : Number(value)),
  parse(text) {
    const bare = text.replace(/[%％]\s*$/, "");
    if (bare.trim() === "") return parsed<string>(null);
    const value = readDecimal(bare);
    return value == null ? refused("field.not-a-number") : parsed(value);
  },
  edit: (value) => value ?? "",
  format: (value, _settings, formats) => (value == null ? "" : `${formatDecimal(value, formats.language)}%`),
  isEmpty: (value) => value == null,
  equal: (a, b) => a === b,
  validate: (value, settings) => (value == null ? [] : checkNumber(value, settings, settings.scale ?? 2)),
};
