import { IconArrowRight, IconBolt, IconLock, IconPlus, IconRoute, IconSettings } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { memo, type ReactNode, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { type TimelineEvent, type TypeSchema, teamsQuery, useMe } from "@/api";
import { FieldDisplay, FileList, usePerson } from "@/fields";
import { Avatar, formatDateTime, useLabel, useNow, WhyPill } from "@/ui";
import { AgendaChange } from "./agenda/AgendaChange";
import { OtherTicketLink } from "./agenda/OtherTicketLink";
import { FlowEvent } from "./flow/FlowEvent";
import type { Group } from "./grouped";
import styles from "./ticket.module.css";
import { when } from "./useStages";
import { WhySection } from "./WhySection";

interface Props {
  readonly group: Group;
  readonly ticket: string;
  readonly schema: TypeSchema;
}

export const EventItem = memo(function EventItem({ group, ticket, schema }: Props) {
  const { first } = group;
  return (
    <li className={styles.event} data-kind={first.kind} data-by={first.by.kind}>
      <Mark event={first} />
      {first.kind === "comment" ? (
        <Message event={first} />
      ) : (
        <Changes group={group} ticket={ticket} schema={schema} />
      )}
    </li>
  );
});

function Mark({ event }: { event: TimelineEvent }) {
  if (event.by.kind === "person") {
    return (
      <span className={styles.mark}>
        <Avatar
          id={event.by.id ?? event.by.name ?? "?"}
          name={event.by.name ?? "?"}
          size={24}
          label={false}
        />
      </span>
    );
  }
  const Icon =
    event.by.kind === "rule"
      ? IconBolt
      : event.kind === "created"
        ? IconPlus
        : event.by.kind === "flow"
          ? IconRoute
          : IconSettings;
  return (
    <span className={styles.mark} data-by={event.by.kind}>
      <Icon size={14} stroke={1.8} aria-hidden />
    </span>
  );
}

function Time({ at }: { at: string }) {
  const { i18n } = useTranslation();
  const { zone } = useMe().workspace;
  const now = useNow();
  return (
    <time className={styles.time} dateTime={at} title={formatDateTime(at, i18n.language, zone)}>
      {when(at, now, i18n.language, zone)}
    </time>
  );
}

function Message({ event }: { event: TimelineEvent }) {
  const { t } = useTranslation();
  const internal = event.visibility === "internal";
  return (
    <div className={styles.what}>
      <div className={styles.line}>
        <div className={styles.says}>
          <b>{event.by.name}</b>
          <span className={styles.meta}>
            {internal ? (
              <>
                <IconLock size={12} stroke={1.8} aria-hidden /> {t("ticket:timeline.internal_note")}
              </>
            ) : (
              t("ticket:timeline.public_message")
            )}
          </span>
        </div>
        <Time at={event.at} />
      </div>
      {event.text == null ? (
        <p className={styles.redacted}>
          <IconLock size={13} stroke={1.7} aria-hidden /> {t("ticket:timeline.not_for_you")}
        </p>
      ) : (
        <>
          {event.text !== "" && (
            <p className={styles.text} data-internal={internal || undefined}>
              {event.text}
            </p>
          )}
          {event.attachments.length > 0 && (
            <div className={styles.attached}>
              <FileList ids={event.attachments} look="tiles" label={t("files:attached")} />
            </div>
          )}
        </>
      )}
    </div>
  );
}

function Changes({ group, ticket, schema }: Props) {
  const { t } = useTranslation();
  const label = useLabel();
  const [open, setOpen] = useState(false);
  const id = useId();
  const { first, events } = group;
  const byRule = first.by.kind === "rule";
  // What a person did needs no explanation, even where the server keeps one for the whole command.
  const why = byRule ? events.find((e) => e.hasWhy) : undefined;
  return (
    <div className={styles.what}>
      {events.map((event, index) => (
        <div key={event.id} className={styles.line}>
          <div className={styles.says}>
            {first.by.kind === "person" && index === 0 && <b>{first.by.name}</b>}
            <span className={styles.change}>
              <Change event={event} schema={schema} />
            </span>
            {first.by.macro && index === 0 && (
              <span className={styles.meta}>
                {t("ticket:by_macro", { macro: label(first.by.label ?? undefined) || first.by.macro })}
              </span>
            )}
            {byRule && index === 0 && (
              <span className={styles.meta}>
                {t("ticket:timeline.by_rule")}
                <b className={styles.rule}>{label(first.by.label) || inWords(first.by.name ?? "")}</b>
              </span>
            )}
            {first.by.kind === "system" &&
              ["formula", "mirrored", "roll_up"].includes(first.by.name ?? "") &&
              index === 0 && <span className={styles.meta}>{t("ticket:timeline.computed")}</span>}
            {index === 0 && why && (
              <WhyPill open={open} controls={id} onToggle={() => setOpen((is) => !is)} />
            )}
          </div>
          {index === 0 && <Time at={first.at} />}
        </div>
      ))}
      {open && why && <WhySection id={id} ticket={ticket} event={why} schema={schema} />}
    </div>
  );
}

/** That it goes on in another version of its flow: from which step to which, and between which releases. */
function MigratedChange({ event }: { event: TimelineEvent }) {
  const { t } = useTranslation();
  const label = useLabel();
  // As the server tells of a move, and of nothing else.
  const from = event.from as unknown as { release: string; step: string; label: Record<string, string> };
  const to = event.to as unknown as { release: string; back: boolean };
  const step = label(event.step?.label);
  return (
    <>
      {t(to.back ? "ticket:timeline.moved_back" : "ticket:timeline.moved_version", {
        before: from.release,
        after: to.release,
      })}{" "}
      {from.step !== event.step?.id && (
        <FromTo what={t("ticket:timeline.moved_step")} from={label(from.label)} to={step} />
      )}
    </>
  );
}

/** One change as the middle of a sentence: what, from what, to what. */
function Change({ event, schema }: { event: TimelineEvent; schema: TypeSchema }) {
  const { t } = useTranslation();
  const label = useLabel();
  const teams = useQuery(teamsQuery).data ?? [];
  switch (event.kind) {
    case "created":
      return (
        <>
          {t(schema.steps.length > 0 ? "ticket:timeline.created" : "ticket:timeline.created_record", {
            channel: channelName(t, event.channel),
          })}
        </>
      );
    case "flow":
      return <FlowEvent event={event} />;
    case "agenda":
      return event.agenda ? <AgendaChange news={event.agenda} /> : null;
    case "clock":
      return event.clock
        ? t(`ticket:clocks.event.${event.clock.news}`, {
            clock: event.clock.label ? label(event.clock.label) : event.clock.key,
          })
        : null;
    case "linked":
    case "unlinked":
      return event.link ? (
        <>
          {t(`ticket:links.${event.kind}`, { kind: t(`ticket:links.kind.${event.link.kind}`) })}{" "}
          <OtherTicketLink ticket={event.link.ticket} />
        </>
      ) : null;
    case "deleted":
    case "restored":
      return <>{t(`ticket:timeline.${event.kind}`)}</>;
    case "migrated":
      return <MigratedChange event={event} />;
    case "routed":
      return (
        <>
          {t([`routing:timeline.${event.fromText}`, "routing:timeline.given"], {
            team: label(teams.find((each) => each.key === event.to)?.label ?? String(event.to)),
            name: event.toText,
          })}
        </>
      );
    case "rules":
      return <>{t(event.to === "elapsed" ? "ticket:timeline.time_was_up" : "ticket:timeline.followed_up")}</>;
    case "priority":
      return (
        <FromTo
          what={t("ticket:priority")}
          from={event.from == null ? null : t(`ui:priority.${String(event.from)}`)}
          to={
            <span className={styles.priorityName} data-priority={String(event.to)}>
              {t(`ui:priority.${String(event.to)}`)}
            </span>
          }
        />
      );
    case "team":
      return (
        <FromTo
          what={t("ticket:team")}
          from={event.from == null ? null : <TeamName team={String(event.from)} />}
          to={<TeamName team={event.to == null ? null : String(event.to)} />}
        />
      );
    case "assignee":
      return (
        <FromTo
          what={t("ticket:assignee")}
          from={event.from == null ? null : <PersonName id={String(event.from)} text={event.fromText} />}
          to={
            event.to == null ? (
              t("ticket:unassigned_short")
            ) : (
              <PersonName id={String(event.to)} text={event.toText} />
            )
          }
        />
      );
    case "title":
      // Empty before the ticket had one.
      return (
        <FromTo
          what={t("ticket:title")}
          from={event.fromText || String(event.from ?? "") || null}
          to={event.toText ?? String(event.to ?? "")}
        />
      );
    case "step": {
      const action = event.action ? label(event.actionLabel) || inWords(event.action) : null;
      return (
        <>
          {action && (
            <>
              {t("ticket:timeline.pressed")} <b>{action}</b>{" "}
            </>
          )}
          <FromTo
            what={action ? null : t("ticket:step")}
            from={null}
            to={<b>{label(event.step?.label)}</b>}
          />
        </>
      );
    }
    case "field": {
      const field = schema.fields.find((f) => f.key === event.field);
      const side = (value: unknown, text: string | null | undefined) =>
        field && (value != null || text == null) ? (
          <FieldDisplay
            field={field}
            value={value}
            mode={FORMATTED.includes(field.kind) ? "cell" : "read"}
            empty={t("ticket:timeline.empty")}
          />
        ) : (
          (text ?? t("ticket:timeline.empty"))
        );
      return (
        <FromTo
          what={label(event.label)}
          from={event.from == null && event.fromText == null ? null : side(event.from, event.fromText)}
          to={side(event.to, event.toText)}
        />
      );
    }
    default:
      // A kind of a newer server: say at least that something happened.
      return <>{t("ticket:timeline.something")}</>;
  }
}

/** Texts of headings and lists: told in one line, else nobody sees what became what. */
const FORMATTED: readonly string[] = ["rich_text", "markdown"];

function FromTo({ what, from, to }: { what: ReactNode; from: ReactNode; to: ReactNode }) {
  const { t } = useTranslation();
  return (
    <>
      {what && <b>{what}</b>} {from && <span className={styles.from}>{from}</span>}{" "}
      <IconArrowRight size={13} stroke={1.8} role="img" aria-label={t("ticket:timeline.became")} />{" "}
      <span className={styles.to}>{to}</span>
    </>
  );
}

function TeamName({ team }: { team: string | null }) {
  const { t } = useTranslation();
  const label = useLabel();
  const { data } = useQuery(teamsQuery);
  if (team == null) return t("ticket:no_team");
  return label(data?.find((known) => known.key === team)?.label) || team;
}

function PersonName({ id, text }: { id: string; text: string | null | undefined }) {
  const person = usePerson(text ? null : id);
  return text ?? person?.name ?? "…";
}

/** A key as people say it: "damaged_urgent" is "Damaged urgent"; a name stays as it is. */
function inWords(key: string): string {
  const words = key.replace(/_/g, " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function channelName(t: ReturnType<typeof useTranslation>["t"], channel: string | null | undefined): string {
  return t(`ticket:channel.${channel ?? "web"}`, { defaultValue: channel ?? "" });
}
