import { useTranslation } from "react-i18next";
import { ApiProblem, type ProblemItem } from "@/api";
import { problemItemText } from "@/ui";
import classes from "./Filter.module.css";

/** The items of a problem that concern the filter. */
export function filterItems(problem: unknown): ProblemItem[] {
  if (!(problem instanceof ApiProblem)) return [];
  return (problem.problem.problems ?? []).filter(
    (item) => item.pointer === "/filter" || item.code.startsWith("expr."),
  );
}

/** The written expression with a mark where reading stopped, and what is wrong in words. */
export function ExpressionProblem({ text, problem }: { text: string; problem: unknown }) {
  const { t } = useTranslation();
  const items = filterItems(problem);
  if (items.length === 0) return null;
  const lines = text.split("\n");
  return (
    <div className={classes.problem} role="alert">
      {items.map((item) => {
        const line = Number(item.params?.line ?? 1);
        const column = Number(item.params?.column ?? 0);
        // Columns count code points, as people see characters.
        const chars = [...(lines[line - 1] ?? "")];
        const marked = column > 0 && column <= chars.length + 1;
        return (
          <div key={`${item.code} ${line} ${column}`}>
            {marked && (
              <code className={classes.marked}>
                {chars.slice(0, column - 1).join("")}
                <mark>{wordAt(chars, column - 1)}</mark>
                {chars.slice(column - 1 + [...wordAt(chars, column - 1)].length).join("")}
              </code>
            )}
            <p>{problemItemText(t, item)}</p>
          </div>
        );
      })}
    </div>
  );
}

/** The name or sign that begins at `from`; a blank at the end of the text, so that there is something to mark. */
function wordAt(chars: readonly string[], from: number): string {
  const rest = chars.slice(from).join("");
  return /^[\p{L}\p{N}_.]+/u.exec(rest)?.[0] ?? rest.slice(0, 1) ?? " ";
}
