import { type FieldConfig, parsed } from "../FieldConfig";

const MOST = 50;

const once = (ids: readonly string[]): readonly string[] | null => {
  const kept = [...new Set(ids.map((id) => id.trim()).filter((id) => id !== ""))];
  return kept.length > 0 ? kept : null;
};

/** Account ids; their names are looked up by `people`. */
export const accountsConfig: FieldConfig<readonly string[]> = {
  kind: "accounts",
  compare: "list",
  fromJson: (json) =>
    Array.isArray(json) ? once(json.filter((id): id is string => typeof id === "string")) : null,
  toJson: (value) => (value == null || value.length === 0 ? null : [...value]),
  parse: (text) => parsed(once(text.split(/[,，、;；\s]/))),
  edit: (value) => (value ?? []).join(", "),
  format: (value) => (value ?? []).join(", "),
  isEmpty: (value) => value == null || value.length === 0,
  equal: (a, b) => (a ?? []).join(",") === (b ?? []).join(","),
  validate(value, settings) {
    const max = Math.min(settings.maxItems ?? MOST, MOST);
    return (value ?? []).length > max ? [{ code: "field.too-many", params: { max } }] : [];
  },
};
