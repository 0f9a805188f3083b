import { type FieldSpec, NO_SETTINGS } from "../FieldSpec";
import type { FieldValue } from "../model";
import { moneyScale } from "../money/config";
import { configOf } from "../registry";

/** Why a computed field has no value; the words are those of `fields:derived`. */
export type EmptyBecause = "missing" | "divided-by-zero" | "out-of-range" | "several-currencies";

/** Digits after the point a field of this kind keeps; null for kinds that are no numbers. */
export function placesOf({ kind, settings }: Pick<FieldSpec, "kind" | "settings">): number | null {
  switch (kind) {
    case "integer":
      return 0;
    case "decimal":
    case "percent":
      return settings?.scale ?? 2;
    case "money":
      return moneyScale(settings?.currency ?? "", settings ?? NO_SETTINGS);
    default:
      return null;
  }
}

/** The API's JSON of what a formula gave, as its field keeps it; null when it cannot. */
export function kept(field: Pick<FieldSpec, "kind" | "settings">, json: unknown): FieldValue {
  const settings = field.settings ?? NO_SETTINGS;
  const config = configOf(field.kind);
  const value = config.fromJson(json, settings);
  return value != null && config.validate(value, settings).length === 0 ? value : null;
}
