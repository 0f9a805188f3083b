import { Button, Modal, Textarea } from "@mantine/core";
import { IconArrowRight, IconLock, IconMessage } from "@tabler/icons-react";
import { useQueries } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiProblem, type MacroStep, macrosQuery, type TicketMacro, type TypeSchema } from "@/api";
import { configOf, useFormats } from "@/fields";
import { EmptyState, ErrorState, problemText, SkeletonRows, useLabel } from "@/ui";
import classes from "./MacroDialog.module.css";
import { Needs } from "./Needs";
import { fieldsFor, type Given, type Lacks, needsOf } from "./needs";

/** So many tickets are asked what may be done to them; more are not chosen by hand. */
export const MOST = 50;

interface Props {
  readonly opened: boolean;
  /** Ids of the tickets it is about. */
  readonly tickets: readonly string[];
  /** Of the one ticket's type, to write values as its fields do; without it they stand as they are. */
  readonly schema?: TypeSchema | undefined;
  readonly onClose: () => void;
  /** `comment` is given when somebody changed the proposed text; `fields` are the values that go with one ticket. */
  readonly onApply: (
    macro: TicketMacro,
    tickets: readonly string[],
    comment: string | undefined,
    fields: (ticket: string) => MacroFields,
  ) => Promise<Applied>;
}

export type MacroFields = ReturnType<typeof fieldsFor>;

/** A ticket to which it could not be applied, and what it says. */
export interface Refusal {
  readonly ticket: string;
  readonly number: string;
  readonly text: string;
}

/** @property done whether it was applied to any; @property refused the others, when there is more to say of them */
export interface Applied {
  readonly done: boolean;
  readonly refused: readonly Refusal[];
}

/** What can be done at once: search, look at what it would do, then do it. */
export function MacroDialog({ opened, tickets, schema, onClose, onApply }: Props) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={opened && tickets.length > 0}
      onClose={onClose}
      title={tickets.length === 1 ? t("macros:one") : t("macros:title", { count: tickets.length })}
      closeButtonProps={{ "aria-label": t("common:close") }}
      size={640}
    >
      {opened && (
        <Choice tickets={tickets.slice(0, MOST)} schema={schema} onClose={onClose} onApply={onApply} />
      )}
    </Modal>
  );
}

/** A macro and the tickets it is offered for. */
interface Offered {
  readonly macro: TicketMacro;
  readonly tickets: readonly string[];
  readonly lacks: Lacks;
}

