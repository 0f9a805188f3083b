import { Skeleton } from "@mantine/core";
import { IconUser } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { type ContextRecord, type ContextSection, contextQuery, isMasked } from "@/api";
import { FieldDisplay, type FieldSpec, isReference } from "@/fields";
import { Avatar, ErrorState, formatDay, NamedIcon, Pill, useLabel, useSlow } from "@/ui";
import styles from "./context.module.css";

/**
 * Everything there is to know beside the ticket: who it is, what they bought, where it is, what is left.
 *
 * @param choosable whether the reader can choose a record in the form, where the ticket is linked to none yet
 */
export function ContextPane({ ticket, choosable }: { ticket: string; choosable: boolean }) {
  const { t } = useTranslation();
  const context = useQuery(contextQuery(ticket));
  const slow = useSlow(context.isPending);
  if (context.isError) {
    return <ErrorState problem={context.error} onRetry={() => void context.refetch()} />;
  }
  if (!context.data) {
    return slow ? (
      <div className={styles.loading} role="status" aria-label={t("common:loading")}>
        <Skeleton height={32} circle />
        {[70, 90, 50, 80, 60].map((width) => (
          <Skeleton key={width} height={10} width={`${width}%`} />
        ))}
      </div>
    ) : null;
  }
  const { sections } = context.data;
  // Of a ticket that is linked to nothing one sentence says so; four would say it no better.
  const linked = sections.some((section) => section.records.length > 0);
  return (
    <>
      {(linked ? sections : sections.slice(0, 1)).map((section) => (
        <Section key={section.key} section={section} choosable={choosable} />
      ))}
    </>
  );
}

function Section({ section, choosable }: { section: ContextSection; choosable: boolean }) {
  const { t } = useTranslation();
  const label = useLabel();
  const [only] = section.records;
  if (section.show === "profile" && only) return <Profile section={section} record={only} />;
  return (
    <section className={styles.section} data-show={section.show} aria-label={label(section.label)}>
      <h2>
        {label(section.label)}
        {section.more && (
          <span className={styles.more}>{t("ticket:context.more", { shown: section.records.length })}</span>
        )}
      </h2>
      {section.records.length === 0 ? (
        <p className={styles.none}>
          {section.show !== "profile"
            ? t("ticket:context.none_other")
            : choosable
              ? t("ticket:context.none_choose")
              : t("ticket:context.none_profile")}
        </p>
      ) : (
        <Records section={section} />
      )}
    </section>
  );
}

function Records({ section }: { section: ContextSection }) {
  switch (section.show) {
    case "cards":
      return section.records.map((record) => <Card key={record.id} section={section} record={record} />);
    case "bars":
      return <Bars section={section} />;
    case "track":
      return <Track section={section} />;
    case "profile":
    case "lines":
      return (
        <ul className={styles.lines}>
          {section.records.map((record) => (
            <li key={record.id}>
              <Line section={section} record={record} />
            </li>
          ))}
        </ul>
      );
  }
}

function To({
  section,
  record,
  children,
}: {
  section: ContextSection;
  record: ContextRecord;
  children: ReactNode;
}) {
  return section.ofTickets ? (
    <Link to="/t/$id" params={{ id: record.id }} className={styles.title}>
      {children}
    </Link>
  ) : (
    <Link to="/objects/$type/$id" params={{ type: section.type, id: record.id }} className={styles.title}>
      {children}
    </Link>
  );
}

const spec = (field: ContextSection["fields"][number]): FieldSpec => field as FieldSpec;

