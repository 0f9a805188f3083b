import { useLabel } from "@/ui";
import type { DisplayProps } from "../FieldKind";
import { NO_SETTINGS } from "../FieldSpec";
import styles from "../fields.module.css";
import type { Row } from "../model";
import { plainDisplay } from "../PlainDisplay";
import { fieldKind } from "../registry";
import { cellOf, columnsOf, tableConfig } from "./config";

const Line = plainDisplay(tableConfig);

export function Display(props: DisplayProps<readonly Row[]>) {
  const label = useLabel();
  const columns = columnsOf(props.field.settings ?? NO_SETTINGS);
  if (props.mode === "cell" || columns.length === 0) return <Line {...props} />;
  return (
    <div className={styles.tableRead}>
      <table className={styles.table}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.key} scope="col" data-align={fieldKind(column.kind).align}>
                {label(column.label)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {props.value.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place
            <tr key={index}>
              {columns.map((column) => {
                const { Display: CellDisplay, config, align } = fieldKind(column.kind);
                const cell = cellOf(row, column);
                return (
                  <td key={column.key} data-align={align}>
                    {cell == null || config.isEmpty(cell) ? (
                      "–"
                    ) : (
                      <CellDisplay
                        field={{
                          key: column.key,
                          kind: column.kind,
                          label: column.label,
                          settings: column.settings,
                        }}
                        value={cell}
                        mode="read"
                      />
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
