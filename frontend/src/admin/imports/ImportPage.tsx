import { Button, FileButton } from "@mantine/core";
import { IconDownload, IconInbox, IconPlayerPlay, IconPlus, IconX } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import {
  api,
  type ImportDetail,
  type ImportJob,
  keys,
  objectSchemaQuery,
  objectTypesQuery,
  schemaQuery,
  type TypeSchema,
} from "@/api";
import { useFormats } from "@/fields";
import {
  Card,
  download,
  EmptyState,
  ErrorState,
  failureText,
  formatDecimal,
  listed,
  Page,
  problemItemText,
  problemText,
  SkeletonText,
  saidOf,
  sentences,
  toast,
  useLabel,
} from "@/ui";
import classes from "./imports.module.css";
import { Mapping } from "./Mapping";
import { Bar, CountsLine, Figures, isWorking, StatePill, Steps } from "./parts";
import { sampleText } from "./sampleText";
import { upload, useUploads } from "./uploads";

const route = getRouteApi("/shell/admin/imports/$id");
const MB = 1024 * 1024;

/** One import, wherever it is: what is shown follows from its state, so leaving and coming back changes nothing. */
export function ImportPage() {
  const { t } = useTranslation();
  const { id } = route.useParams();
  const job = useQuery({
    queryKey: keys.import(id),
    queryFn: ({ signal }) => api.import(id, signal),
    refetchInterval: (query) => (query.state.data && isWorking(query.state.data) ? 700 : false),
  });
  if (job.isPending) {
    return (
      <Page title={t("imports:title")}>
        <SkeletonText lines={6} />
      </Page>
    );
  }
  if (job.isError) {
    return (
      <Page title={t("imports:title")}>
        <ErrorState problem={job.error} onRetry={() => void job.refetch()} />
      </Page>
    );
  }
  return <OneImport job={job.data} />;
}

function OneImport({ job }: { job: ImportJob }) {
  const { t } = useTranslation();
  const { language } = useFormats();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const search = route.useSearch();
  const objects = useQuery(objectTypesQuery);
  const object = objects.data?.some((type) => type.key === job.type) ?? false;
  const ofTickets = useQuery(schemaQuery(objects.isPending || object ? "" : job.type));
  const ofRecords = useQuery(objectSchemaQuery(object ? job.type : ""));
  const schema = object ? ofRecords : ofTickets;
  const [busy, setBusy] = useState(false);

  const set = (now: ImportJob) => queries.setQueryData(keys.import(job.id), now);
  const act = async (call: Promise<ImportJob>, then?: () => void) => {
    setBusy(true);
    try {
      set(await call);
      void queries.invalidateQueries({ queryKey: keys.imports, exact: true });
      then?.();
    } catch (failure) {
      toast.failed(failureText(t, failure));
      void queries.invalidateQueries({ queryKey: keys.import(job.id) });
    } finally {
      setBusy(false);
    }
  };
  const show = (step: "mapping" | "check") =>
    void navigate({ to: "/admin/imports/$id", params: { id: job.id }, search: { step } });
  const attempt = () => void act(api.startImport(job.id, true), () => show("check"));
  const cancel = () => void act(api.cancelImport(job.id), () => toast.info(t("imports:run.cancelled")));

  const step = search.step ?? (job.detail?.check ? "check" : "mapping");
  const at =
    job.state === "uploading" || job.state === "reading"
      ? "file"
      : job.state === "checking"
        ? "check"
        : job.state === "ready"
          ? step
          : "run";
  // What has ended early stands where it ended: steps it never took are not done.
  const reached =
    job.endedAt === null || job.done > 0 ? at : job.detail?.check ? "check" : job.detail ? "mapping" : "file";
  const layout = job.detail?.layout;
  const format = layout
    ? listed(
        t,
        [layout.format === "jsonl" ? "JSON lines" : layout.format.toUpperCase(), layout.encoding].filter(
          (each): each is string => Boolean(each),
        ),
      )
    : "";

  return (
    <Page
      title={job.fileName}
      note={layout && t("imports:about", { rows: formatDecimal(job.total, language), format })}
      actions={
        <>
          <StatePill state={job.state} />
          {!job.endedAt && (
            <Button leftSection={<IconX size={14} stroke={1.8} />} aria-busy={busy} onClick={cancel}>
              {t("imports:run.cancel")}
            </Button>
          )}
        </>
      }
    >
      <Steps at={reached} over={job.state === "done"} />
      {job.state === "uploading" ? (
        <Uploading job={job} set={set} />
      ) : job.state === "reading" ? (
        <Card title={t("imports:state.reading")}>
          <p role="status" className={classes.lead}>
            {t("imports:run.reading")}
          </p>
          <SkeletonText lines={3} />
        </Card>
      ) : job.state === "checking" || job.state === "running" ? (
        <Card title={t(`imports:state.${job.state}`)}>
          <Bar
            done={job.done}
            total={job.total}
            label={t(job.state === "checking" ? "imports:run.trying" : "imports:of", {
              done: formatDecimal(job.done, language),
              total: formatDecimal(job.total, language),
            })}
          />
          <p className={classes.lead}>
            <CountsLine counts={job.counts} />
          </p>
          {job.state === "running" && <p className={classes.hint}>{t("imports:run.leave")}</p>}
        </Card>
      ) : job.state === "ready" && job.detail ? (
        step === "mapping" || !schema.data ? (
          <Mapping
            job={job}
            detail={job.detail}
            schema={schema.data}
            failure={schema.error}
            busy={busy}
            set={set}
            onTry={attempt}
          />
        ) : (
          <Check
            detail={job.detail}
            schema={schema.data}
            busy={busy}
            onTry={attempt}
            onBack={() => show("mapping")}
            onRun={() => void act(api.startImport(job.id, false))}
          />
        )
      ) : job.endedAt ? (
        <Result job={job} schema={schema.data} object={object} />
      ) : (
        <EmptyState title={t("imports:others", { name: job.by })} />
      )}
    </Page>
  );
}

