import { type FieldValue, isReference } from "@/fields";
import type { FormField } from "./engine";
import type { FormData } from "./store";

/**
 * Which of a folded section's fields stand in its one line: the visible ones with a value. Left out is what the page
 * shows elsewhere, and a record whose title another of these fields says already, as an order number and its order do.
 */
export function inShort(
  fields: readonly FormField[],
  data: FormData,
  known: string | null | undefined,
): string[] {
  const filled = fields.filter((field) => {
    const state = data.form.fields.get(field.key);
    return state?.visible && (field.masked != null || !state.empty) && data.values[field.key] !== known;
  });
  const said = new Set<FieldValue | null | undefined>(
    filled.filter((field) => field.masked == null).map((field) => data.values[field.key]),
  );
  return filled
    .filter((field) => {
      const value = data.values[field.key] ?? null;
      return !(isReference(value) && value.title !== null && said.has(value.title));
    })
    .map((field) => field.key);
}
