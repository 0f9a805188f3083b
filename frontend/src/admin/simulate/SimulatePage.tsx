import { Button, SegmentedControl, Select, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconPlayerPlay, IconSearch } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { can } from "@/abilities";
import {
  api,
  keys,
  type Me,
  type MetadataFile,
  type Priority,
  type Simulate,
  schemaQuery,
  searchQuery,
  type TicketDetail,
  type TypeSchema,
  ticketQuery,
  useMe,
  useTypes,
} from "@/api";
import { type Formats, FormatsProvider, usePeopleSearch, wallToInstant } from "@/fields";
import {
  createFormStore,
  type FormSource,
  type FormStore,
  FormView,
  factsOf,
  inOrderOf,
  judge,
  momentNow,
  newTicketFields,
  ticketFields,
  valuesOf,
} from "@/forms";
import { Card, EmptyState, ErrorState, Page, SkeletonText, useLabel } from "@/ui";
import { readable, readFiles } from "../files";
import { Outcome } from "./Outcome";
import classes from "./simulate.module.css";

const FORM = "simulate";
const PRIORITIES = ["low", "normal", "high", "urgent"] as const;
const EVENTS = ["update", "act", "comment", "macro", "claim", "time"] as const;
type EventKind = (typeof EVENTS)[number];

