import { Button, SegmentedControl } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import {
  ApiProblem,
  api,
  idempotencyKey,
  keys,
  type Me,
  type Priority,
  schemaQuery,
  type TypeSchema,
  useMe,
  useTypes,
} from "@/api";
import { type Formats, FormatsProvider, type Problem, useTouch } from "@/fields";
import {
  blocking,
  browserDraft,
  createFormStore,
  ErrorSummary,
  type FormLayout,
  type FormSource,
  FormView,
  factsOf,
  focusField,
  inOrderOf,
  judge,
  momentNow,
  newTicketFields,
  PageButtons,
  submitted,
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
  useCurrentInSight,
  useKeys,
  useLabel,
  useSlow,
} from "@/ui";
import styles from "./new.module.css";

const FORM = "new";

export function NewTicketPage() {
  const { type } = useParams({ strict: false }) as { type: string };
  const { t, i18n } = useTranslation();
  const label = useLabel();
  const me = useMe();
  const types = useTypes();
  const schema = useQuery(schemaQuery(type));
  const slow = useSlow(schema.isPending);
  const creatable = types.data?.filter((each) => each.canCreate) ?? [];
  const chips = useCurrentInSight<HTMLElement>(`${type} of ${creatable.length}`);
  const formats = useMemo<Formats>(
    () => ({
      language: i18n.language === "zh" ? "zh" : "en",
      zone: me.workspace.zone,
      currency: me.workspace.currency,
    }),
    [i18n.language, me.workspace.zone, me.workspace.currency],
  );
  // On a telephone nothing else leads away from here.
  const toList = (
    <Button variant="filled" renderRoot={(root) => <Link to="/list" {...root} />}>
      {t("ticket:back_to_list")}
    </Button>
  );
  return (
    <FormatsProvider formats={formats}>
      <main className={styles.page}>
        <header className={styles.header}>
          <h1>
            {schema.data
              ? t("ticket:new.title", { type: label(schema.data.label) })
              : t("ticket:new.choose_type")}
          </h1>
          {creatable.length > 1 && (
            <nav ref={chips} className={styles.types} aria-label={t("ticket:new.choose_type")}>
              {creatable.map((each) => (
                <Link
                  key={each.key}
                  to="/new/$type"
                  params={{ type: each.key }}
                  aria-current={each.key === type ? "page" : undefined}
                >
                  <NamedIcon name={each.icon} size={14} />
                  {label(each.label)}
                </Link>
              ))}
            </nav>
          )}
        </header>
        {schema.error ? (
          <ErrorState
            problem={schema.error}
            action={schema.error instanceof ApiProblem && schema.error.status === 404 ? toList : undefined}
            onRetry={() => void schema.refetch()}
          />
        ) : schema.data ? (
          schema.data.canCreate === false ? (
            <EmptyState title={t("ticket:new.cannot")} action={toList} />
          ) : (
            schema.data.forms[0] && (
              <NewTicket key={type} schema={schema.data} layout={schema.data.forms[0]} me={me} />
            )
          )
        ) : (
          slow && (
            <div className={styles.scroll}>
              <SkeletonText lines={8} />
            </div>
          )
        )}
      </main>
    </FormatsProvider>
  );
}

interface NewTicketProps {
  readonly schema: TypeSchema;
  readonly layout: FormLayout;
  readonly me: Me;
}

