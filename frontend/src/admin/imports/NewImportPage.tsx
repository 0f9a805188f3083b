import { Button, FileButton, Select } from "@mantine/core";
import { IconFileText, IconUpload } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, keys, objectTypesQuery, useTypes } from "@/api";
import { Card, EmptyState, ErrorState, failureText, Page, SkeletonText, toast, useLabel } from "@/ui";
import classes from "./imports.module.css";
import { Steps } from "./parts";
import { fingerprintOf, upload } from "./uploads";

const route = getRouteApi("/shell/admin/imports/new");
const LARGEST = 100 * 1024 * 1024;

/** The first step: what the rows become, and the file. */
export function NewImportPage() {
  const { t } = useTranslation();
  const label = useLabel();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const types = useTypes();
  const search = route.useSearch();
  const [over, setOver] = useState(false);
  const [busy, setBusy] = useState(false);
  const objects = useQuery(objectTypesQuery);
  const possible = [...(types.data ?? []), ...(objects.data ?? [])].filter((type) => type.canCreate);
  const chosen = possible.find((type) => type.key === search.type) ?? possible[0];

  const take = async (file: File | null | undefined) => {
    if (!file || !chosen || busy) return;
    if (file.size === 0 || file.size > LARGEST) {
      toast.failed(t(file.size === 0 ? "imports:choose.empty" : "imports:choose.tooLarge"));
      return;
    }
    setBusy(true);
    try {
      const job = await api.beginImport(chosen.key, file.name, file.size, fingerprintOf(file));
      queries.setQueryData(keys.import(job.id), job);
      void upload(job, file, (now) => queries.setQueryData(keys.import(job.id), now));
      await navigate({ to: "/admin/imports/$id", params: { id: job.id } });
    } catch (failure) {
      toast.failed(failureText(t, failure));
      setBusy(false);
    }
  };

  return (
    <Page title={t("imports:new")}>
      <Steps at="file" />
      <Card title={t("imports:steps.file")}>
        {types.isPending ? (
          <SkeletonText lines={4} />
        ) : types.isError ? (
          <ErrorState problem={types.error} onRetry={() => void types.refetch()} />
        ) : !chosen ? (
          <EmptyState title={t("imports:choose.none")} />
        ) : (
          <>
            <Select
              className={classes.narrow}
              label={t("imports:choose.type")}
              data={possible.map((type) => ({ value: type.key, label: label(type.plural) }))}
              value={chosen.key}
              allowDeselect={false}
              onChange={(type) =>
                void navigate({ to: "/admin/imports/new", search: type ? { type } : {}, replace: true })
              }
            />
            {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is the shortcut of the button inside */}
            <div
              className={classes.drop}
              data-over={over || undefined}
              onDragOver={(event) => {
                event.preventDefault();
                setOver(true);
              }}
              onDragLeave={() => setOver(false)}
              onDrop={(event) => {
                event.preventDefault();
                setOver(false);
                void take(event.dataTransfer.files[0]);
              }}
            >
              <IconUpload size={24} stroke={1.6} aria-hidden />
              <p>{t("imports:choose.lead")}</p>
              <FileButton onChange={(file) => void take(file)} accept=".csv,.tsv,.txt,.xlsx,.jsonl,.ndjson">
                {(props) => (
                  <Button
                    {...props}
                    variant="filled"
                    aria-busy={busy}
                    leftSection={<IconFileText size={14} stroke={1.7} />}
                  >
                    {t("imports:choose.pick")}
                  </Button>
                )}
              </FileButton>
              <p className={classes.hint}>{t("imports:choose.hint")}</p>
            </div>
          </>
        )}
      </Card>
    </Page>
  );
}
