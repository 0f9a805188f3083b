import { type FieldConfig, parsed } from "../FieldConfig";
import type { Problem } from "../model";

const LONGEST = 50;
const MOST = 50;

/** Each tag once whatever its case, blanks inside as one. */
export function tidy(tags: readonly string[]): readonly string[] | null {
  const seen = new Set<string>();
  const kept = tags
    .map((tag) => tag.normalize("NFC").trim().replace(/\s+/g, " "))
    .filter((tag) => tag !== "" && !seen.has(tag.toLowerCase()) && seen.add(tag.toLowerCase()));
  return kept.length > 0 ? kept : null;
}

export const tagsConfig: FieldConfig<readonly string[]> = {
  kind: "tags",
  compare: "list",
  fromJson: (json) =>
    Array.isArray(json) ? tidy(json.filter((t): t is string => typeof t === "string")) : null,
  toJson: (value) => (value == null || value.length === 0 ? null : [...value]),
  parse: (text) => parsed(tidy(text.split(/[,，、;；\n]/))),
  edit: (value) => (value ?? []).join(", "),
  format: (value, _settings, formats) => (value ?? []).join(formats.language === "zh" ? "、" : ", "),
  isEmpty: (value) => value == null || value.length === 0,
  equal: (a, b) => (a ?? []).join("\n") === (b ?? []).join("\n"),
  validate(value, settings) {
    const problems: Problem[] = [];
    const max = Math.min(settings.maxItems ?? MOST, MOST);
    if ((value ?? []).length > max) problems.push({ code: "field.too-many", params: { max } });
    if ((value ?? []).some((tag) => [...tag].length > LONGEST))
      problems.push({ code: "field.too-long", params: { max: LONGEST } });
    return problems;
  },
};