function NewTicket({ schema, layout, me }: NewTicketProps) {
  const { t } = useTranslation();
  const label = useLabel();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [priority, setPriority] = useState<Priority>("normal");
  const [busy, setBusy] = useState(false);
  // The same key until it is created: pressing twice, or again after a lost answer, makes one ticket.
  const operation = useRef(idempotencyKey());
  const draft = useMemo(() => browserDraft(me.id, `new.${schema.key}`), [me.id, schema.key]);
  const store = useMemo(() => {
    const fields = newTicketFields(inOrderOf(layout, schema.fields));
    const source: FormSource = { fields, values: valuesOf(fields, []), facts: factsOf(null, schema.key, me) };
    return createFormStore({ source, judge, moment: momentNow(me.workspace.zone), draft });
  }, [schema, layout, me, draft]);
  const dirty = useForm(store, (d) => d.dirty.length > 0);
  const pages = usePages(store, layout, FORM);
  const scope = useMemo(
    () => ({ store, prefix: FORM, neededFor: () => null, canMatch: () => false }),
    [store],
  );

  async function create() {
    if (busy) return;
    if (!store.attempt()) {
      const [first] = blocking(store.getState());
      if (first) focusField(FORM, first);
      return;
    }
    setBusy(true);
    try {
      const made = await api.createTicket(
        { type: schema.key, fields: store.changes(), priority },
        operation.current,
      );
      draft.clear();
      queries.setQueryData(keys.ticket(made.data.id), made);
      void queries.invalidateQueries({ queryKey: keys.allTickets });
      toast.done(t("ticket:new.created", { number: made.data.number }));
      await navigate({ to: "/t/$id", params: { id: made.data.id } });
    } catch (failure) {
      if (!(failure instanceof ApiProblem)) throw failure;
      const byField: Record<string, Problem[]> = {};
      for (const item of failure.problem.problems ?? []) {
        const key = /^\/fields\/([^/]+)/.exec(item.pointer)?.[1];
        if (key)
          byField[key] = [
            ...(byField[key] ?? []),
            { code: item.code, params: item.params, message: item.message },
          ];
      }
      store.refuse(byField);
      const [first] = blocking(store.getState());
      if (first) focusField(FORM, first);
      else toast.failed(failureText(t, failure, dirty));
      // What was refused was not made: the corrected one is another request.
      if (failure.status >= 400 && failure.status < 500) operation.current = idempotencyKey();
    } finally {
      setBusy(false);
    }
  }
  // Whoever opens it wants to write. With a finger the keyboard would hide half of the form.
  const first = layout.sections.flatMap((section) => section.fields)[0];
  const touch = useTouch();
  useEffect(() => {
    if (first && !touch) focusField(FORM, first);
  }, [first, touch]);
  useKeys({ "mod+enter": () => void create(), "mod+s": () => void create() });

  return (
    <form className={styles.form} noValidate onSubmit={submitted(pages, () => void create())}>
      <div className={styles.scroll}>
        <ErrorSummary store={store} prefix={FORM} />
        <FormView layout={layout} heading="h2" {...scope} />
        {pages.last && (
          <div className={styles.priority}>
            <span id="new-priority">{t("ticket:new.priority")}</span>
            <SegmentedControl
              aria-labelledby="new-priority"
              value={priority}
              onChange={(value) => setPriority(value as Priority)}
              data={(["low", "normal", "high", "urgent"] as const).map((value) => ({
                value,
                label: t(`ui:priority.${value}`),
              }))}
            />
          </div>
        )}
      </div>
      <footer ref={footRef} className={styles.foot} data-later={!pages.first || undefined}>
        <PageButtons pages={pages} />
        {pages.last && (
          <Button
            type="submit"
            variant="filled"
            aria-busy={busy || undefined}
            leftSection={<IconCheck size={14} stroke={2.4} aria-hidden />}
          >
            {t("ticket:new.create")}
            <span className={styles.key} aria-hidden>
              <Kbd>mod+enter</Kbd>
            </span>
          </Button>
        )}
        <Button onClick={() => void navigate({ to: "/list" })}>{t("common:cancel")}</Button>
        {dirty && (
          <>
            <Button variant="subtle" onClick={() => store.discard()}>
              {t("ticket:new.discard")}
            </Button>
            <span className={styles.kept}>{t("ticket:new.draft_kept")}</span>
          </>
        )}
        <span className="sr-only" aria-live="polite">
          {busy ? t("common:loading") : ""}
        </span>
        <span className="sr-only">{label(schema.label)}</span>
      </footer>
    </form>
  );
}
