import type { FieldConfig } from "../FieldConfig";
import { textual } from "../textual";

const base = textual(
  "secret",
  { usual: 500, most: 4_000 },
  (text) => text,
  (value) => (value.startsWith("sealed:") ? [{ code: "field.secret" }] : []),
  "none",
);

/**
 * What the server has never arrives here: null is "as it is", the empty text "take it away", anything else the new one.
 */
export const secretConfig: FieldConfig<string> = {
  ...base,
  fromJson: () => null,
  toJson: (value) => (value == null || value === "" ? null : value),
  format: (value) => (value ? "••••" : ""),
  isEmpty: (value) => value == null || value === "",
  equal: (a, b) => a === b,
};
