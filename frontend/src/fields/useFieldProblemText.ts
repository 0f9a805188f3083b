import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { labelIn } from "@/ui";
import type { Problem } from "./model";

/** A function from a problem to a sentence in the reader's language: its own wording first, then by its code. */
export function useFieldProblemText(): (problem: Problem) => string {
  const { t, i18n } = useTranslation();
  return useCallback(
    (problem) => {
      if (problem.message && typeof problem.message === "object")
        return labelIn(problem.message, i18n.language);
      // i18next reads a point as a path.
      const key = `fields:problem.${problem.code.replace(/[.-]/g, "_")}`;
      if (i18n.exists(key)) return t(key, { ...problem.params });
      return problem.message || t("fields:problem.other");
    },
    [t, i18n],
  );
}
