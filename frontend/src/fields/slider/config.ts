import Big from "big.js";
import { decimalFromJson, formatDecimal, readDecimal, scaleOf } from "../decimal";
import { type FieldConfig, parsed, refused } from "../FieldConfig";
import type { Settings } from "../model";
import { checkNumber } from "../numeric";

/** Bounds and stops, as the server fills them in. */
export function stops(settings: Settings): { min: number; max: number; step: number } {
  return {
    min: Number(settings.min ?? 0),
    max: Number(settings.max ?? 100),
    step: Number(settings.step ?? 1),
  };
}

export const sliderConfig: FieldConfig<string> = {
  kind: "slider",
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
  validate(value, settings) {
    if (value == null) return [];
    const { min, max, step } = stops(settings);
    const scale = Math.max(scaleOf(new Big(step).toFixed()), scaleOf(new Big(min).toFixed()));
    const wrong = checkNumber(value, { min, max }, scale);
    return new Big(value).minus(min).mod(step).eq(0)
      ? wrong
      : [...wrong, { code: "field.step", params: { step, min } }];
  },
};
