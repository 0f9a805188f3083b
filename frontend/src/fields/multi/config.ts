import { labelIn } from "@/ui";
import { type FieldConfig, parsed, refused } from "../FieldConfig";
import { optionOf, singleConfig } from "../single/config";

export const multiConfig: FieldConfig<readonly string[]> = {
  kind: "multi",
  compare: "list",
  fromJson(json) {
    if (!Array.isArray(json)) return null;
    const keys = json.filter((k): k is string => typeof k === "string");
    return keys.length > 0 ? keys : null;
  },
  toJson: (value) => (value == null || value.length === 0 ? null : [...value]),
  parse(text, settings, formats) {
    const keys: string[] = [];
    for (const part of text.split(/[,，、]/)) {
      const one = singleConfig.parse(part, settings, formats);
      if (!one.ok) return refused("field.unknown-option", one.problem.params);
      if (one.value != null && !keys.includes(one.value)) keys.push(one.value);
    }
    return parsed(keys.length > 0 ? keys : null);
  },
  edit: (value) => (value ?? []).join(", "),
  format: (value, settings, formats) =>
    (value ?? [])
      .map((k) => labelIn(optionOf(settings, k)?.label ?? k, formats.language))
      .join(formats.language === "zh" ? "、" : ", "),
  isEmpty: (value) => value == null || value.length === 0,
  equal(a, b) {
    const x = a ?? [];
    const y = b ?? [];
    return x.length === y.length && x.every((k, i) => k === y[i]);
  },
  validate: (value, settings) =>
    (value ?? [])
      .filter((k) => !optionOf(settings, k))
      .map((k) => ({ code: "field.unknown-option", params: { value: k } })),
};
