import { compareDecimals, scaleOf } from "./decimal";
import type { Problem, Settings } from "./model";

/** Exact in a double as well, so that the JSON number we send has every digit; the server holds the same bound. */
const SIGNIFICANT_DIGITS = 15;

/** Bounds and digits shared by the number kinds and money. */
export function checkNumber(value: string, settings: Settings, scale: number): readonly Problem[] {
  const problems: Problem[] = [];
  if (scaleOf(value) > scale) problems.push({ code: "field.too-precise", params: { scale } });
  if (settings.min != null && compareDecimals(value, settings.min) < 0) {
    problems.push({ code: "field.too-small", params: { min: String(settings.min) } });
  }
  if (settings.max != null && compareDecimals(value, settings.max) > 0) {
    problems.push({ code: "field.too-large", params: { max: String(settings.max) } });
  }
  const whole = value.replace(/^-/, "").split(".")[0] ?? "";
  if (whole !== "0" && whole.length > SIGNIFICANT_DIGITS - scale) {
    problems.push({ code: "field.out-of-range" });
  }
  return problems;
}
