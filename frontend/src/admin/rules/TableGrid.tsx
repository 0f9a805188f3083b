import { IconAlertTriangle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { RuleTable } from "@/api";
import { useLabel } from "@/ui";
import { useFindingText } from "./FindingList";
import { marks } from "./marks";
import classes from "./rules.module.css";

/** The rows of a table; a cell with something to say about is marked, and says it to whoever points at it or hears it read. */
export function TableGrid({ table }: { table: RuleTable }) {
  const { t } = useTranslation();
  const label = useLabel();
  const said = useFindingText();
  const marked = marks(table);
  const gap = table.findings.find((finding) => finding.code === "table.gap");
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: whoever has no mouse scrolls it, too
    <section className={classes.gridScroll} tabIndex={0} aria-label={label(table.table.label)}>
      <table className={classes.grid}>
        <thead>
          <tr>
            <th scope="col">#</th>
            {table.inputs.map((column) => (
              <th scope="col" key={`in ${column.key}`}>
                {label(column.label)}
              </th>
            ))}
            {table.outputs.map((column) => (
              <th scope="col" key={`out ${column.key}`} data-output>
                → {label(column.label)}
              </th>
            ))}
            <th scope="col">{t("rules:note")}</th>
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row) => (
            <tr key={row.id}>
              <th scope="row" title={row.id}>
                {row.line}
              </th>
              {row.cells.map((cell, i) => {
                const column = table.inputs[i];
                const finding = column && marked.get(`${row.id} ${column.key}`);
                return (
                  <td
                    // biome-ignore lint/suspicious/noArrayIndexKey: cells are their columns
                    key={i}
                    data-output={i >= table.inputs.length || undefined}
                    data-mark={finding?.severity}
                    title={finding && said(finding)}
                  >
                    {finding && (
                      <>
                        <IconAlertTriangle size={12} stroke={2} aria-hidden />
                        <span className="sr-only">{said(finding)}</span>
                      </>
                    )}{" "}
                    {cell.trim() === "" || cell.trim() === "-" ? (
                      <span className={classes.any}>{i < table.inputs.length ? t("rules:any") : "–"}</span>
                    ) : (
                      cell
                    )}
                  </td>
                );
              })}
              <td className={classes.any}>{row.note}</td>
            </tr>
          ))}
          {gap && (
            <tr data-gap>
              <th scope="row">?</th>
              <td colSpan={table.inputs.length + table.outputs.length + 1}>{said(gap)}</td>
            </tr>
          )}
        </tbody>
      </table>
    </section>
  );
}
