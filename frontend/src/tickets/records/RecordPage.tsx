import { Button } from "@mantine/core";
import { IconArrowLeft, IconTrash } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import {
  ApiProblem,
  api,
  idempotencyKey,
  keys,
  type Me,
  objectSchemaQuery,
  type RecordDetail,
  recordQuery,
  type Tagged,
  type TypeSchema,
  useMe,
} from "@/api";
import type { Problem } from "@/fields";
import {
  blocking,
  browserDraft,
  createFormStore,
  ErrorSummary,
  type FormLayout,
  type FormSource,
  type FormStore,
  FormView,
  focusField,
  inOrderOf,
  judge,
  momentNow,
  newTicketFields,
  PageButtons,
  type Pages,
  submitted,
  ticketFields,
  useForm,
  usePages,
  valuesOf,
} from "@/forms";
import {
  EmptyState,
  ErrorState,
  failureText,
  footRef,
  Kbd,
  NamedIcon,
  SkeletonText,
  toast,
  useKeys,
  useLabel,
  useSlow,
} from "@/ui";
import { EventItem } from "../ticket/EventItem";
import { grouped } from "../ticket/grouped";
import ticketStyles from "../ticket/ticket.module.css";

import { factsOfRecord } from "./facts";
import styles from "./records.module.css";
import { WithFormats } from "./WithFormats";

const route = getRouteApi("/shell/objects/$type/$id");
const FORM = "record";
/** In the address: a record that does not exist yet. */
const NEW = "new";

/** One record with its form and its history, or the form of a new one. */
export function RecordPage() {
  const { type, id } = route.useParams();
  const me = useMe();
  const { t } = useTranslation();
  const label = useLabel();
  const schema = useQuery(objectSchemaQuery(type));
  const record = useQuery({ ...recordQuery(type, id), enabled: id !== NEW });
  const failure = schema.error ?? (id === NEW ? null : record.error);
  const slow = useSlow(!failure && (schema.isPending || (id !== NEW && record.isPending)));
  const title = id === NEW ? t("records:new") : (record.data?.data.title ?? "");
  useEffect(() => {
    if (title) document.title = `${title} · Deskloom`;
  }, [title]);
  return (
    <WithFormats>
      <main className={styles.page} aria-label={title}>
        <header className={styles.header}>
          <Link
            to="/objects/$type"
            params={{ type }}
            search={{}}
            className={styles.back}
            aria-label={t("records:back")}
          >
            <IconArrowLeft size={16} stroke={1.7} aria-hidden />
          </Link>
          {schema.data && <NamedIcon name={schema.data.icon} size={16} />}
          <h1>{title || (record.data ? t("fields:record_untitled") : "")}</h1>
          <span className={styles.note}>
            {schema.data && label(schema.data.label)}
            {record.data?.data.externalId && ` · ${record.data.data.source} ${record.data.data.externalId}`}
          </span>
        </header>
        {failure ? (
          <ErrorState
            problem={failure}
            // What is not there will not be there the next time either.
            action={
              !schema.error && failure instanceof ApiProblem && failure.status === 404 ? (
                <Button
                  variant="filled"
                  renderRoot={(root) => <Link to="/objects/$type" params={{ type }} search={{}} {...root} />}
                >
                  {t("records:back")}
                </Button>
              ) : undefined
            }
            onRetry={() => {
              void schema.refetch();
              if (id !== NEW) void record.refetch();
            }}
          />
        ) : schema.data && id === NEW ? (
          schema.data.canCreate ? (
            <NewRecord key={type} schema={schema.data} me={me} />
          ) : (
            <EmptyState title={t("records:cannot_create")} />
          )
        ) : schema.data && record.data ? (
          <OpenRecord key={id} record={record.data} schema={schema.data} me={me} />
        ) : (
          slow && (
            <div className={styles.scroll}>
              <SkeletonText lines={8} />
            </div>
          )
        )}
      </main>
    </WithFormats>
  );
}

const sourceOf = (detail: RecordDetail, schema: TypeSchema, me: Me): FormSource => {
  const fields = ticketFields(schema.fields, detail.form.fields);
  return { fields, values: valuesOf(fields, detail.form.fields), facts: factsOfRecord(detail, me) };
};

