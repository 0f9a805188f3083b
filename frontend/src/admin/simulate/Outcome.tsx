import {
  IconBell,
  IconCircleCheck,
  IconCircleX,
  IconClock,
  IconLock,
  IconMail,
  IconMessage,
  IconRefresh,
  IconSend,
  IconTicket,
} from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import {
  type SimulatedEffect,
  type Simulation,
  type TicketDetail,
  type TypeSchema,
  teamsQuery,
  useRoles,
  useTypes,
} from "@/api";
import { configOf, useFormats } from "@/fields";
import {
  Card,
  formatDateTime,
  formatDecimal,
  listed,
  Pill,
  problemItemText,
  problemText,
  useLabel,
} from "@/ui";
import { Explanation } from "@/why";
import { useOutsideNames } from "../integrations/names";
import classes from "./simulate.module.css";

/** What would come of it, beside how it is now. */
export function Outcome({ simulation, schema }: { simulation: Simulation; schema: TypeSchema }) {
  const { t } = useTranslation();
  const { language, zone } = useFormats();
  const { would, refused } = simulation;
  const rows = useRows(would.before ?? null, would.after ?? null, schema);
  return (
    <>
      <Card title={t("simulate:result")}>
        <div className={classes.verdict}>
          {refused ? (
            <Pill tone="bad" icon={<IconCircleX size={14} stroke={1.8} aria-hidden />}>
              {t("simulate:refused")}
            </Pill>
          ) : (
            <Pill tone="good" icon={<IconCircleCheck size={14} stroke={1.8} aria-hidden />}>
              {would.events.length === 0 ? t("simulate:unchanged") : t("simulate:saved")}
            </Pill>
          )}
          <span className={classes.meta}>
            {t("simulate:took", { ms: formatDecimal((simulation.micros / 1000).toFixed(1), language) })} ·{" "}
            {formatDateTime(simulation.at, language, zone)} ·{" "}
            {t("ticket:why.release", { release: simulation.release.slice(0, 8) })}
          </span>
        </div>
        {refused && (
          <div className={classes.refusal}>
            <p>{problemText(t, refused).title}</p>
            <ul>
              {refused.problems.map((item) => (
                <li key={`${item.pointer} ${item.code}`}>
                  <b>{fieldName(item.pointer)}</b> {problemItemText(t, item)}
                </li>
              ))}
            </ul>
          </div>
        )}
        {simulation.loops.length > 0 && (
          <ul className={classes.refusal}>
            {simulation.loops.map((loop) => (
              <li key={loop}>{t("simulate:loop", { rule: loop })}</li>
            ))}
          </ul>
        )}
        {rows.length > 0 && (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
          <div className={classes.scroll} tabIndex={0} role="region" aria-label={t("simulate:beside")}>
            <table className={classes.beside}>
              <thead>
                <tr>
                  <th scope="col">{t("simulate:what_changes")}</th>
                  {would.before && <th scope="col">{t("simulate:now")}</th>}
                  <th scope="col">{t("simulate:would")}</th>
                </tr>
              </thead>
              <tbody>
                {rows.map((row) => (
                  <tr key={row.key}>
                    <th scope="row">{row.name}</th>
                    {would.before && <td className={classes.before}>{row.before || "–"}</td>}
                    <td>
                      <b>{row.after || "–"}</b>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Card>
      <Said simulation={simulation} />
      {would.why && (
        <Card title={t("simulate:why")}>
          <Explanation id="simulated-why" why={would.why} schema={schema} />
        </Card>
      )}
    </>
  );

  function fieldName(pointer: string): string {
    const key = /^\/(?:fields\/)?([^/]+)/.exec(pointer)?.[1];
    const field = schema.fields.find((each) => each.key === key);
    return field ? (field.label[language] ?? field.label.en ?? field.key) : "";
  }
}

/** What people would read, and what would be done elsewhere. */
function Said({ simulation }: { simulation: Simulation }) {
  const { t } = useTranslation();
  const label = useLabel();
  const outside = useOutsideNames();
  const types = useTypes().data ?? [];
  const teams = useQuery(teamsQuery).data ?? [];
  const roles = useRoles(true).data ?? [];
  const comments = simulation.would.events.filter((event) => event.kind === "comment");
  const effects = simulation.would.effects;
  if (comments.length === 0 && effects.length === 0) return null;
  const done = ({ kind }: SimulatedEffect): string => t(`simulate:effect.${kind}`, { defaultValue: kind });
  /** What an effect is about, by its name. */
  const about = ({ kind, about: key }: SimulatedEffect): string => {
    if (!key) return "";
    if (kind === "call_webhook") return outside.target("webhook", key);
    if (kind === "call_connector") {
      const [connector = "", operation = ""] = key.split(".");
      return `${outside.target("connector", connector)} · ${outside.operation("connector", connector, operation)}`;
    }
    return label(types.find((type) => type.key === key)?.label) || key;
  };
  /** "role supervisor" as people say it. */
  const whom = (to: string): string => {
    const [kind = "", key] = to.split(" ");
    if (kind === "team")
      return key ? label(teams.find((team) => team.key === key)?.label) || key : t("queues:to.ownTeam");
    if (kind === "role") return label(roles.find((role) => role.key === key)?.label) || (key ?? to);
    return t([`simulate:whom.${kind}`, "queues:to.account"]);
  };
  return (
    <Card title={t("simulate:effects")}>
      <ul className={classes.effects}>
        {comments.map((event) => (
          <li key={event.id}>
            {event.visibility === "internal" ? (
              <IconLock size={15} stroke={1.7} aria-hidden />
            ) : (
              <IconMessage size={15} stroke={1.7} aria-hidden />
            )}
            <span>
              {t(event.visibility === "internal" ? "simulate:note_by" : "simulate:comment_by", {
                name: label(event.by.label ?? undefined) || event.by.name,
              })}
              <q>{event.text}</q>
            </span>
          </li>
        ))}
        {effects.map((effect, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the effects of one answer are a fixed list
          <li key={index}>
            <EffectIcon kind={effect.kind} />
            <span>
              {about(effect) || effect.to.length > 0 ? (
                <>
                  {t("common:joined.about", { name: done(effect), text: "" })}
                  <b>{about(effect) || listed(t, effect.to.map(whom))}</b>
                </>
              ) : (
                done(effect)
              )}
              {effect.rule && (
                <span className={classes.by}>{t("simulate:by", { rule: label(effect.rule) })}</span>
              )}
              {effect.text && <q>{effect.text}</q>}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

const ICONS: Readonly<Record<string, typeof IconBell>> = {
  notify: IconBell,
  tell_agenda: IconBell,
  mail: IconMail,
  create_ticket: IconTicket,
  call_webhook: IconSend,
  call_connector: IconSend,
  set_timers: IconClock,
};

function EffectIcon({ kind }: { kind: string }) {
  const Icon = ICONS[kind] ?? IconRefresh;
  return <Icon size={15} stroke={1.7} aria-hidden />;
}

interface Row {
  readonly key: string;
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

/** What would be otherwise than it is, in words; of a new ticket, all it would have. */
function useRows(before: TicketDetail | null, after: TicketDetail | null, schema: TypeSchema): Row[] {
  const { t } = useTranslation();
  const label = useLabel();
  const formats = useFormats();
  const teams = useQuery(teamsQuery).data ?? [];
  const teamName = (key: string | null | undefined) =>
    key ? label(teams.find((team) => team.key === key)?.label) || key : "";
  if (!after) return [];
  const fieldText = (detail: TicketDetail | null, key: string): string => {
    const field = schema.fields.find((each) => each.key === key);
    const value = detail?.fields[key];
    if (!field || value == null) return "";
    if (typeof value === "object" && "masked" in value) return String(value.masked);
    const config = configOf(field.kind);
    return config.format(config.fromJson(value, field.settings), field.settings, formats);
  };
  const system: Row[] = [
    {
      key: "step",
      name: t("simulate:row.step"),
      before: label(before?.step.label),
      after: label(after.step.label),
    },
    {
      key: "priority",
      name: t("simulate:row.priority"),
      before: before ? t(`ui:priority.${before.priority}`) : "",
      after: t(`ui:priority.${after.priority}`),
    },
    {
      key: "team",
      name: t("simulate:row.team"),
      before: teamName(before?.team),
      after: teamName(after.team),
    },
    {
      key: "assignee",
      name: t("simulate:row.assignee"),
      before: before?.assignee?.name ?? "",
      after: after.assignee?.name ?? "",
    },
  ];
  const fields = schema.fields.map((field) => ({
    key: field.key,
    name: label(field.label),
    before: fieldText(before, field.key),
    after: fieldText(after, field.key),
  }));
  return [...system, ...fields].filter((row) => row.before !== row.after);
}
