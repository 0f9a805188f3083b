import { type FieldConfig, parsed } from "../FieldConfig";
import { isReference, type Reference } from "../model";

/** The value is the record with its title as this reader may know it; the API takes it back as it gave it. */
export const lookupConfig: FieldConfig<Reference> = {
  kind: "lookup",
  compare: "none",
  fromJson: (json, settings) => {
    if (isReference(json)) return json;
    return typeof json === "string" && json !== ""
      ? { id: json, type: settings.target ?? "", title: null }
      : null;
  },
  toJson: (value) => value,
  // A record is chosen and never typed.
  parse: () => parsed<Reference>(null),
  edit: (value) => value?.title ?? "",
  format: (value) => value?.title ?? "",
  isEmpty: (value) => value == null,
  equal: (a, b) => a?.id === b?.id,
  validate: () => [],
};