/** Tries what would happen to a ticket, on any release or a draft, as anybody, at any time. Nothing does. */
export function SimulatePage() {
  const { t, i18n } = useTranslation();
  const me = useMe();
  const formats = useMemo<Formats>(
    () => ({
      language: i18n.language === "zh" ? "zh" : "en",
      zone: me.workspace.zone,
      currency: me.workspace.currency,
    }),
    [i18n.language, me.workspace.zone, me.workspace.currency],
  );
  if (!can(me, "metadata.publish")) {
    return (
      <Page title={t("simulate:title")}>
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
    <FormatsProvider formats={formats}>
      <Page title={t("simulate:title")} note={t("simulate:note")}>
        <Trial me={me} />
      </Page>
    </FormatsProvider>
  );
}

function Trial({ me }: { me: Me }) {
  const { t } = useTranslation();
  const label = useLabel();
  const types = useTypes();
  const [mode, setMode] = useState<"new" | "ticket">("new");
  const [type, setType] = useState<string | null>(null);
  const [ticket, setTicket] = useState<string | null>(null);
  const creatable = types.data ?? [];
  const chosen = type ?? creatable[0]?.key ?? null;
  const detail = useQuery({ ...ticketQuery(ticket ?? ""), enabled: mode === "ticket" && ticket !== null });
  const about = mode === "new" ? chosen : (detail.data?.data.type ?? null);
  const schema = useQuery({ ...schemaQuery(about ?? ""), enabled: about !== null });
  const run = useMutation({ mutationFn: (wanted: Simulate) => api.simulate(wanted) });
  const outcome = useRef<HTMLElement>(null);
  const answered = run.isPending ? 0 : run.submittedAt;
  // Where it does not stand beside the form, one is taken to it.
  useEffect(() => {
    if (answered > 0 && window.matchMedia("(max-width: 959px)").matches)
      outcome.current?.scrollIntoView({ block: "start" });
  }, [answered]);
  const subject = mode === "new" ? null : (detail.data?.data ?? null);
  const ready = schema.data && (mode === "new" || subject);
  return (
    <div className={classes.page}>
      <div className={classes.column}>
        <Card title={t("simulate:what")}>
          <div className={classes.fields}>
            <SegmentedControl
              aria-label={t("simulate:what")}
              value={mode}
              onChange={(value) => {
                setMode(value as "new" | "ticket");
                run.reset();
              }}
              data={[
                { value: "new", label: t("simulate:new") },
                { value: "ticket", label: t("simulate:existing") },
              ]}
            />
            {mode === "new" ? (
              <Select
                label={t("simulate:type")}
                allowDeselect={false}
                data={creatable.map((each) => ({ value: each.key, label: label(each.label) }))}
                value={chosen}
                onChange={(value) => {
                  setType(value);
                  run.reset();
                }}
              />
            ) : (
              <TicketChoice
                value={ticket}
                onChange={(id) => {
                  setTicket(id);
                  run.reset();
                }}
              />
            )}
          </div>
        </Card>
        {ready && schema.data ? (
          <Wanted
            key={`${mode} ${about} ${subject?.id ?? ""}`}
            me={me}
            schema={schema.data}
            detail={subject}
            busy={run.isPending}
            onRun={(wanted) => run.mutate(wanted)}
          />
        ) : schema.isError || detail.isError ? (
          <ErrorState problem={schema.error ?? detail.error} onRetry={() => void schema.refetch()} />
        ) : (mode === "ticket" && !ticket) || !about ? null : (
          <SkeletonText lines={6} />
        )}
      </div>
      <section
        ref={outcome}
        className={`${classes.column} ${classes.outcome}`}
        aria-label={t("simulate:result")}
        aria-live="polite"
      >
        {run.isError ? (
          <ErrorState problem={run.error} />
        ) : run.data && schema.data ? (
          <Outcome simulation={run.data} schema={schema.data} />
        ) : (
          <Card title={t("simulate:result")}>
            <EmptyState
              icon={<IconPlayerPlay size={24} stroke={1.6} aria-hidden />}
              title={t("simulate:nothingYet")}
              hint={t("simulate:nothingYetHint")}
            />
          </Card>
        )}
      </section>
    </div>
  );
}

/** A ticket of any type, by its number or by words in it. */
function TicketChoice({ value, onChange }: { value: string | null; onChange: (id: string | null) => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState<{ value: string; label: string } | null>(null);
  const [q] = useDebouncedValue(text.trim(), 200);
  const found = useQuery(searchQuery(text === chosen?.label ? "" : q, 12));
  const options = (found.data?.groups ?? [])
    .filter((group) => !group.object)
    .flatMap((group) => group.items)
    .map((hit) => ({ value: hit.id, label: [hit.number, hit.title].filter(Boolean).join(" ") }));
  if (chosen && !options.some((option) => option.value === chosen.value)) options.unshift(chosen);
  return (
    <Select
      label={t("simulate:ticket")}
      placeholder={t("simulate:ticketHint")}
      leftSection={<IconSearch size={14} stroke={1.7} aria-hidden />}
      searchable
      onSearchChange={setText}
      // The server has searched already.
      filter={({ options: all }) => all}
      nothingFoundMessage={
        text.trim() === "" ? undefined : t(found.isFetching ? "fields:searching" : "simulate:noTicket")
      }
      data={options}
      value={value}
      onChange={(id) => {
        setChosen(options.find((option) => option.value === id) ?? null);
        onChange(id);
      }}
    />
  );
}

interface WantedProps {
  readonly me: Me;
  readonly schema: TypeSchema;
  /** Null for a ticket that is to be made. */
  readonly detail: TicketDetail | null;
  readonly busy: boolean;
  readonly onRun: (wanted: Simulate) => void;
}

/** What is done to it, by whom, when, on which release. */
function Wanted({ me, schema, detail, busy, onRun }: WantedProps) {
  const { t } = useTranslation();
  const label = useLabel();
  const [kind, setKind] = useState<EventKind>("update");
  const [priority, setPriority] = useState<Priority | null>(null);
  const [action, setAction] = useState("");
  const [macro, setMacro] = useState("");
  const [automation, setAutomation] = useState("");
  const [comment, setComment] = useState("");
  const [internal, setInternal] = useState(false);
  const [as, setAs] = useState<string | null>(null);
  const [at, setAt] = useState("");
  const [release, setRelease] = useState<string | null>(null);
  const [draft, setDraft] = useState<readonly MetadataFile[] | null>(null);
  const store = useMemo(() => formOf(schema, detail, me), [schema, detail, me]);
  const layout = detail
    ? (schema.forms.find((form) => form.key === detail.form.key) ?? schema.forms[0])
    : schema.forms[0];
  // All of the step's: it may be simulated as somebody who may do what the reader may not.
  const actions = schema.steps.find((step) => step.id === detail?.step.id)?.actions ?? [];
  const withFields = !detail || kind === "update" || kind === "act";

  function wanted(): Simulate {
    const fields = withFields ? store.changes() : undefined;
    return {
      event: detail
        ? {
            kind,
            ...(fields && Object.keys(fields).length > 0 ? { fields } : {}),
            ...(priority && kind === "update" ? { priority } : {}),
            ...(kind === "act" ? { action } : {}),
            ...(kind === "macro" ? { macro } : {}),
            ...(kind === "time" ? { automation } : {}),
            ...(comment.trim() && kind !== "update" ? { comment, internal } : {}),
          }
        : { kind: "create", type: schema.key, fields: fields ?? {}, ...(priority ? { priority } : {}) },
      ...(detail ? { ticket: detail.id } : {}),
      ...(as ? { as } : {}),
      ...(at ? { at: wallToInstant(at, me.workspace.zone) ?? at } : {}),
      ...(draft ? { files: [...draft] } : release ? { release } : {}),
    };
  }

  return (
    <form
      className={classes.column}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        onRun(wanted());
      }}
    >
      <Card title={t("simulate:event")}>
        <div className={classes.fields}>
          {detail && (
            <Select
              label={t("simulate:kind")}
              allowDeselect={false}
              data={EVENTS.map((value) => ({ value, label: t(`simulate:kinds.${value}`) }))}
              value={kind}
              onChange={(value) => setKind(value as EventKind)}
            />
          )}
          {detail && kind === "act" && (
            <Select
              label={t("simulate:action")}
              placeholder={actions.length === 0 ? t("simulate:noAction") : undefined}
              data={actions.map((each) => ({ value: each.key, label: label(each.label) }))}
              value={action || null}
              onChange={(value) => setAction(value ?? "")}
            />
          )}
          {detail && kind === "time" && (
            <AutomationChoice type={schema.key} value={automation} onChange={setAutomation} />
          )}
          {detail && kind === "macro" && <MacroChoice ticket={detail.id} value={macro} onChange={setMacro} />}
          {detail && (kind === "comment" || kind === "act") && (
            <TextInput
              label={t("simulate:comment")}
              value={comment}
              onChange={(event) => setComment(event.currentTarget.value)}
            />
          )}
          {detail && kind === "comment" && (
            <SegmentedControl
              aria-label={t("simulate:visibility")}
              value={internal ? "internal" : "public"}
              onChange={(value) => setInternal(value === "internal")}
              data={[
                { value: "public", label: t("simulate:public") },
                { value: "internal", label: t("simulate:internal") },
              ]}
            />
          )}
          {(!detail || kind === "update") && (
            <Select
              label={t("simulate:priority")}
              clearable
              placeholder={detail ? t("simulate:asItIs") : t("ui:priority.normal")}
              data={PRIORITIES.map((value) => ({ value, label: t(`ui:priority.${value}`) }))}
              value={priority}
              onChange={(value) => setPriority(value as Priority | null)}
            />
          )}
          {withFields && layout && (
            <FormView
              layout={layout}
              heading="h3"
              store={store}
              prefix={FORM}
              neededFor={() => null}
              canMatch={() => false}
            />
          )}
        </div>
      </Card>
      <Card title={t("simulate:circumstances")}>
        <div className={classes.pairs}>
          <PersonChoice value={as} onChange={setAs} />
          <TextInput
            type="datetime-local"
            label={t("simulate:at")}
            description={t("simulate:zone", { zone: me.workspace.zone })}
            value={at}
            onChange={(event) => setAt(event.currentTarget.value)}
          />
          <ReleaseChoice value={release} draft={draft} onChange={setRelease} onDraft={setDraft} />
        </div>
      </Card>
      <div className={classes.run}>
        <Button
          type="submit"
          variant="filled"
          loading={busy}
          leftSection={<IconPlayerPlay size={14} stroke={1.8} aria-hidden />}
        >
          {t("simulate:run")}
        </Button>
      </div>
    </form>
  );
}

