import { Button, FileButton } from "@mantine/core";
import { IconArrowLeft, IconDownload, IconUpload } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { can } from "@/abilities";
import { ApiProblem, api, keys, useMe } from "@/api";
import {
  Card,
  download,
  ErrorState,
  listed,
  Page,
  Pill,
  problemText,
  SkeletonRows,
  toast,
  useLabel,
} from "@/ui";
import { textOf } from "../files";
import { CheckedSheet, type Checking } from "./CheckedSheet";
import { FindingList } from "./FindingList";
import classes from "./rules.module.css";
import { TableGrid } from "./TableGrid";

const route = getRouteApi("/shell/admin/rules/tables/$key");

/** A decision table as a grid, with its holes and overlaps marked; out as a sheet, and in again for a check. */
export function TablePage() {
  const { t, i18n } = useTranslation();
  const { key } = route.useParams();
  const label = useLabel();
  const me = useMe();
  const table = useQuery({ queryKey: keys.ruleTable(key), queryFn: () => api.ruleTable(key) });
  const [checking, setChecking] = useState<Checking | null>(null);

  const take = async (format: "xlsx" | "csv") => {
    try {
      const blob = await api.ruleTableSheet(key, format, i18n.language);
      download({ blob, name: `${key}.${format}` });
    } catch (failure) {
      toast.failed(problemText(t, failure).title);
    }
  };
  const check = async (file: File | null) => {
    if (!file) return;
    setChecking({ step: "checking", name: file.name });
    try {
      const result = await api.checkRuleTable(key, file.name.toLowerCase(), await textOf(file));
      setChecking({ step: "checked", name: file.name, result });
    } catch (failure) {
      setChecking({ step: "failed", name: file.name, failure });
    }
  };

  // The first gap stands in the grid.
  const gap = table.data?.findings.find((finding) => finding.code === "table.gap");
  const findings = (table.data?.findings ?? [])
    .filter((finding) => finding !== gap)
    .map((finding) => ({ ...finding, place: null }));

  return (
    <Page
      title={table.data ? label(table.data.table.label) : t("rules:table")}
      note={table.data && t("rules:rows", { count: table.data.rows.length })}
      actions={
        <>
          <Button component={Link} to="/admin/rules" leftSection={<IconArrowLeft size={14} stroke={1.7} />}>
            {t("rules:title")}
          </Button>
          {table.data && (
            <>
              <Button onClick={() => void take("xlsx")} leftSection={<IconDownload size={14} stroke={1.7} />}>
                XLSX
              </Button>
              <Button onClick={() => void take("csv")} leftSection={<IconDownload size={14} stroke={1.7} />}>
                CSV
              </Button>
              <FileButton onChange={(file) => void check(file)} accept=".csv,.xlsx">
                {(props) => (
                  <Button {...props} variant="filled" leftSection={<IconUpload size={14} stroke={1.7} />}>
                    {t("rules:check")}
                  </Button>
                )}
              </FileButton>
            </>
          )}
        </>
      }
    >
      {table.isPending ? (
        <SkeletonRows rows={8} height={32} />
      ) : table.isError ? (
        <ErrorState
          problem={table.error}
          action={
            table.error instanceof ApiProblem && table.error.status === 403 ? (
              <Button component={Link} to="/list">
                {t("shell:notFound.action")}
              </Button>
            ) : undefined
          }
          onRetry={() => void table.refetch()}
        />
      ) : (
        <>
          {checking && (
            <CheckedSheet
              checking={checking}
              publisher={can(me, "metadata.publish")}
              onClose={() => setChecking(null)}
            />
          )}
          <p className={classes.lead}>
            <Pill tone="accent">{t(`rules:hit.${table.data.table.hit}`)}</Pill>
            <span>{t(`rules:hitMeans.${table.data.table.hit}`)}</span>
            <span className={classes.events}>
              {t("rules:askedAt", {
                events: listed(
                  t,
                  table.data.table.on.map((event) => t(`rules:on.${event}`)),
                ),
              })}
              {table.data.table.file && ` · ${t("rules:rowsFrom", { file: table.data.table.file })}`}
            </span>
          </p>
          <Card title={t("rules:grid")}>
            <TableGrid table={table.data} />
          </Card>
          {findings.length > 0 && (
            <Card title={t("rules:findings")}>
              <FindingList findings={findings} />
            </Card>
          )}
        </>
      )}
    </Page>
  );
}
