import { type FieldConfig, parsed } from "../FieldConfig";

/** The value is the account's id; its name is looked up by `people`. */
export const accountConfig: FieldConfig<string> = {
  kind: "account",
  compare: "account",
  fromJson: (json) => (typeof json === "string" && json !== "" ? json : null),
  toJson: (value) => value,
  parse: (text) => parsed(text.trim() === "" ? null : text.trim()),
  edit: (value) => value ?? "",
  format: (value) => value ?? "",
  isEmpty: (value) => value == null || value === "",
  equal: (a, b) => a === b,
  validate: () => [],
};