function Choice({ tickets, schema, onClose, onApply }: Omit<Props, "opened">) {
  const { t } = useTranslation();
  const label = useLabel();
  const [text, setText] = useState("");
  const [cursor, setCursor] = useState(0);
  const [comments, setComments] = useState<Readonly<Record<string, string>>>({});
  const [given, setGiven] = useState<Given>({});
  const [refused, setRefused] = useState<readonly Refusal[]>([]);
  const [busy, setBusy] = useState(false);
  // Once it has been applied it is about those that were refused.
  const about = refused.length > 0 ? refused.map((each) => each.ticket) : tickets;
  const answers = useQueries({ queries: about.map((id) => macrosQuery(id)) });
  const pending = answers.some((each) => each.isPending);
  const failure = answers.every((each) => each.isError && each.data === undefined)
    ? answers[0]?.error
    : undefined;
  const data = answers.map((each) => each.data);
  const all = offered(about, data);
  const wanted = text.trim().toLowerCase();
  const shown = all.filter(({ macro }) =>
    `${label(macro.label)} ${label(macro.help ?? undefined)}`.toLowerCase().includes(wanted),
  );
  const at = Math.min(cursor, Math.max(shown.length - 1, 0));
  const chosen = shown[at];
  const proposed = chosen?.macro.comment?.text ?? "";
  const comment = chosen ? (comments[chosen.macro.key] ?? proposed) : "";

  const needs = useMemo(() => (chosen ? needsOf(chosen.lacks, schema?.fields ?? []) : []), [chosen, schema]);

  async function apply() {
    if (!chosen || busy) return;
    setBusy(true);
    try {
      const changed = chosen.macro.comment && comment !== proposed ? comment : undefined;
      const { done, refused: left } = await onApply(chosen.macro, chosen.tickets, changed, (ticket) =>
        fieldsFor(ticket, needs, given),
      );
      setRefused(left);
      if (done && left.length === 0) onClose();
    } finally {
      setBusy(false);
    }
  }

  if (failure) {
    return (
      <ErrorState
        problem={failure instanceof ApiProblem ? failure : { code: problemText(t, failure).title, status: 0 }}
        onRetry={() => answers.forEach((each) => void each.refetch())}
      />
    );
  }
  return (
    <div className={classes.dialog}>
      <input
        className={classes.input}
        value={text}
        data-autofocus
        role="combobox"
        aria-expanded="true"
        aria-controls="macro-choices"
        aria-activedescendant={chosen ? `macro-${at}` : undefined}
        aria-label={t("macros:search")}
        placeholder={t("macros:search")}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setCursor(0);
        }}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
          if (step) {
            event.preventDefault();
            setCursor((at + step + shown.length) % Math.max(shown.length, 1));
          } else if (event.key === "Enter") {
            event.preventDefault();
            void apply();
          }
        }}
      />
      {refused.length > 0 && (
        <section className={classes.refused} role="alert">
          <b>{t("macros:refused", { count: refused.length })}</b>
          <ul>
            {refused.map((each) => (
              <li key={each.ticket}>
                <span className="num">{each.number}</span> {each.text}
              </li>
            ))}
          </ul>
        </section>
      )}
      {pending ? (
        <SkeletonRows rows={4} height={40} />
      ) : all.length === 0 ? (
        <EmptyState title={t("macros:none", { count: tickets.length })} />
      ) : (
        <div className={classes.panes}>
          <div className={classes.list} id="macro-choices" role="listbox" aria-label={t("macros:search")}>
            {shown.map(({ macro, tickets: of }, i) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the input above holds the focus and handles the keys
              <div
                key={macro.key}
                id={`macro-${i}`}
                role="option"
                tabIndex={-1}
                aria-selected={i === at}
                className={classes.choice}
                onClick={() => setCursor(i)}
              >
                <b>{label(macro.label)}</b>
                {macro.help && <span>{label(macro.help)}</span>}
                {about.length > 1 && <span>{t("macros:for", { count: of.length, all: about.length })}</span>}
              </div>
            ))}
            {shown.length === 0 && <p className={classes.nothing}>{t("macros:notFound")}</p>}
          </div>
          {chosen && (
            <section className={classes.preview} aria-label={t("macros:preview")}>
              <h3>{t("macros:would")}</h3>
              <ul>
                {chosen.macro.changes.map((change, index) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: the steps of one macro are a fixed list
                  <li key={index}>
                    <IconArrowRight size={14} stroke={1.8} aria-hidden />
                    <span>
                      <Step change={change} schema={schema} />
                    </span>
                  </li>
                ))}
                {chosen.macro.comment && (
                  <li>
                    {chosen.macro.comment.visibility === "internal" ? (
                      <IconLock size={14} stroke={1.8} aria-hidden />
                    ) : (
                      <IconMessage size={14} stroke={1.8} aria-hidden />
                    )}
                    <span>{t(`macros:comment.${chosen.macro.comment.visibility}`)}</span>
                  </li>
                )}
              </ul>
              {chosen.macro.comment &&
                (about.length === 1 ? (
                  <Textarea
                    autosize
                    minRows={3}
                    maxRows={9}
                    maxLength={20_000}
                    aria-label={t(`macros:comment.${chosen.macro.comment.visibility}`)}
                    description={t("macros:editable")}
                    value={comment}
                    onChange={(event) => {
                      const { value } = event.currentTarget;
                      setComments((before) => ({ ...before, [chosen.macro.key]: value }));
                    }}
                  />
                ) : (
                  <blockquote className={classes.text}>{proposed}</blockquote>
                ))}
              <Needs
                needs={needs}
                all={chosen.tickets.length}
                given={given}
                onGive={(key, value) => setGiven((before) => ({ ...before, [key]: value }))}
              />
            </section>
          )}
        </div>
      )}
      <footer className={classes.foot}>
        <Button onClick={onClose}>{t("common:cancel")}</Button>
        <Button variant="filled" disabled={!chosen} loading={busy} onClick={() => void apply()}>
          {chosen && about.length > 1
            ? t("macros:applyTo", { count: chosen.tickets.length })
            : t("macros:apply")}
        </Button>
      </footer>
    </div>
  );
}

/** One change in words. */
function Step({ change, schema }: { change: MacroStep; schema?: TypeSchema | undefined }) {
  const { t } = useTranslation();
  const label = useLabel();
  const formats = useFormats();
  const value = useMemo(() => {
    const field = schema?.fields.find((f) => f.key === change.field);
    if (!field || change.value == null) return change.value == null ? "" : String(change.value);
    const config = configOf(field.kind);
    return config.format(config.fromJson(change.value, field.settings), field.settings, formats);
  }, [schema, change, formats]);
  switch (change.kind) {
    case "priority":
      return t("macros:step.priority", { value: t(`ui:priority.${change.value}`) });
    case "team":
      return t("macros:step.team", { value: label(change.label ?? undefined) || String(change.value) });
    case "assignee":
      return change.person
        ? t("macros:step.assignee", { value: change.person.name })
        : t("macros:step.nobody");
    case "action":
      return t("macros:step.action", { value: label(change.label ?? undefined) || String(change.value) });
    default:
      return value
        ? t("macros:step.field", { field: label(change.label ?? undefined), value })
        : t("macros:step.emptied", { field: label(change.label ?? undefined) });
  }
}

/** Each macro once, in the order of the first ticket that has it. */
function offered(
  tickets: readonly string[],
  answers: readonly (readonly TicketMacro[] | undefined)[],
): Offered[] {
  const byKey = new Map<string, { macro: TicketMacro; tickets: string[]; lacks: Record<string, string[]> }>();
  tickets.forEach((ticket, i) => {
    for (const macro of answers[i] ?? []) {
      const known = byKey.get(macro.key) ?? { macro, tickets: [], lacks: {} };
      known.tickets.push(ticket);
      known.lacks[ticket] = [...(macro.requires ?? [])];
      byKey.set(macro.key, known);
    }
  });
  return [...byKey.values()];
}