function Profile({ section, record }: { section: ContextSection; record: ContextRecord }) {
  const { t } = useTranslation();
  const label = useLabel();
  const tier = section.fields.find((f) => f.kind === "single" && f.settings.options.some((o) => o.tone));
  const facts = section.fields.filter((f) => f !== tier && record.fields[f.key] != null);
  return (
    <section aria-label={label(section.label)}>
      <header className={styles.profile}>
        {record.title ? (
          <Avatar id={record.id} name={record.title} size={32} label={false} />
        ) : (
          <span className={styles.nobody}>
            <IconUser size={18} stroke={1.7} aria-hidden />
          </span>
        )}
        <div className={styles.who}>
          <To section={section} record={record}>
            {record.title ?? t("fields:record_untitled")}
          </To>
          <span className={styles.meta}>{label(section.label)}</span>
        </div>
        {tier && record.fields[tier.key] != null && (
          <span className={styles.tier}>
            <FieldDisplay field={spec(tier)} value={record.fields[tier.key]} />
          </span>
        )}
      </header>
      <dl className={styles.facts}>
        {facts.map((field) => (
          <div key={field.key} className={styles.fact}>
            <dt>{label(field.label)}</dt>
            <dd>
              <FieldDisplay field={spec(field)} value={record.fields[field.key]} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** An order with what is in it and where it is. The one the ticket is about stands open. */
function Card({ section, record }: { section: ContextSection; record: ContextRecord }) {
  const { t } = useTranslation();
  const label = useLabel();
  const stage = section.fields.find((f) => f.kind === "single" && f.settings.options.some((o) => o.tone));
  const amount = section.fields.find((f) => f.kind === "money");
  const facts = section.fields.filter((f) => f !== stage && f !== amount && record.fields[f.key] != null);
  const inside = record.sections.filter((s) => s.records.length > 0);
  return (
    <details className={styles.card} open={record.current} data-current={record.current || undefined}>
      <summary>
        <span className={styles.cardTitle}>{record.title ?? t("fields:record_untitled")}</span>
        {stage && record.fields[stage.key] != null && (
          <span className={styles.stage}>
            <FieldDisplay field={spec(stage)} value={record.fields[stage.key]} />
          </span>
        )}
        {amount && record.fields[amount.key] != null && (
          <b className="num">
            <FieldDisplay field={spec(amount)} value={record.fields[amount.key]} />
          </b>
        )}
        {record.current && <span className="sr-only">{t("ticket:context.current")}</span>}
      </summary>
      <div className={styles.inside}>
        {inside.map((part) => (
          <Part key={part.key} section={part} />
        ))}
        <dl className={styles.facts}>
          {facts.map((field) => (
            <div key={field.key} className={styles.fact}>
              <dt>{label(field.label)}</dt>
              <dd>
                <FieldDisplay field={spec(field)} value={record.fields[field.key]} />
              </dd>
            </div>
          ))}
        </dl>
        <To section={section} record={record}>
          {t("ticket:context.open")}
        </To>
      </div>
    </details>
  );
}

function Part({ section }: { section: ContextSection }) {
  const label = useLabel();
  return (
    <div className={styles.part}>
      <h3>
        <NamedIcon name={section.icon} size={13} />
        {label(section.label)}
      </h3>
      <Records section={section} />
      {section.records.flatMap((record) =>
        record.sections
          .filter((s) => s.records.length > 0)
          .map((s) => <Records key={s.key + record.id} section={s} />),
      )}
    </div>
  );
}

function Line({ section, record }: { section: ContextSection; record: ContextRecord }) {
  const { t } = useTranslation();
  const label = useLabel();
  return (
    <span className={styles.line}>
      <To section={section} record={record}>
        {record.number && <span className={styles.number}>{record.number}</span>}
        {/* A ticket whose title is hidden is no untitled record: its number names it. */}
        {record.title ?? (record.number ? null : t("fields:record_untitled"))}
      </To>
      <span className={styles.values}>
        {record.step && <Pill small>{label(record.step.label)}</Pill>}
        {section.fields.map(
          (field) =>
            record.fields[field.key] != null && (
              <FieldDisplay key={field.key} field={spec(field)} value={record.fields[field.key]} />
            ),
        )}
      </span>
    </span>
  );
}

/** Stations, newest first: the first moment and the first place of each. */
function Track({ section }: { section: ContextSection }) {
  return (
    <ol className={styles.track}>
      {section.records.map((record) => (
        <li key={record.id}>
          <span className={styles.station}>{record.title}</span>
          <span className={styles.values}>
            {section.fields.map(
              (field) =>
                record.fields[field.key] != null && (
                  <FieldDisplay key={field.key} field={spec(field)} value={record.fields[field.key]} />
                ),
            )}
          </span>
        </li>
      ))}
    </ol>
  );
}

/** The first number of each record as a bar, red where it is below the second. */
function Bars({ section }: { section: ContextSection }) {
  const { t, i18n } = useTranslation();
  const numbers = section.fields.filter((f) => f.kind === "integer" || f.kind === "decimal");
  const name = section.fields.find((f) => f.kind === "lookup");
  const day = section.fields.find((f) => f.kind === "date");
  const [shown, least] = numbers;
  const of = (record: ContextRecord, key: string | undefined) => {
    const value = key === undefined ? null : record.fields[key];
    return typeof value === "number" ? value : null;
  };
  const most = Math.max(1, ...section.records.map((r) => of(r, shown?.key) ?? 0));
  const called = (record: ContextRecord) => {
    const value = name ? record.fields[name.key] : null;
    if (isReference(value)) return value.title ?? t("fields:record_untitled");
    return isMasked(value) ? value.masked : (record.title ?? t("fields:record_untitled"));
  };
  const rows = [...section.records].sort((a, b) => (of(b, shown?.key) ?? 0) - (of(a, shown?.key) ?? 0));
  return (
    <ul className={styles.bars}>
      {rows.map((record) => {
        const amount = of(record, shown?.key) ?? 0;
        const low = of(record, least?.key);
        const state = amount === 0 ? "bad" : low !== null && amount < low ? "warn" : "good";
        const restock = day ? record.fields[day.key] : null;
        return (
          <li key={record.id} data-state={state}>
            <span className={styles.barName} title={called(record)}>
              {called(record)}
            </span>
            <span className={styles.bar} aria-hidden>
              <span style={{ width: `${(amount / most) * 100}%` }} />
            </span>
            <span className={styles.amount}>{amount}</span>
            <span className={styles.barNote}>
              {typeof restock === "string"
                ? t("ticket:context.restock", { date: formatDay(restock, i18n.language) })
                : state === "warn"
                  ? t("ticket:context.below", { least: low })
                  : ""}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
