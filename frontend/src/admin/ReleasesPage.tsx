import { Button, Modal } from "@mantine/core";
import { IconArrowBackUp, IconCheck, IconDownload, IconRoute, IconUpload } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { can } from "@/abilities";
import { ApiProblem, api, keys, METADATA, type Release, useMe } from "@/api";
import { useFormats } from "@/fields";
import {
  Card,
  EmptyState,
  ErrorState,
  formatDateTime,
  Page,
  Pill,
  problemText,
  SkeletonRows,
  SkeletonText,
  toast,
} from "@/ui";
import { ApplyDialog } from "./ApplyDialog";
import { Computing } from "./Computing";
import { Differences } from "./Differences";
import classes from "./ReleasesPage.module.css";
import { sameBefore } from "./sameBefore";

const route = getRouteApi("/shell/admin/releases");
const NONE: readonly Release[] = [];

/** What was published when and by whom; what each release changed; and the way back. */
export function ReleasesPage() {
  const { t } = useTranslation();
  const me = useMe();
  const { language, zone } = useFormats();
  const { release: chosenRevision } = route.useSearch();
  const navigate = useNavigate();
  const releases = useQuery({ queryKey: keys.releases, queryFn: api.releases });
  const [applying, setApplying] = useState(false);
  const [rolling, setRolling] = useState<Release | null>(null);

  const list = releases.data ?? NONE;
  const at = Math.max(
    list.findIndex((release) => release.revision === chosenRevision),
    0,
  );
  const chosen = list[at];
  const current = list.find((release) => release.current);
  const publisher = can(me, "metadata.publish");
  const earlier = useMemo(() => sameBefore(list), [list]);

  return (
    <Page
      title={t("releases:title")}
      note={current && t("releases:current", named(current))}
      actions={
        // Of what one may not see there is nothing to take along.
        releases.isError ? null : (
          <>
            <Button
              renderRoot={(props) => <Link to="/admin/flows" search={{}} {...props} />}
              leftSection={<IconRoute size={14} stroke={1.7} />}
            >
              {t("shell:flows")}
            </Button>
            <Button
              component="a"
              href={METADATA}
              onClick={(event) => {
                // The address answers JSON by default; the zip needs its Accept header.
                event.preventDefault();
                void downloadZip(current?.short ?? "").catch((failure) =>
                  toast.failed(problemText(t, failure).title),
                );
              }}
              leftSection={<IconDownload size={14} stroke={1.7} />}
            >
              {t("releases:export")}
            </Button>
            {publisher && (
              <Button
                variant="filled"
                leftSection={<IconUpload size={14} stroke={1.7} />}
                onClick={() => setApplying(true)}
              >
                {t("releases:apply")}
              </Button>
            )}
          </>
        )
      }
      panel={
        chosen && (
          <ReleasePanel
            key={chosen.revision}
            release={chosen}
            before={list[at + 1]}
            publisher={publisher}
            onRollBack={() => setRolling(chosen)}
          />
        )
      }
    >
      <Computing />
      <Card title={t("releases:history")} note={t("releases:historyNote")}>
        {releases.isPending ? (
          <SkeletonRows rows={6} height={48} />
        ) : releases.isError ? (
          <ErrorState
            problem={releases.error}
            // As on every other page one may not see.
            action={
              releases.error instanceof ApiProblem && releases.error.status === 403 ? (
                <Button component={Link} to="/list">
                  {t("shell:notFound.action")}
                </Button>
              ) : undefined
            }
            onRetry={() => void releases.refetch()}
          />
        ) : list.length === 0 ? (
          <EmptyState title={t("releases:none")} />
        ) : (
          <ol className={classes.list}>
            {list.map((release) => (
              <li key={release.revision}>
                <button
                  type="button"
                  className={classes.item}
                  aria-current={release === chosen ? "true" : undefined}
                  onClick={() =>
                    void navigate({ to: "/admin/releases", search: { release: release.revision } })
                  }
                >
                  <span className={classes.dot} data-current={release.current || undefined} aria-hidden />
                  <span className={classes.revision}>#{release.revision}</span>
                  <code>{release.short}</code>
                  <span className={`ellipsis ${classes.note}`} title={release.note ?? undefined}>
                    {release.note || t("releases:noNote")}
                  </span>
                  {earlier.has(release) && (
                    <span className={classes.same}>
                      {t("releases:sameAs", { revision: earlier.get(release) })}
                    </span>
                  )}
                  {release.current && (
                    <Pill tone="good" icon={<IconCheck size={12} stroke={2.4} aria-hidden />}>
                      {t("releases:inForce")}
                    </Pill>
                  )}
                  <span className={classes.by}>
                    {publisherOf(release, t)} · {formatDateTime(release.at, language, zone)}
                  </span>
                </button>
              </li>
            ))}
          </ol>
        )}
      </Card>
      <ApplyDialog opened={applying} onClose={() => setApplying(false)} />
      {rolling && current && (
        <RollBackDialog release={rolling} current={current} onClose={() => setRolling(null)} />
      )}
    </Page>
  );
}