/** Shows what was refused at the fields it concerns; whatever concerns none is said in a message. */
function useRefusal(store: FormStore) {
  const { t } = useTranslation();
  return (failure: unknown) => {
    if (!(failure instanceof ApiProblem)) throw failure;
    const byField: Record<string, Problem[]> = {};
    for (const item of failure.problem.problems ?? []) {
      const key = /^\/fields\/([^/]+)/.exec(item.pointer)?.[1];
      if (key && item.code !== "changed-meanwhile") {
        byField[key] = [
          ...(byField[key] ?? []),
          { code: item.code, params: item.params, message: item.message },
        ];
      }
    }
    store.refuse(byField);
    const [first] = blocking(store.getState());
    if (first && Object.keys(byField).length > 0) focusField(FORM, first);
    else toast.failed(failureText(t, failure, store.getState().dirty.length > 0));
  };
}

function NewRecord({ schema, me }: { schema: TypeSchema; me: Me }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  // The same key until it is created: pressing twice, or again after a lost answer, makes one record.
  const operation = useRef(idempotencyKey());
  const store = useMemo(() => {
    const fields = newTicketFields(inOrderOf(schema.forms[0], schema.fields));
    return createFormStore({
      source: { fields, values: valuesOf(fields, []), facts: factsOfRecord(null, me) },
      judge,
      moment: momentNow(me.workspace.zone),
      draft: browserDraft(me.id, `new.${schema.key}`),
    });
  }, [schema, me]);
  const refused = useRefusal(store);

  async function create() {
    if (busy) return;
    if (!store.attempt()) {
      const [first] = blocking(store.getState());
      if (first) focusField(FORM, first);
      return;
    }
    setBusy(true);
    try {
      const made = await api.createRecord(schema.key, { fields: store.changes() }, operation.current);
      browserDraft(me.id, `new.${schema.key}`).clear();
      queries.setQueryData(keys.record(schema.key, made.data.id), made);
      void queries.invalidateQueries({ queryKey: keys.allRecords(schema.key) });
      toast.done(t("records:created"));
      await navigate({
        to: "/objects/$type/$id",
        params: { type: schema.key, id: made.data.id },
        replace: true,
      });
    } catch (failure) {
      refused(failure);
      operation.current = idempotencyKey();
    } finally {
      setBusy(false);
    }
  }
  useKeys({ "mod+enter": () => void create(), "mod+s": () => void create() });
  return (
    <Body
      store={store}
      schema={schema}
      onDone={() => void create()}
      foot={(pages) =>
        pages.last && (
          <>
            <Button
              variant="filled"
              {...(pages.first ? { onClick: () => void create() } : { type: "submit" })}
              aria-busy={busy || undefined}
            >
              {t("records:create")}
            </Button>
            <Kbd>mod+enter</Kbd>
          </>
        )
      }
    />
  );
}

function OpenRecord({ record, schema, me }: { record: Tagged<RecordDetail>; schema: TypeSchema; me: Me }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const detail = record.data;
  const type = schema.key;
  const [busy, setBusy] = useState(false);
  const [store] = useState(() =>
    createFormStore({
      source: sourceOf(detail, schema, me),
      judge,
      moment: momentNow(me.workspace.zone),
      draft: browserDraft(me.id, `record.${detail.id}`),
    }),
  );
  const refused = useRefusal(store);
  const seen = useRef(detail);
  useEffect(() => {
    if (seen.current === detail) return;
    seen.current = detail;
    store.follow(sourceOf(detail, schema, me));
  }, [detail, schema, me, store]);
  const dirty = useForm(store, (d) => d.dirty.length);

  async function save() {
    if (busy || dirty === 0) return;
    const [conflict] = Object.keys(store.getState().conflicts);
    if (!store.attempt() || conflict) {
      const first = conflict ?? blocking(store.getState())[0];
      if (first) focusField(FORM, first);
      return;
    }
    setBusy(true);
    const sent = { ...store.getState().values };
    try {
      const { data, etag } = await api.updateRecord(
        type,
        detail.id,
        { fields: store.changes() },
        record.etag,
      );
      if (data) {
        store.saved(sourceOf(data, schema, me), sent);
        seen.current = data;
        queries.setQueryData(keys.record(type, detail.id), { data, etag });
      }
      void queries.invalidateQueries({ queryKey: keys.recordEvents(type, detail.id) });
      void queries.invalidateQueries({ queryKey: keys.allRecords(type) });
      void queries.invalidateQueries({ queryKey: keys.allContexts });
      toast.done(t("records:saved"));
    } catch (failure) {
      // Theirs arrive in the form; where both changed the same field, the form asks whose stays.
      if (failure instanceof ApiProblem && failure.code === "record-changed") {
        await queries.invalidateQueries({ queryKey: keys.record(type, detail.id) });
      }
      refused(failure);
    } finally {
      setBusy(false);
    }
  }

  async function remove() {
    try {
      await api.deleteRecord(type, detail.id);
      void queries.invalidateQueries({ queryKey: keys.allRecords(type) });
      await navigate({ to: "/objects/$type", params: { type }, search: {} });
      toast.done(t("records:deleted", { title: detail.title ?? "" }), () => {
        void api.restoreRecord(type, detail.id).then(() => {
          void queries.invalidateQueries({ queryKey: keys.allRecords(type) });
          void navigate({ to: "/objects/$type/$id", params: { type, id: detail.id } });
        });
      });
    } catch (failure) {
      refused(failure);
    }
  }
  useKeys({
    "mod+s": () => void save(),
    u: () => void navigate({ to: "/objects/$type", params: { type }, search: {} }),
  });
  return (
    <Body
      store={store}
      schema={schema}
      below={<History type={type} id={detail.id} schema={schema} />}
      onDone={() => void save()}
      foot={(pages) => (
        <>
          {detail.can.update && (
            <>
              <Button
                variant={pages.last ? "filled" : "default"}
                disabled={dirty === 0}
                onClick={() => void save()}
                aria-busy={busy || undefined}
              >
                {t("common:save")}
              </Button>
              {dirty > 0 && (
                <Button variant="subtle" onClick={() => store.discard()}>
                  {t("ticket:discard")}
                </Button>
              )}
            </>
          )}
          <span className={styles.spacer} />
          {detail.can.delete && (
            <Button
              variant="subtle"
              leftSection={<IconTrash size={14} stroke={1.7} aria-hidden />}
              onClick={() => void remove()}
            >
              {t("records:delete")}
            </Button>
          )}
        </>
      )}
    />
  );
}

