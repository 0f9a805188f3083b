import { Button, Menu } from "@mantine/core";
import { IconChevronDown, IconFileTypeCsv, IconFileTypeXls, IconTableExport } from "@tabler/icons-react";
import { useCallback, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiProblem } from "@/api";
import { download, problemText, toast } from "@/ui";

export type ExportFormat = "csv" | "xlsx";

/** Takes a list as a file; `fetch` says which, of some rows or of all. */
export function useExport<Row>(
  fetch: (format: ExportFormat, rows: readonly Row[]) => Promise<Parameters<typeof download>[0]>,
) {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  const latest = useRef(fetch);
  latest.current = fetch;
  const run = useCallback(
    async (format: ExportFormat, rows: readonly Row[]) => {
      setBusy(true);
      try {
        download(await latest.current(format, rows));
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
    [t],
  );
  return { busy, run };
}

export function ExportMenu<Row>({
  busy,
  run,
  selected,
}: {
  busy: boolean;
  run: (format: ExportFormat, rows: readonly Row[]) => Promise<void>;
  selected: readonly Row[];
}) {
  const { t } = useTranslation();
  const item = (format: ExportFormat, rows: readonly Row[]) => (
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
