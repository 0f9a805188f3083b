import type { Problem } from "@/fields";
import type { FieldState } from "./engine";

export interface Complaints {
  /** What is wrong, in red. */
  readonly problems: readonly Problem[];
  /** What an empty field will be needed for, said quietly as long as nobody has tried. */
  readonly ahead: Problem | null;
}

/**
 * What a field says about itself.
 *
 * @param refused what the server refused at it
 * @param action the action it is needed for, named in the reader's language
 * @param tried whether somebody emptied the field and left it, or pressed what it stands in the way of
 */
export function complaintsOf(
  state: Pick<FieldState, "problems" | "empty" | "readOnly" | "required">,
  refused: readonly Problem[],
  action: string | null,
  tried: boolean,
): Complaints {
  const problems: Problem[] = [
    ...state.problems,
    ...refused.filter((p) => !state.problems.some((q) => q.code === p.code)),
  ];
  let ahead: Problem | null = null;
  if (state.empty && !state.readOnly) {
    if (action) {
      const needed: Problem = { code: "field.required-for", params: { action } };
      if (tried) problems.push(needed);
      else ahead = needed;
    } else if (state.required && tried) problems.push({ code: "field.required" });
  }
  return { problems: dedupe(problems), ahead };
}

/** The same complaint from the browser and from the server is one complaint. */
function dedupe(problems: readonly Problem[]): Problem[] {
  const seen = new Set<string>();
  return problems.filter((p) => {
    const id = `${p.code}${JSON.stringify(p.message ?? "")}`;
    if (seen.has(id)) return false;
    seen.add(id);
    return true;
  });
}
