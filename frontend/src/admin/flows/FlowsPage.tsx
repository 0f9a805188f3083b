import { Button, Select } from "@mantine/core";
import { IconSitemap, IconVersions } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { can } from "@/abilities";
import { api, type FlowRevision, keys, typesQuery, useMe } from "@/api";
import { useFormats } from "@/fields";
import {
  Card,
  download,
  EmptyState,
  ErrorState,
  formatDateTime,
  Page,
  Pill,
  problemText,
  SkeletonRows,
  toast,
  useLabel,
} from "@/ui";
import classes from "./flows.module.css";
import { MigrationForm } from "./MigrationForm";
import { Migrations } from "./Migrations";
import { Pilots } from "./Pilots";

const route = getRouteApi("/shell/admin/flows");

/** Which versions of a type's flow there are tickets on; moving them to another one, and trying one on some. */
export function FlowsPage() {
  const { t } = useTranslation();
  const label = useLabel();
  const me = useMe();
  const navigate = useNavigate();
  const { type: asked } = route.useSearch();
  const allowed = can(me, "metadata.read");
  const types = useQuery({ ...typesQuery, enabled: allowed });
  const type = asked ?? types.data?.[0]?.key ?? "";

  if (!allowed) {
    return (
      <Page title={t("versions:title")}>
        <ErrorState
          problem={{ code: "forbidden", status: 403 }}
          action={
            <Button component={Link} to="/list">
              {t("shell:notFound.action")}
            </Button>
          }
        />
      </Page>
    );
  }
  return (
    <Page
      title={t("versions:title")}
      note={t("versions:note")}
      actions={
        <Button
          renderRoot={(props) => <Link to="/admin/releases" search={{}} {...props} />}
          leftSection={<IconVersions size={14} stroke={1.7} />}
        >
          {t("shell:releases")}
        </Button>
      }
    >
      {types.isPending ? (
        <SkeletonRows rows={4} height={48} />
      ) : types.isError ? (
        <ErrorState problem={types.error} onRetry={() => void types.refetch()} />
      ) : types.data.length === 0 ? (
        <EmptyState title={t("versions:no_types")} />
      ) : (
        <>
          <Select
            className={classes.type}
            label={t("versions:type")}
            data={types.data.map((each) => ({ value: each.key, label: label(each.label) }))}
            value={type}
            allowDeselect={false}
            searchable
            onChange={(value) =>
              void navigate({ to: "/admin/flows", search: value ? { type: value } : {}, replace: true })
            }
          />
          <div className={classes.buttons}>
            <Button
              leftSection={<IconSitemap size={14} stroke={1.7} />}
              onClick={() =>
                void api
                  .flowDrawing(type)
                  .then(download)
                  .catch((failure) => toast.failed(problemText(t, failure).title))
              }
            >
              {t("versions:drawing")}
            </Button>
          </div>
          <OfType key={type} type={type} publisher={can(me, "metadata.publish")} />
        </>
      )}
    </Page>
  );
}

function OfType({ type, publisher }: { type: string; publisher: boolean }) {
  const { t } = useTranslation();
  const revisions = useQuery({
    queryKey: keys.flowRevisions(type),
    queryFn: () => api.flowRevisions(type),
  });
  const [moving, setMoving] = useState<string | null>(null);
  const list = revisions.data ?? [];
  const from = list.find((each) => idOf(each) === moving);
  return (
    <>
      <Card title={t("versions:list")} note={t("versions:list_note")}>
        {revisions.isPending ? (
          <SkeletonRows rows={3} height={64} />
        ) : revisions.isError ? (
          <ErrorState problem={revisions.error} onRetry={() => void revisions.refetch()} />
        ) : (
          <ul className={classes.list}>
            {list.map((revision) => (
              <Revision
                key={idOf(revision)}
                revision={revision}
                {...(publisher && list.length > 1 && revision.tickets > 0 && !revision.current
                  ? { onMove: () => setMoving(idOf(revision)) }
                  : {})}
              />
            ))}
          </ul>
        )}
      </Card>
      {from && (
        <MigrationForm
          key={moving}
          type={type}
          from={from}
          others={list.filter((each) => each !== from)}
          onDone={() => setMoving(null)}
        />
      )}
      <Migrations type={type} publisher={publisher} revisions={list} />
      <Pilots type={type} publisher={publisher} />
    </>
  );
}

/** A version is called by the newest release that has it. */
export const idOf = (revision: FlowRevision) => revision.releases[0]?.id ?? "";

function Revision({ revision, onMove }: { revision: FlowRevision; onMove?: () => void }) {
  const { t } = useTranslation();
  const label = useLabel();
  const { language, zone } = useFormats();
  const newest = revision.releases[0];
  const busy = revision.nodes.filter((node) => node.open > 0);
  return (
    <li className={classes.revision}>
      <div className={classes.head}>
        <code>{newest?.short}</code>
        {revision.current && <Pill tone="good">{t("versions:current")}</Pill>}
        {revision.pilot && <Pill tone="accent">{t("versions:tried")}</Pill>}
        <b>{t("versions:tickets", { count: revision.tickets })}</b>
        {newest?.at && (
          <span className={classes.meta}>
            {t("versions:published", { time: formatDateTime(newest.at, language, zone) })}
          </span>
        )}
        {revision.releases.length > 1 && (
          <span className={classes.meta}>{t("versions:releases", { count: revision.releases.length })}</span>
        )}
        <span className={classes.spacer} />
        {onMove && (
          <Button onClick={onMove} aria-label={t("versions:move_of", { version: newest?.short })}>
            {t("versions:move")}
          </Button>
        )}
      </div>
      {newest?.note && <p className={classes.meta}>{newest.note}</p>}
      {busy.length > 0 && (
        <ul className={classes.nodes}>
          {busy.map((node) => (
            <li key={node.id}>
              {label(node.label)} <b>{node.open}</b>
            </li>
          ))}
        </ul>
      )}
      {!revision.exact && <p className={classes.meta}>{t("versions:not_exact")}</p>}
    </li>
  );
}
