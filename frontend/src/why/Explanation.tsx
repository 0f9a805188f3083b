import { IconLock } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Fragment, useState } from "react";
import { useTranslation } from "react-i18next";
import {
  type TimelineEvent,
  type TypeSchema,
  teamsQuery,
  typesQuery,
  type Why,
  type WhyFact,
  type WhyIntent,
  type WhyScript,
} from "@/api";
import { configOf, useFormats } from "@/fields";
import { labelIn, listed, useLabel, WhyCard, WhyNot } from "@/ui";
import { emphasised } from "./emphasised";
import styles from "./why.module.css";

/** A key as people say it: "first_look" is "First look". */
function keyInWords(key: string): string {
  const words = key.replace(/_/g, " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** So many rules that did not run are told at once. */
const NEAREST = 3;

/** Why rules did what they did: their conditions as sentences with the values that matched, and what did not run. */
export function Explanation({
  id,
  why,
  by,
  schema,
}: {
  id: string;
  why: Why;
  /** Whose doing the change is that is asked about: a rule stands first then. */
  by?: TimelineEvent["by"] | undefined;
  schema: TypeSchema;
}) {
  const { t, i18n } = useTranslation();
  const label = useLabel();
  const formats = useFormats();
  const { data: teams } = useQuery(teamsQuery);
  const { data: types } = useQuery(typesQuery);
  const values = useFactTexts(why.facts, schema);
  // What has no name of its own (the kind of event, the list of changed fields) explains nothing to a person.
  const facts = why.facts.filter((fact) => fact.label || fact.redacted);
  // The rule that made this very change first; others that fired with it after.
  const fired = [...why.fired].sort((a, b) => Number(b.rule === by?.id) - Number(a.rule === by?.id));
  const [all, setAll] = useState(false);
  // Those that were nearest to run first; the rest is for those who ask.
  const notFired = [...why.notFired].sort((a, b) => a.failing.length - b.failing.length);
  const shown = all ? notFired : notFired.slice(0, NEAREST);
  return (
    <WhyCard
      id={id}
      source={[
        ...(by?.kind === "rule" ? [source(by)] : []),
        t("ticket:why.release", { release: why.release.slice(0, 8) }),
      ].join(" · ")}
    >
      {fired.map((rule) => (
        <p key={rule.rule} className={styles.sentence}>
          <b className={styles.rule}>{label(rule.label)}</b>
          {rule.pack && rule.pack !== by?.pack && <span className={styles.pack}> ({source(rule)})</span>}
          {t("ticket:why.because")}
          {rule.sentence ? (
            emphasised(labelIn(rule.sentence, i18n.language), values).map((part, index) =>
              // biome-ignore lint/suspicious/noArrayIndexKey: parts of one sentence have no identity but their place
              part.strong ? <b key={index}>{part.text}</b> : <Fragment key={index}>{part.text}</Fragment>,
            )
          ) : (
            <span className={styles.redacted}>
              <IconLock size={13} stroke={1.7} aria-hidden /> {t("ticket:why.redacted_sentence")}
            </span>
          )}
          {rule.intents.length > 0 && (
            <>
              {t("ticket:why.so")}
              {rule.intents.map((intent, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: intents are a fixed list
                <Fragment key={index}>
                  {index > 0 && t("ticket:why.and")}
                  {intentText(intent)}
                </Fragment>
              ))}
              {t("ticket:why.end")}
            </>
          )}
        </p>
      ))}
      {fired.flatMap((rule) =>
        rule.scripts.map((run, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the scripts of a rule are a fixed list
          <ScriptLog key={`${rule.rule} ${index}`} run={run} />
        )),
      )}
      {facts.length > 0 && (
        <ul className={styles.facts}>
          {facts.map((fact) => (
            <li key={fact.path}>
              {fact.label && <span>{label(fact.label)}</span>}{" "}
              {fact.redacted ? (
                <span className={styles.redacted}>
                  <IconLock size={12} stroke={1.7} aria-hidden />{" "}
                  {t(fact.label ? "ticket:why.redacted" : "ticket:why.redacted_fact")}
                </span>
              ) : (
                <b>{values.get(fact.path) ?? "–"}</b>
              )}
            </li>
          ))}
        </ul>
      )}
      {shown.map((rule) => (
        <WhyNot key={rule.rule} rule={label(rule.label)}>
          {rule.pack && <span className={styles.pack}> ({source(rule)})</span>}
          {t("ticket:why.did_not_run")}
          {rule.failing.map((clause, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: clauses are a fixed list
            <Fragment key={index}>
              {index > 0 && t("ticket:why.and")}
              {clause.sentence && !clause.redacted ? (
                <span className={styles.falseClause}>{labelIn(clause.sentence, i18n.language)}</span>
              ) : (
                <span className={styles.redacted}>{t("ticket:why.redacted_clause")}</span>
              )}
            </Fragment>
          ))}
          {t("ticket:why.is_false", { count: rule.failing.length })}
          {rule.held > 0 && t("ticket:why.held", { count: rule.held })}
        </WhyNot>
      ))}
      {shown.length < notFired.length && (
        <button type="button" className={styles.moreRules} onClick={() => setAll(true)}>
          {t("ticket:why.more_rules", { count: notFired.length - shown.length })}
        </button>
      )}
    </WhyCard>
  );

  function source(rule: { pack?: string | null; version?: string | null }): string {
    return rule.pack ? `${rule.pack} ${rule.version ?? ""}`.trim() : t("ticket:why.own_rules");
  }

  function intentText(intent: WhyIntent): string {
    const text = wish(intent);
    if (!intent.refused) return text;
    const reason = t(`ticket:why.left.${intent.refused.replace(/[.-]/g, "_")}`, { defaultValue: "" });
    return `${text} (${reason ? t("ticket:why.refused_because", { reason }) : t("ticket:why.refused")})`;
  }

  /** What a rule did, in words. */
  function wish(intent: WhyIntent): string {
    const value = intent.value == null ? "" : String(intent.value);
    switch (intent.kind) {
      case "priority":
        return t("ticket:why.set_priority", { value: t(`ui:priority.${value}`, { defaultValue: value }) });
      case "team":
        return t("ticket:why.set_team", {
          value: label(teams?.find((team) => team.key === value)?.label) || value,
        });
      case "assign":
        return t(value ? "ticket:why.assigned" : "ticket:why.unassigned");
      case "comment":
        return t(intent.target === "internal" ? "ticket:why.noted" : "ticket:why.commented");
      case "act":
        return t("ticket:why.acted");
      case "script":
        return t("ticket:why.scripted", { script: intent.target });
      case "mail":
        return t("ticket:why.mailed");
      case "notify":
        return t("ticket:why.notified");
      case "start_clock":
      case "stop_clock":
      case "promise":
      case "approval":
      case "remedy":
        return t(`ticket:why.${intent.kind}`, { name: keyInWords(value) });
      case "link":
        return t("ticket:why.linked", { kind: t(`ticket:links.kind.${value}`, { defaultValue: value }) });
      case "create":
        return t("ticket:why.created", {
          type: label(types?.find((type) => type.key === intent.target)?.label) || intent.target,
        });
      case "route":
        return t("ticket:why.routed", { name: keyInWords(value) });
      case "webhook":
        return t("ticket:why.webhook", { name: value });
      case "connector":
        return t("ticket:why.connector", { name: value });
      case "refuse":
        return t("ticket:why.refusing");
      case "add":
      case "remove":
        return entries(intent);
      default:
        return setField(intent);
    }
  }

  function entries(intent: WhyIntent): string {
    const field = schema.fields.find((f) => f.key === intent.target);
    if (!field) return t("ticket:why.set_hidden");
    const config = configOf(field.kind);
    return t(intent.kind === "add" ? "ticket:why.added" : "ticket:why.removed", {
      field: label(field.label),
      value: config.format(config.fromJson(intent.value, field.settings), field.settings, formats) || "–",
    });
  }

  function setField(intent: WhyIntent): string {
    const field = schema.fields.find((f) => f.key === intent.target);
    if (!field) return t("ticket:why.set_hidden");
    const config = configOf(field.kind);
    return t("ticket:why.set_field", {
      field: label(field.label),
      value: config.format(config.fromJson(intent.value, field.settings), field.settings, formats) || "–",
    });
  }
}

/** Facts as they are written in sentences: options by their label, amounts by their currency. */
function useFactTexts(facts: readonly WhyFact[], schema: TypeSchema): ReadonlyMap<string, string> {
  const formats = useFormats();
  const label = useLabel();
  const { data: teams } = useQuery(teamsQuery);
  const { t } = useTranslation();
  return new Map(
    facts.flatMap((fact) => {
      if (fact.redacted || fact.value == null) return [];
      const field = schema.fields.find((f) => f.key === fact.path);
      if (field) {
        const config = configOf(field.kind);
        return [
          [
            fact.path,
            config.format(config.fromJson(fact.value, field.settings), field.settings, formats),
          ] as const,
        ];
      }
      const value = Array.isArray(fact.value) ? listed(t, fact.value.map(String)) : String(fact.value);
      if (fact.path === "ticket.step")
        return [[fact.path, label(schema.steps.find((step) => step.id === value)?.label) || value] as const];
      if (fact.path === "ticket.team")
        return [[fact.path, label(teams?.find((team) => team.key === value)?.label) || value] as const];
      return [
        [
          fact.path,
          fact.path === "ticket.priority" ? t(`ui:priority.${value}`, { defaultValue: value }) : value,
        ] as const,
      ];
    }),
  );
}

/** What a script wrote while a rule asked it, and why it came to nothing. */
function ScriptLog({ run }: { run: WhyScript }) {
  const { t } = useTranslation();
  const why = run.failed
    ? t(`problems:item.${run.failed.replace(/[.-]/g, "_")}`, { defaultValue: run.failed })
    : "";
  return (
    <div className={styles.scriptLog}>
      <span>
        {run.micros == null
          ? t("ticket:why.script_of", { script: run.script })
          : t("ticket:why.script_log", { script: run.script, time: (run.micros / 1000).toFixed(1) })}
      </span>
      {why && (
        <b className={styles.falseClause}>
          {run.line ? t("ticket:why.script_failed_line", { why, line: run.line }) : why}
        </b>
      )}
      {run.log ? (
        run.log.length > 0 && <pre>{run.log.join("\n")}</pre>
      ) : (
        <span className={styles.redacted}>
          <IconLock size={12} stroke={1.7} aria-hidden /> {t("ticket:why.script_redacted")}
        </span>
      )}
    </div>
  );
}