function formOf(schema: TypeSchema, detail: TicketDetail | null, me: Me): FormStore {
  const layout = schema.forms[0];
  const fields = detail
    ? ticketFields(schema.fields, detail.form.fields)
    : newTicketFields(layout ? inOrderOf(layout, schema.fields) : schema.fields);
  const source: FormSource = {
    fields,
    values: valuesOf(fields, detail?.form.fields ?? []),
    facts: factsOf(detail, schema.key, me),
  };
  return createFormStore({ source, judge, moment: momentNow(me.workspace.zone) });
}

/** What time does to tickets of this type: the rules that listen to it. */
function AutomationChoice({
  type,
  value,
  onChange,
}: {
  type: string;
  value: string;
  onChange: (key: string) => void;
}) {
  const { t } = useTranslation();
  const label = useLabel();
  const rules = useQuery({ queryKey: keys.rules, queryFn: api.rules });
  const all = (rules.data?.rules ?? []).filter((rule) => rule.type === type && rule.on.includes("elapsed"));
  return (
    <Select
      label={t("simulate:automation")}
      description={t("simulate:automationHint")}
      placeholder={rules.isSuccess && all.length === 0 ? t("simulate:noAutomation") : undefined}
      data={all.map((rule) => ({ value: rule.key, label: label(rule.label) }))}
      value={value || null}
      onChange={(key) => onChange(key ?? "")}
    />
  );
}

