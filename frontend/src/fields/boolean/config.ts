import { type FieldConfig, parsed, refused } from "../FieldConfig";

export const booleanConfig: FieldConfig<boolean> = {
  kind: "boolean",
  compare: "bool",
  fromJson: (json) => (typeof json === "boolean" ? json : null),
  toJson: (value) => value,
  parse(text) {
    const t = text.trim().toLowerCase();
    if (t === "") return parsed<boolean>(null);
    if (["true", "yes", "是", "1"].includes(t)) return parsed(true);
    return ["false", "no", "否", "0"].includes(t) ? parsed(false) : refused("field.boolean");
  },
  edit: (value) => (value == null ? "" : String(value)),
  format(value, _settings, formats) {
    if (value == null) return "";
    if (formats.language === "zh") return value ? "是" : "否";
    return value ? "Yes" : "No";
  },
  // "No" is an answer, so false is not empty.
  isEmpty: (value) => value == null,
  equal: (a, b) => a === b,
  validate: () => [],
};
