import { IconPhone, IconUser } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useShallow } from "zustand/react/shallow";
import { type FieldSchema, type TicketDetail, type TypeSchema, teamsQuery, useMe } from "@/api";
import { configOf, FieldDisplay, fieldKind } from "@/fields";
import { type FormStore, useForm } from "@/forms";
import { Avatar, formatDateTime, useLabel } from "@/ui";
import { AgendaSection } from "./agenda/AgendaSection";
import { LinksSection } from "./agenda/LinksSection";
import { ContextPane } from "./ContextPane";
import { ClocksSection } from "./clocks/ClocksSection";
import styles from "./ticket.module.css";
import type { TicketWork } from "./useTicketWork";

/** A form section with this key describes the customer: the pane at the right is built from it. */
export const CUSTOMER = "customer";

interface Props {
  readonly detail: TicketDetail;
  readonly schema: TypeSchema;
  readonly store: FormStore;
  readonly work: TicketWork;
}

/** Who it is about and what there is to know: the customer's fields, amounts, and the ticket's own facts. */
export function SidePane({ detail, schema, store, work }: Props) {
  const { t, i18n } = useTranslation();
  const label = useLabel();
  const me = useMe();
  const { data: teams } = useQuery(teamsQuery);
  const visible = useForm(
    store,
    useShallow((d) => d.plan.fields.filter((f) => d.form.fields.get(f.key)?.visible).map((f) => f.key)),
  );
  const fieldOf = (key: string) =>
    visible.includes(key) ? schema.fields.find((f) => f.key === key) : undefined;
  const customer = (
    schema.forms.flatMap((f) => f.sections).find((s) => s.key === CUSTOMER)?.fields ?? []
  ).flatMap((key) => fieldOf(key) ?? []);
  const name = customer.find((f) => f.kind === "text");
  const tier = customer.find((f) => f.kind === "single");
  const named = useForm(
    store,
    (d) => !!name && (!!d.values[name.key] || d.plan.fields.find((f) => f.key === name.key)?.masked != null),
  );
  const amounts = schema.fields.filter((f) => f.kind === "money" && visible.includes(f.key));
  const more = customer.filter((f) => f !== name && f !== tier && f.kind !== "money" && f.kind !== "lookup");
  const dateTime = (at: string) => formatDateTime(at, i18n.language, me.workspace.zone);
  // A ticket that says whose it is needs its own copy of name and telephone no more.
  const known = useForm(store, (d) =>
    schema.fields.some((f) => f.kind === "lookup" && d.values[f.key] != null),
  );
  const choosable = useForm(store, (d) =>
    schema.fields.some((f) => f.kind === "lookup" && d.form.fields.get(f.key)?.readOnly === false),
  );
  return (
    <aside className={styles.side} aria-label={t("ticket:side.label")}>
      {known && <ContextPane ticket={detail.id} choosable={choosable} />}
      {!known && name && (
        <header className={styles.customer}>
          <CustomerFace field={name} store={store} />
          <div className={styles.customerText}>
            <span className={styles.customerName}>
              {named ? (
                <Value field={name} store={store} />
              ) : (
                <span className={styles.untitled}>{t("ticket:side.no_customer")}</span>
              )}
              {tier && (
                <span className={styles.tier}>
                  <Value field={tier} store={store} empty="" />
                </span>
              )}
            </span>
            <span className={styles.meta}>{label(name.label)}</span>
          </div>
        </header>
      )}
      {!known && <ContextPane ticket={detail.id} choosable={choosable} />}
      {!known && more.length > 0 && (
        <Facts title={t("ticket:side.customer")}>
          {more.map((field) => (
            <Fact key={field.key} name={label(field.label)}>
              <Value field={field} store={store} />
            </Fact>
          ))}
        </Facts>
      )}
      <ClocksSection detail={detail} />
      <AgendaSection detail={detail} work={work} />
      <LinksSection detail={detail} />
      {amounts.length > 0 && (
        <Facts title={t("ticket:side.amounts")}>
          {amounts.map((field) => (
            <Fact key={field.key} name={label(field.label)}>
              <b className="num">
                <Value field={field} store={store} />
              </b>
            </Fact>
          ))}
        </Facts>
      )}
      <Facts title={t("ticket:side.people")}>
        <Fact name={t("ticket:assignee")}>
          {detail.assignee ? (
            <>
              <Avatar id={detail.assignee.id} name={detail.assignee.name} size={16} label={false} />
              {detail.assignee.name}
            </>
          ) : (
            t("ticket:unassigned_short")
          )}
        </Fact>
        <Fact name={t("ticket:team")}>
          {detail.team
            ? label(teams?.find((team) => team.key === detail.team)?.label) || detail.team
            : t("ticket:no_team")}
        </Fact>
        {detail.requester && <Fact name={t("ticket:side.requester")}>{detail.requester.name}</Fact>}
        {detail.createdBy && <Fact name={t("ticket:side.created_by")}>{detail.createdBy.name}</Fact>}
      </Facts>
      <Facts title={t("ticket:side.ticket")}>
        <Fact name={t("ticket:side.type")}>{label(schema.label)}</Fact>
        <Fact name={t("ticket:step")}>{label(detail.step.label)}</Fact>
        <Fact name={t("ticket:side.created")}>
          <span className="num">{dateTime(detail.createdAt)}</span>
        </Fact>
        <Fact name={t("ticket:side.updated")}>
          <span className="num">{dateTime(detail.updatedAt)}</span>
        </Fact>
        <Fact name={t("ticket:side.release")}>
          <code className={styles.code}>{(me.release ?? "–").slice(0, 8)}</code>
        </Fact>
      </Facts>
    </aside>
  );
}

function Facts({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={styles.factGroup}>
      <h2>{title}</h2>
      <dl>{children}</dl>
    </section>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className={styles.fact}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** What stands in the form now, typed and not yet saved included: both panes say the same. */
function Value({ field, store, empty }: { field: FieldSchema; store: FormStore; empty?: string }) {
  const value = useForm(store, (d) => d.values[field.key] ?? null);
  const masked = useForm(store, (d) => d.plan.fields.find((f) => f.key === field.key)?.masked ?? null);
  const json = masked != null ? { masked } : configOf(field.kind).toJson(value, field.settings);
  return (
    <>
      {field.kind === "phone" && json != null && <IconPhone size={13} stroke={1.7} aria-hidden />}
      <FieldDisplay
        field={field}
        value={json}
        mode={fieldKind(field.kind).wide ? "read" : "cell"}
        {...(empty === undefined ? {} : { empty })}
      />
    </>
  );
}

function CustomerFace({ field, store }: { field: FieldSchema; store: FormStore }) {
  const value = useForm(store, (d) => d.values[field.key] ?? null);
  if (typeof value !== "string" || value === "") {
    return (
      <span className={styles.nobody}>
        <IconUser size={18} stroke={1.7} aria-hidden />
      </span>
    );
  }
  return <Avatar id={value} name={value} size={32} label={false} />;
}
