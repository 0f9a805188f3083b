import type { TFunction } from "i18next";
import { ApiProblem, type Label, type TypeSchema } from "@/api";
import { problemItemText, problemText, sentences } from "@/ui";
import { fieldOf } from "./needs";

/** Why a change of one ticket was refused: field by field with their names, else as a whole. */
export function saidOfFields(
  t: TFunction,
  label: (label: Label) => string,
  reason: unknown,
  schema: TypeSchema | undefined,
): string {
  const items = reason instanceof ApiProblem ? (reason.problem.problems ?? []) : [];
  const said = items.map((item) => {
    const key = fieldOf(item);
    const field = schema?.fields.find((each) => each.key === key);
    const name = field ? label(field.label) : key;
    return name
      ? t("macros:field_refused", { field: name, text: problemItemText(t, item) })
      : problemItemText(t, item);
  });
  return said.length > 0 ? sentences(t, said) : problemText(t, reason).title;
}
