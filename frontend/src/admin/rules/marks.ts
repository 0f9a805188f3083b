import type { RuleFinding, RuleTable } from "@/api";

const RANK = { error: 0, warning: 1, info: 2 };

/** The worst finding of each cell, by row and column. One about whole rows marks all their inputs. */
export function marks(table: RuleTable): Map<string, RuleFinding> {
  const all = new Map<string, RuleFinding>();
  for (const finding of table.findings) {
    const place = finding.place;
    if (!place) continue;
    const columns = place.columns.length > 0 ? place.columns : table.inputs.map((column) => column.key);
    for (const row of place.rows) {
      for (const column of columns) {
        const key = `${row} ${column}`;
        const known = all.get(key);
        if (!known || RANK[finding.severity] < RANK[known.severity]) all.set(key, finding);
      }
    }
  }
  return all;
}