function Uploading({ job, set }: { job: ImportJob; set: (job: ImportJob) => void }) {
  const { t } = useTranslation();
  const { language } = useFormats();
  const active = useUploads((uploads) => uploads.active[job.id] === true);
  const failure = useUploads((uploads) => uploads.failures[job.id]);
  const megabytes = (bytes: number) => formatDecimal((bytes / MB).toFixed(1), language);
  return (
    <Card title={t("imports:state.uploading")}>
      <Bar
        done={job.stored}
        total={job.size}
        label={t("imports:upload.sent", { sent: megabytes(job.stored), size: megabytes(job.size) })}
      />
      {failure !== undefined && !active && <p className={classes.bad}>{problemText(t, failure).title}</p>}
      {!active && job.mine && (
        <div className={classes.actions}>
          <p className={classes.hint}>{t("imports:upload.again")}</p>
          <FileButton
            onChange={(file) => {
              if (!file) return;
              if (file.name === job.fileName && file.size === job.size) void upload(job, file, set);
              else toast.failed(t("imports:upload.other", { name: job.fileName }));
            }}
          >
            {(props) => <Button {...props}>{t("imports:upload.goOn")}</Button>}
          </FileButton>
        </div>
      )}
    </Card>
  );
}

/** What a field is called, by its key. */
function useFieldName(schema: TypeSchema | undefined) {
  const { t } = useTranslation();
  const label = useLabel();
  return (key: string) => {
    if (key === "ticket.priority" || key === "priority") return t("imports:map.priority");
    const field = schema?.fields.find((each) => each.key === key);
    return field ? label(field.label) : key;
  };
}

/** What would be written, in the reader's language as far as it is a day, a moment or a priority. */
function useSampleText(schema: TypeSchema | undefined) {
  const { t } = useTranslation();
  const formats = useFormats();
  return (key: string, text: string | undefined) => {
    if (text === undefined) return text;
    if (key === "ticket.priority") return t(`ui:priority.${text}`, { defaultValue: text });
    return sampleText(schema?.fields.find((each) => each.key === key)?.kind, text, formats);
  };
}