interface BodyProps {
  readonly store: FormStore;
  readonly schema: TypeSchema;
  readonly below?: ReactNode;
  /** What the last page's button does. */
  readonly onDone: () => void;
  readonly foot: (pages: Pages) => ReactNode;
}

function Body(props: BodyProps) {
  const layout = props.schema.forms[0];
  return layout && <BodyOf {...props} layout={layout} />;
}

function BodyOf({ store, schema, layout, below, onDone, foot }: BodyProps & { layout: FormLayout }) {
  const pages = usePages(store, layout, FORM);
  const scope = useMemo(() => {
    const matchable = new Set(schema.fields.filter((f) => f.match).map((f) => f.key));
    return { store, prefix: FORM, neededFor: () => null, canMatch: (key: string) => matchable.has(key) };
  }, [store, schema.fields]);
  const body = (
    <>
      <div className={styles.scroll}>
        <ErrorSummary store={store} prefix={FORM} />
        <FormView layout={layout} heading="h2" {...scope} />
        {below}
      </div>
      <footer ref={footRef} className={styles.foot}>
        <PageButtons pages={pages} />
        {foot(pages)}
      </footer>
    </>
  );
  return layout.shape === "pages" ? (
    <form className={styles.body} noValidate onSubmit={submitted(pages, onDone)}>
      {body}
    </form>
  ) : (
    <div className={styles.body}>{body}</div>
  );
}

function History({ type, id, schema }: { type: string; id: string; schema: TypeSchema }) {
  const { t } = useTranslation();
  const events = useInfiniteQuery({
    queryKey: keys.recordEvents(type, id),
    queryFn: ({ pageParam }) => api.recordEvents(type, id, pageParam ?? undefined),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next ?? null,
  });
  const groups = useMemo(
    () => grouped((events.data?.pages.flatMap((p) => p.items) ?? []).toReversed(), "all"),
    [events.data],
  );
  return (
    <section className={styles.history} aria-label={t("ticket:timeline.title")}>
      <h2>{t("ticket:timeline.title")}</h2>
      {events.isError ? (
        <ErrorState problem={events.error} onRetry={() => void events.refetch()} />
      ) : events.isPending ? (
        <SkeletonText lines={3} />
      ) : (
        <>
          {events.hasNextPage && (
            <Button variant="subtle" onClick={() => void events.fetchNextPage()}>
              {t("ticket:timeline.older")}
            </Button>
          )}
          <ol className={ticketStyles.events}>
            {groups.map((group) => (
              <EventItem key={group.first.id} group={group} ticket={id} schema={schema} />
            ))}
          </ol>
        </>
      )}
    </section>
  );
}
