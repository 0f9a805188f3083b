import { Button, Menu } from "@mantine/core";
import { IconChevronDown, IconFileTypeCsv, IconFileTypeXls, IconTableExport } from "@tabler/icons-react";
import { useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiProblem, api, type TicketRow } from "@/api";
import { download, problemText, toast } from "@/ui";
import type { ListSearch } from "./search";
import type { TicketList } from "./useTicketList";

export type ExportFormat = "csv" | "xlsx";

/** Takes the list that is shown, or some of its rows, as a file: its columns, filter and order. */
export function useExport(list: TicketList, search: ListSearch) {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  const columns = list.columns.map((column) => column.key).join(",");
  const run = useCallback(
    async (format: ExportFormat, rows: readonly TicketRow[]) => {
      setBusy(true);
      try {
        download(
          await api.exportTickets({
            type: list.type,
            ...(list.view ? { view: list.view.key } : {}),
            ...(search.filter ? { filter: search.filter } : {}),
            sort: list.sort,
            columns,
            format,
            ...(rows.length > 0 ? { number: rows.map((row) => row.number) } : {}),
          }),
        );
        toast.done(t("list:export.done"));
      } catch (failure) {
        // Once the first bytes are here, all that can be seen of a refusal is that no more come.
        toast.failed(
          failure instanceof ApiProblem && failure.code !== "offline"
            ? problemText(t, failure).title
            : t("list:export.cutOff"),
        );
      } finally {
        setBusy(false);
      }
    },
    [list.type, list.view, list.sort, search.filter, columns, t],
  );
  return { busy, run };
}

export function ExportMenu({
  busy,
  run,
  selected,
}: {
  busy: boolean;
  run: (format: ExportFormat, rows: readonly TicketRow[]) => Promise<void>;
  selected: readonly TicketRow[];
}) {
  const { t } = useTranslation();
  const item = (format: ExportFormat, rows: readonly TicketRow[]) => (
    <Menu.Item
      key={format}
      leftSection={
        format === "csv" ? (
          <IconFileTypeCsv size={16} stroke={1.7} />
        ) : (
          <IconFileTypeXls size={16} stroke={1.7} />
        )
      }
      onClick={() => void run(format, rows)}
    >
      {t(`list:export.${format}`)}
    </Menu.Item>
  );
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button
          variant="subtle"
          aria-busy={busy}
          data-export
          leftSection={<IconTableExport size={14} stroke={1.7} />}
          rightSection={<IconChevronDown size={12} stroke={2} />}
        >
          {busy ? t("list:export.busy") : t("list:export.label")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t("list:export.list")}</Menu.Label>
        {item("csv", [])}
        {item("xlsx", [])}
        {selected.length > 0 && (
          <>
            <Menu.Divider />
            <Menu.Label>{t("list:export.selected", { count: selected.length })}</Menu.Label>
            {item("csv", selected)}
            {item("xlsx", selected)}
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
