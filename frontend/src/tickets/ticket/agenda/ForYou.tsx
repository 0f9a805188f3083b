import { Button, TextInput } from "@mantine/core";
import { IconBulb, IconGavel } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { AgendaItem, TicketDetail, TypeSchema } from "@/api";
import { FieldDisplay, useFormats } from "@/fields";
import { formatDateTime, useLabel } from "@/ui";
import { Answers } from "../flow/BranchCard";
import { Signers } from "../flow/Signers";
import type { TicketWork } from "../useTicketWork";
import styles from "./agenda.module.css";
import { EntryText } from "./EntryText";
import { keyInWords } from "./words";

interface Props {
  readonly detail: TicketDetail;
  readonly schema: TypeSchema;
  readonly work: TicketWork;
}

/** What waits for the reader's word before anything else: decisions asked of him, and what rules suggest. */
export function ForYou({ detail, schema, work }: Props) {
  const { t } = useTranslation();
  const open = detail.agenda.filter((entry) => entry.state === "open");
  const asked = open.filter((entry) => entry.kind === "approval" && entry.may.includes("approve"));
  const remedies = open.filter((entry) => entry.kind === "remedy");
  if (asked.length + remedies.length === 0) return null;
  return (
    <section className={styles.forYou} aria-label={t("ticket:agenda.for_you")}>
      {asked.map((entry) => (
        <Decision key={entry.id} ticket={detail.id} entry={entry} work={work} />
      ))}
      {remedies.map((entry) => (
        <Suggestion key={entry.id} entry={entry} schema={schema} work={work} />
      ))}
    </section>
  );
}

function Why({ entry }: { entry: AgendaItem }) {
  const { t } = useTranslation();
  const label = useLabel();
  const name = label(entry.by.label) || keyInWords(entry.by.name ?? "");
  // What a step asks is nobody's wish.
  if (entry.signing) return null;
  return (
    <span className={styles.meta}>
      {t(entry.by.kind === "rule" ? "ticket:agenda.by_rule" : "ticket:agenda.by_person", { name })}
    </span>
  );
}

function Head({ icon, entry, children }: { icon: ReactNode; entry: AgendaItem; children?: ReactNode }) {
  return (
    <div className={styles.cardHead}>
      <span className={styles.icon}>{icon}</span>
      <div className={styles.cardText}>
        <p className={styles.says}>
          <EntryText entry={entry} />
        </p>
        <Why entry={entry} />
        {children}
      </div>
    </div>
  );
}

function Decision({ ticket, entry, work }: { ticket: string; entry: AgendaItem; work: TicketWork }) {
  const { t } = useTranslation();
  const { language, zone } = useFormats();
  const [comment, setComment] = useState("");
  return (
    <article className={styles.card} data-kind="approval">
      <Head icon={<IconGavel size={16} stroke={1.8} aria-hidden />} entry={entry}>
        {entry.due && (
          <span className={styles.meta} data-overdue={entry.overdue || undefined}>
            {t("ticket:agenda.until", { time: formatDateTime(entry.due, language, zone) })}
          </span>
        )}
        {entry.signing && <Answers entry={entry} />}
      </Head>
      <div className={styles.acts}>
        <TextInput
          className={styles.reason as string}
          aria-label={t("ticket:agenda.reason")}
          placeholder={t("ticket:agenda.reason")}
          maxLength={500}
          value={comment}
          onChange={(event) => setComment(event.currentTarget.value)}
        />
        <Button
          variant="filled"
          disabled={work.busy !== null}
          onClick={() => void work.settle(entry.id, "approve", comment.trim())}
        >
          {t("ticket:agenda.act.approve")}
        </Button>
        <Button
          disabled={work.busy !== null}
          onClick={() => void work.settle(entry.id, "refuse", comment.trim())}
        >
          {t("ticket:agenda.act.refuse")}
        </Button>
        {entry.signing && <Signers ticket={ticket} entry={entry} work={work} />}
      </div>
    </article>
  );
}

function Suggestion({ entry, schema, work }: { entry: AgendaItem; schema: TypeSchema; work: TicketWork }) {
  const { t } = useTranslation();
  const label = useLabel();
  const remedy = entry.remedy;
  return (
    <article className={styles.card} data-kind="remedy">
      <Head icon={<IconBulb size={16} stroke={1.8} aria-hidden />} entry={entry} />
      {remedy && (remedy.action || remedy.fields.length > 0 || remedy.comment) && (
        <ul className={styles.does} aria-label={t("ticket:agenda.does")}>
          {remedy.action && <li>{t("ticket:agenda.takes", { action: label(remedy.action) })}</li>}
          {remedy.fields.map((set) => {
            const field = schema.fields.find((f) => f.key === set.field);
            return (
              <li key={set.field}>
                {t("common:joined.about", { name: label(set.label), text: "" })}
                {field && set.value != null ? (
                  <b>
                    <FieldDisplay field={field} value={set.value} mode="cell" />
                  </b>
                ) : (
                  t("ticket:agenda.hidden_value")
                )}
              </li>
            );
          })}
          {remedy.comment && <li>{t("ticket:agenda.writes", { text: label(remedy.comment) })}</li>}
        </ul>
      )}
      <div className={styles.acts}>
        {entry.may.includes("apply") && (
          <Button
            variant="filled"
            disabled={work.busy !== null}
            onClick={() => void work.settle(entry.id, "apply", "")}
          >
            {t("ticket:agenda.act.apply")}
          </Button>
        )}
        {entry.may.includes("dismiss") && (
          <Button disabled={work.busy !== null} onClick={() => void work.settle(entry.id, "dismiss", "")}>
            {t("ticket:agenda.act.dismiss")}
          </Button>
        )}
      </div>
    </article>
  );
}