function MacroChoice({
  ticket,
  value,
  onChange,
}: {
  ticket: string;
  value: string;
  onChange: (key: string) => void;
}) {
  const { t } = useTranslation();
  const label = useLabel();
  const macros = useQuery({
    queryKey: keys.macros(ticket),
    queryFn: ({ signal }) => api.macros(ticket, signal),
  });
  return (
    <Select
      label={t("simulate:macro")}
      nothingFoundMessage={t("simulate:noMacro")}
      data={(macros.data ?? []).map((macro) => ({ value: macro.key, label: label(macro.label) }))}
      value={value || null}
      onChange={(key) => onChange(key ?? "")}
    />
  );
}

function PersonChoice({ value, onChange }: { value: string | null; onChange: (id: string | null) => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const { people } = usePeopleSearch(text, true);
  return (
    <Select
      label={t("simulate:as")}
      placeholder={t("simulate:myself")}
      clearable
      searchable
      onSearchChange={setText}
      filter={({ options }) => options}
      data={people.map((person) => ({ value: person.id, label: person.name }))}
      value={value}
      onChange={onChange}
    />
  );
}

function ReleaseChoice({
  value,
  draft,
  onChange,
  onDraft,
}: {
  value: string | null;
  draft: readonly MetadataFile[] | null;
  onChange: (id: string | null) => void;
  onDraft: (files: readonly MetadataFile[] | null) => void;
}) {
  const { t } = useTranslation();
  const releases = useQuery({ queryKey: keys.releases, queryFn: api.releases });
  const seen = new Set<string>();
  const distinct = (releases.data ?? []).filter((each) => !seen.has(each.id) && seen.add(each.id));
  return (
    <div className={classes.release}>
      <Select
        label={t("simulate:release")}
        placeholder={t("simulate:current")}
        clearable
        disabled={draft !== null}
        data={distinct.map((each) => ({
          value: each.id,
          label: `#${each.revision} ${each.short}${each.note ? ` · ${each.note}` : ""}`,
        }))}
        value={value}
        onChange={onChange}
      />
      {draft ? (
        <Button onClick={() => onDraft(null)}>{t("simulate:dropDraft", { count: draft.length })}</Button>
      ) : (
        <label className={classes.draft}>
          {t("simulate:draft")}
          <input
            type="file"
            multiple
            ref={(input) => input?.setAttribute("webkitdirectory", "")}
            onChange={(event) => {
              const files = [...(event.currentTarget.files ?? [])].filter(readable);
              if (files.length > 0) void readFiles(files, true).then(onDraft);
            }}
          />
        </label>
      )}
    </div>
  );
}
