import { Button } from "@mantine/core";
import { IconFileImport, IconPlus } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { ApiProblem, api, type ImportJob, keys, objectTypesQuery, useTypes } from "@/api";
import { useFormats } from "@/fields";
import {
  Card,
  EmptyState,
  ErrorState,
  formatDateTime,
  formatDecimal,
  Page,
  SkeletonRows,
  useLabel,
} from "@/ui";
import classes from "./imports.module.css";
import { CountsLine, isWorking, StatePill } from "./parts";

/** The imports of the workspace: whose, how far, what became of them. */
export function ImportsPage() {
  const { t } = useTranslation();
  const pages = useInfiniteQuery({
    queryKey: keys.imports,
    queryFn: ({ pageParam }) => api.imports(pageParam || undefined),
    initialPageParam: "",
    getNextPageParam: (last) => last.next ?? undefined,
    refetchInterval: (query) =>
      query.state.data?.pages.some((page) => page.items.some((job) => isWorking(job))) ? 1500 : false,
  });
  const jobs = pages.data?.pages.flatMap((page) => page.items) ?? [];
  const begin = (
    <Button
      component={Link}
      to="/admin/imports/new"
      variant="filled"
      leftSection={<IconPlus size={14} stroke={1.8} />}
    >
      {t("imports:new")}
    </Button>
  );
  return (
    <Page title={t("imports:title")} note={t("imports:note")} actions={jobs.length > 0 ? begin : undefined}>
      {pages.isPending ? (
        <SkeletonRows rows={6} height={52} />
      ) : pages.isError ? (
        <ErrorState
          problem={pages.error}
          // Who may not do this may not the next time either.
          action={
            pages.error instanceof ApiProblem && pages.error.status === 403 ? (
              <Button component={Link} to="/list">
                {t("shell:notFound.action")}
              </Button>
            ) : undefined
          }
          onRetry={() => void pages.refetch()}
        />
      ) : jobs.length === 0 ? (
        <EmptyState
          icon={<IconFileImport size={24} stroke={1.6} aria-hidden />}
          title={t("imports:none")}
          hint={t("imports:noneHint")}
          action={begin}
        />
      ) : (
        <Card title={t("imports:title")}>
          <ul className={classes.list}>
            {jobs.map((job) => (
              <li key={job.id}>
                <Link to="/admin/imports/$id" params={{ id: job.id }} className={classes.item}>
                  <JobLine job={job} />
                </Link>
              </li>
            ))}
          </ul>
        </Card>
      )}
      {pages.hasNextPage && (
        <div className={classes.more}>
          <Button aria-busy={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
            {t("imports:more")}
          </Button>
        </div>
      )}
    </Page>
  );
}

function JobLine({ job }: { job: ImportJob }) {
  const { t } = useTranslation();
  const { language, zone } = useFormats();
  const label = useLabel();
  const types = useTypes();
  const objects = useQuery(objectTypesQuery);
  const type = [...(types.data ?? []), ...(objects.data ?? [])].find((each) => each.key === job.type);
  return (
    <>
      <span className={classes.name}>
        <b className="ellipsis" title={job.fileName}>
          {job.fileName}
        </b>
        <span className={classes.meta}>
          {type ? label(type.plural) : job.type} · {job.by} · {formatDateTime(job.createdAt, language, zone)}
        </span>
      </span>
      <StatePill state={job.state} />
      <span className={`${classes.meta} ${classes.counts}`}>
        {job.state === "checking" || job.state === "running" ? (
          t("imports:of", {
            done: formatDecimal(job.done, language),
            total: formatDecimal(job.total, language),
          })
        ) : job.endedAt && job.state !== "failed" ? (
          <CountsLine counts={job.counts} />
        ) : job.total > 0 ? (
          t("imports:rows", { count: job.total })
        ) : null}
      </span>
    </>
  );
}
