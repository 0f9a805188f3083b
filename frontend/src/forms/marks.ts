import type { FormData } from "./store";
import { isAsked } from "./useSections";

/** Why a tab asks for the eye: something is wrong in it, or something is still to be filled in. */
export type Mark = "wrong" | "missing" | null;

/** @param keys of the fields it stands for */
export function markOf(
  d: FormData,
  keys: readonly string[],
  neededFor: (key: string) => string | null,
): Mark {
  let mark: Mark = null;
  for (const key of keys) {
    const state = d.form.fields.get(key);
    if (!state?.visible) continue;
    if (key in d.conflicts || (d.refused[key]?.length ?? 0) > 0) return "wrong";
    if (!state.readOnly && state.problems.length > 0) return "wrong";
    if (!isAsked(d, key, neededFor)) continue;
    // As the field itself does: it complains of being empty once somebody left it or tried to go on.
    if (d.attempted || d.touched[key]) return "wrong";
    mark = "missing";
  }
  return mark;
}