const fieldOf = (pointer: string) =>
  pointer.startsWith("/fields/") ? pointer.slice("/fields/".length) : pointer.replace(/^\//, "");

function Check({
  detail,
  schema,
  busy,
  onTry,
  onBack,
  onRun,
}: {
  detail: ImportDetail;
  schema: TypeSchema;
  busy: boolean;
  onTry: () => void;
  onBack: () => void;
  onRun: () => void;
}) {
  const { t } = useTranslation();
  const name = useFieldName(schema);
  const said = useSampleText(schema);
  const { check } = detail;
  if (!check) {
    return (
      <EmptyState
        title={t("imports:check.none")}
        hint={t("imports:check.noneHint")}
        action={
          <Button variant="filled" aria-busy={busy} onClick={onTry}>
            {t("imports:map.attempt")}
          </Button>
        }
      />
    );
  }
  const writes = check.counts.created + check.counts.updated;
  const columns = [...new Set(check.samples.flatMap((sample) => Object.keys(sample.values)))];
  return (
    <>
      <Card title={t("imports:check.title")} note={t("imports:check.note")}>
        <Figures counts={check.counts} />
        <p className={classes.lead}>
          {t(
            writes === 0
              ? "imports:check.nothing"
              : check.counts.rejected === 0
                ? "imports:check.good"
                : "imports:check.bad",
          )}
        </p>
        <div className={classes.actions}>
          <Button onClick={onBack}>{t("imports:check.back")}</Button>
          {writes > 0 && (
            <Button
              variant="filled"
              aria-busy={busy}
              leftSection={<IconPlayerPlay size={14} stroke={1.8} />}
              onClick={onRun}
            >
              {t("imports:check.run", { count: writes })}
            </Button>
          )}
        </div>
      </Card>
      {check.reasons.length > 0 && (
        <Card title={t("imports:check.reasons")}>
          <ul className={classes.reasons}>
            {check.reasons.map((reason) => (
              <li key={`${reason.problem.code} ${reason.problem.pointer}`}>
                <b>{reason.rows}</b>
                <span>
                  {saidOf(
                    t,
                    reason.problem.pointer && name(fieldOf(reason.problem.pointer)),
                    problemItemText(t, reason.problem),
                  )}
                </span>
                <span className={classes.meta}>
                  {t("imports:check.lines", {
                    count: reason.rows,
                    lines:
                      listed(t, reason.lines.map(String)) + (reason.rows > reason.lines.length ? " …" : ""),
                  })}
                </span>
              </li>
            ))}
          </ul>
        </Card>
      )}
      {check.samples.length > 0 && (
        <Card title={t("imports:check.samples")}>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
          <section className={classes.scroll} tabIndex={0} aria-label={t("imports:check.samples")}>
            <table className={classes.table}>
              <thead>
                <tr>
                  <th scope="col">{t("imports:check.line")}</th>
                  {columns.map((column) => (
                    <th key={column} scope="col">
                      {name(column)}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {check.samples.map((sample) => (
                  <tr key={sample.line}>
                    <td>{sample.line}</td>
                    {columns.map((column) => (
                      <td key={column} title={said(column, sample.values[column])}>
                        {said(column, sample.values[column])}
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        </Card>
      )}
    </>
  );
}

/** As much of a row as tells which it is. */
const short = (text: string) => (text.length > 80 ? `${text.slice(0, 80)}…` : text);

function Result({
  job,
  schema,
  object,
}: {
  job: ImportJob;
  schema: TypeSchema | undefined;
  object: boolean;
}) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const name = useFieldName(schema);
  const refused = job.mine && job.counts.rejected > 0;
  const rejects = useQuery({
    queryKey: keys.importRejects(job.id),
    queryFn: () => api.importRejects(job.id),
    enabled: refused,
  });
  const title =
    job.state === "failed"
      ? "imports:result.failed"
      : job.state === "cancelled"
        ? "imports:result.cancelled"
        : job.counts.rejected > 0
          ? "imports:result.partly"
          : "imports:result.done";
  return (
    <>
      <Card title={t(title)}>
        {job.failure && (
          <p className={classes.bad} role="alert">
            {problemItemText(t, job.failure)}
          </p>
        )}
        {(job.state !== "failed" || job.done > 0) && <Figures counts={job.counts} />}
        {refused && <p className={classes.lead}>{t("imports:result.downloadHint")}</p>}
        <div className={classes.actions}>
          <Button component={Link} to="/admin/imports/new" leftSection={<IconPlus size={14} stroke={1.8} />}>
            {t("imports:result.another")}
          </Button>
          {job.counts.created + job.counts.known > 0 && (
            <Button
              onClick={() =>
                void (object
                  ? navigate({ to: "/objects/$type", params: { type: job.type } })
                  : navigate({ to: "/list", search: { type: job.type } }))
              }
              leftSection={<IconInbox size={14} stroke={1.7} />}
            >
              {t(object ? "imports:result.openRecords" : "imports:result.open")}
            </Button>
          )}
          {refused && (
            <Button
              variant="filled"
              leftSection={<IconDownload size={14} stroke={1.7} />}
              onClick={() =>
                void api
                  .importRejected(job.id)
                  .then(download)
                  .catch((failure) => toast.failed(problemText(t, failure).title))
              }
            >
              {t("imports:result.download")}
            </Button>
          )}
        </div>
      </Card>
      {refused && (
        <Card
          title={t("imports:result.refused")}
          note={
            rejects.data && rejects.data.length < job.counts.rejected
              ? t("imports:result.first", { count: rejects.data.length })
              : undefined
          }
        >
          {rejects.isPending ? (
            <SkeletonText lines={4} />
          ) : rejects.isError ? (
            <ErrorState problem={rejects.error} onRetry={() => void rejects.refetch()} />
          ) : (
            <ul className={classes.reasons}>
              {rejects.data.map((reject) => (
                <li key={reject.line}>
                  <b>{t("imports:result.line", { line: reject.line })}</b>
                  <span>
                    {sentences(
                      t,
                      reject.problems.map((problem) =>
                        saidOf(
                          t,
                          problem.pointer && name(fieldOf(problem.pointer)),
                          problemItemText(t, problem),
                        ),
                      ),
                    )}
                  </span>
                  <span className={`${classes.meta} ellipsis`}>
                    {short(reject.cells.filter(Boolean).join(" · "))}
                  </span>
                </li>
              ))}
            </ul>
          )}
        </Card>
      )}
    </>
  );
}
