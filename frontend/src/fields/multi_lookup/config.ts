import { type FieldConfig, parsed } from "../FieldConfig";
import { isReference, type Reference } from "../model";

const ids = (value: readonly Reference[] | null) => (value ?? []).map((r) => r.id).join(" ");

/** Several records, in the order they were chosen. */
export const multiLookupConfig: FieldConfig<readonly Reference[]> = {
  kind: "multi_lookup",
  compare: "none",
  fromJson: (json, settings) => {
    if (!Array.isArray(json)) return null;
    const known = json.flatMap((item): Reference[] => {
      if (isReference(item)) return [item];
      return typeof item === "string" ? [{ id: item, type: settings.target ?? "", title: null }] : [];
    });
    return known.length > 0 ? known : null;
  },
  toJson: (value) => (value ? [...value] : null),
  // Records are chosen and never typed.
  parse: () => parsed<readonly Reference[]>(null),
  edit: (value) => (value ?? []).map((r) => r.title ?? "").join(", "),
  format: (value) => (value ?? []).map((r) => r.title ?? "").join(", "),
  isEmpty: (value) => value == null || value.length === 0,
  equal: (a, b) => ids(a) === ids(b),
  validate: () => [],
};