/** A release's content has a name; published again it has the same one. Its number tells the two apart. */
const named = ({ revision, short }: Release) => ({ revision, short });

/** Who published it; the server names itself for what it publishes by itself. */
function publisherOf(release: Release, t: (key: string) => string): string {
  return release.by && release.by !== "system" ? release.by : t("releases:system");
}

async function downloadZip(short: string): Promise<void> {
  const url = URL.createObjectURL(await api.metadataZip());
  const link = document.createElement("a");
  link.href = url;
  link.download = `metadata-${short}.zip`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

function ReleasePanel({
  release,
  before,
  publisher,
  onRollBack,
}: {
  release: Release;
  before: Release | undefined;
  publisher: boolean;
  onRollBack: () => void;
}) {
  const { t } = useTranslation();
  const { language, zone } = useFormats();
  const same = before?.id === release.id;
  const diff = useQuery({
    queryKey: ["release-diff", before?.id, release.id],
    queryFn: () => api.releaseDiff(before?.id ?? "", release.id),
    enabled: before !== undefined && !same,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <div className={classes.panel}>
      <header>
        <h2>
          {t("releases:release")} #{release.revision} <code>{release.short}</code>
        </h2>
        <p>{release.note || t("releases:noNote")}</p>
        <p className={classes.meta}>
          {publisherOf(release, t)} · {formatDateTime(release.at, language, zone)}
        </p>
        <ul className={classes.counts}>
          {Object.entries(release.counts)
            .filter(([, count]) => count > 0)
            .map(([kind, count]) => (
              <li key={kind}>
                <b>{count}</b> {t(`releases:kind.${kind}`, { count, defaultValue: kind })}
              </li>
            ))}
        </ul>
        {publisher && !release.current && (
          <Button leftSection={<IconArrowBackUp size={14} stroke={1.8} />} onClick={onRollBack} fullWidth>
            {t("releases:rollBack")}
          </Button>
        )}
      </header>
      <section>
        <h3>{before ? t("releases:changedSince", named(before)) : t("releases:changes")}</h3>
        {!before ? (
          <p className={classes.meta}>{t("releases:first")}</p>
        ) : same ? (
          <p className={classes.meta}>{t("releases:noChanges")}</p>
        ) : diff.isPending ? (
          <SkeletonText lines={5} />
        ) : diff.isError ? (
          <ErrorState problem={diff.error} onRetry={() => void diff.refetch()} />
        ) : (
          <Differences diff={diff.data} />
        )}
      </section>
    </div>
  );
}

/** Publishing affects everybody at once, so this one is asked first, with what it changes. */
function RollBackDialog({
  release,
  current,
  onClose,
}: {
  release: Release;
  current: Release;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  const diff = useQuery({
    queryKey: ["release-diff", current.id, release.id],
    queryFn: () => api.releaseDiff(current.id, release.id),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const publish = async (id: string, short: string, undo?: () => void) => {
    try {
      await api.publishRelease(id);
      toast.done(t("releases:published", { short }), undo);
      await queries.invalidateQueries();
    } catch (failure) {
      toast.failed(problemText(t, failure).title);
    }
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("releases:rollBackTo", named(release))}
      closeButtonProps={{ "aria-label": t("common:close") }}
      size={560}
    >
      <p className={classes.lead}>{t("releases:rollBackLead")}</p>
      <div className={classes.scroll}>
        {diff.isPending ? (
          <SkeletonText lines={4} />
        ) : diff.isError ? (
          <ErrorState problem={diff.error} onRetry={() => void diff.refetch()} />
        ) : (
          <Differences diff={diff.data} />
        )}
      </div>
      <div className={classes.buttons}>
        <Button onClick={onClose}>{t("common:cancel")}</Button>
        <Button
          variant="filled"
          aria-busy={busy}
          leftSection={<IconArrowBackUp size={14} stroke={1.8} />}
          onClick={() => {
            setBusy(true);
            void publish(release.id, release.short, () => void publish(current.id, current.short)).then(
              onClose,
            );
          }}
        >
          {t("releases:publish", named(release))}
        </Button>
      </div>
    </Modal>
  );
}
