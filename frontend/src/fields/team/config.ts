import { type FieldConfig, parsed } from "../FieldConfig";

/** The value is the team's key. */
export const teamConfig: FieldConfig<string> = {
  kind: "team",
  compare: "team",
  fromJson: (json) => (typeof json === "string" && json !== "" ? json : null),
  toJson: (value) => value,
  parse: (text) => parsed(text.trim() === "" ? null : text.trim()),
  edit: (value) => value ?? "",
  format: (value) => value ?? "",
  isEmpty: (value) => value == null || value === "",
  equal: (a, b) => a === b,
  validate: () => [],
};
