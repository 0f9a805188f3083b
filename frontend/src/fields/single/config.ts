import { labelIn } from "@/ui";
import { type FieldConfig, parsed, refused } from "../FieldConfig";
import type { Option, Settings } from "../model";

/** The option of a key; undefined when it was removed from the definition since. */
export function optionOf(settings: Settings, key: string): Option | undefined {
  return settings.options?.find((o) => o.key === key);
}

export const singleConfig: FieldConfig<string> = {
  kind: "single",
  compare: "choice",
  fromJson: (json) => (typeof json === "string" && json !== "" ? json : null),
  toJson: (value) => value,
  parse(text, settings) {
    const t = text.trim();
    if (t === "") return parsed<string>(null);
    const found = settings.options?.find((o) => o.key === t || o.label.en === t || o.label.zh === t);
    return found ? parsed(found.key) : refused("field.unknown-option", { value: t });
  },
  edit: (value) => value ?? "",
  format: (value, settings, formats) =>
    value == null ? "" : labelIn(optionOf(settings, value)?.label ?? value, formats.language),
  isEmpty: (value) => value == null || value === "",
  equal: (a, b) => a === b,
  validate: (value, settings) =>
    value == null || optionOf(settings, value) ? [] : [{ code: "field.unknown-option", params: { value } }],
};
