import { Button, Modal, Textarea } from "@mantine/core";
import { IconArrowRight, IconLock, IconMessage } from "@tabler/icons-react";
import { useQueries } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiProblem, type MacroStep, macrosQuery, type TicketMacro, type TypeSchema } from "@/api";
import { configOf, useFormats } from "@/fields";
import { EmptyState, ErrorState, problemText, SkeletonRows, useLabel } from "@/ui";
import classes from "./MacroDialog.module.css";

/** So many tickets are asked what may be done to them; more are not chosen by hand. */
export const MOST = 50;

interface Props {
  readonly opened: boolean;
  /** Ids of the tickets it is about. */
  readonly tickets: readonly string[];
  /** Of the one ticket's type, to write values as its fields do; without it they stand as they are. */
  readonly schema?: TypeSchema | undefined;
  readonly onClose: () => void;
  /** Answers whether the dialog is done with. `comment` is given when somebody changed the proposed text. */
  readonly onApply: (macro: TicketMacro, tickets: readonly string[], comment?: string) => Promise<boolean>;
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
}

function Choice({ tickets, schema, onClose, onApply }: Omit<Props, "opened">) {
  const { t } = useTranslation();
  const label = useLabel();
  const [text, setText] = useState("");
  const [cursor, setCursor] = useState(0);
  const [comments, setComments] = useState<Readonly<Record<string, string>>>({});
  const [busy, setBusy] = useState(false);
  const answers = useQueries({ queries: tickets.map((id) => macrosQuery(id)) });
  const pending = answers.some((each) => each.isPending);
  const failure = answers.every((each) => each.isError) ? answers[0]?.error : undefined;
  const all = offered(
    tickets,
    answers.map((each) => each.data),
  );
  const wanted = text.trim().toLowerCase();
  const shown = all.filter(({ macro }) =>
    `${label(macro.label)} ${label(macro.help ?? undefined)}`.toLowerCase().includes(wanted),
  );
  const at = Math.min(cursor, Math.max(shown.length - 1, 0));
  const chosen = shown[at];
  const proposed = chosen?.macro.comment?.text ?? "";
  const comment = chosen ? (comments[chosen.macro.key] ?? proposed) : "";

  async function apply() {
    if (!chosen || busy) return;
    setBusy(true);
    try {
      const changed = chosen.macro.comment && comment !== proposed ? comment : undefined;
      if (await onApply(chosen.macro, chosen.tickets, changed)) onClose();
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
                {tickets.length > 1 && (
                  <span>{t("macros:for", { count: of.length, all: tickets.length })}</span>
                )}
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
                (tickets.length === 1 ? (
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
            </section>
          )}
        </div>
      )}
      <footer className={classes.foot}>
        <Button onClick={onClose}>{t("common:cancel")}</Button>
        <Button variant="filled" disabled={!chosen} loading={busy} onClick={() => void apply()}>
          {chosen && tickets.length > 1
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
  const byKey = new Map<string, { macro: TicketMacro; tickets: string[] }>();
  tickets.forEach((ticket, i) => {
    for (const macro of answers[i] ?? []) {
      const known = byKey.get(macro.key);
      if (known) known.tickets.push(ticket);
      else byKey.set(macro.key, { macro, tickets: [ticket] });
    }
  });
  return [...byKey.values()];
}
