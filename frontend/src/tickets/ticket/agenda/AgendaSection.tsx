import { Button, Select, TextInput } from "@mantine/core";
import { IconClock, IconGavel, IconHeartHandshake, IconPlus } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { AgendaAct, AgendaItem, TicketDetail } from "@/api";
import { useFormats } from "@/fields";
import { formatDateTime, formatLeft, Pill, useLabel, useNow } from "@/ui";
import { Answers } from "../flow/BranchCard";
import type { TicketWork } from "../useTicketWork";
import styles from "./agenda.module.css";
import { EntryText } from "./EntryText";

/** How long a promise made by hand may take, in minutes. */
const WITHIN = [30, 60, 120, 240, 480, 1440, 2880, 10_080] as const;

/** Clocks, promises and requests of a ticket: what is open and until when, and how the earlier ones ended. */
export function AgendaSection({ detail, work }: { detail: TicketDetail; work: TicketWork }) {
  const { t } = useTranslation();
  const [promising, setPromising] = useState(false);
  const entries = detail.agenda.filter((entry) => entry.kind !== "remedy");
  const open = entries.filter((entry) => entry.state === "open").sort(byDue);
  const ended = entries.filter((entry) => entry.state !== "open").reverse();
  const ongoing = ["new", "open", "waiting"].includes(detail.status);
  const mayPromise = detail.can.update && detail.can.readInternal && ongoing;
  if (entries.length === 0 && !mayPromise) return null;
  return (
    <section className={styles.section} aria-label={t("ticket:agenda.title")}>
      <h2>
        {t("ticket:agenda.title")}
        {mayPromise && !promising && (
          <Button
            variant="subtle"
            size="compact-xs"
            leftSection={<IconPlus size={13} stroke={1.8} aria-hidden />}
            onClick={() => setPromising(true)}
          >
            {t("ticket:agenda.promise")}
          </Button>
        )}
      </h2>
      {promising && <PromiseForm work={work} onDone={() => setPromising(false)} />}
      {open.length > 0 && (
        <ul className={styles.entries}>
          {open.map((entry) => (
            <Entry key={entry.id} entry={entry} work={work} />
          ))}
        </ul>
      )}
      {open.length === 0 && !promising && <p className={styles.none}>{t("ticket:agenda.none")}</p>}
      {ended.length > 0 && (
        <details className={styles.ended}>
          <summary>{t("ticket:agenda.ended", { count: ended.length })}</summary>
          <ul className={styles.entries}>
            {ended.map((entry) => (
              <Entry key={entry.id} entry={entry} work={work} />
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

function byDue(a: AgendaItem, b: AgendaItem): number {
  return (a.due ?? "9").localeCompare(b.due ?? "9");
}

const ICONS = {
  clock: IconClock,
  promise: IconHeartHandshake,
  approval: IconGavel,
  remedy: IconClock,
} as const;
/** From when on what is left is worth a look, in milliseconds. */
const SOON = 30 * 60_000;
const VERY_SOON = 15 * 60_000;
const near = (due: string, now: number) => {
  const left = Date.parse(due) - now;
  return left < VERY_SOON ? "very" : left < SOON ? "yes" : undefined;
};
const BAD = ["expired", "broken", "refused"];
const GOOD = ["stopped", "kept", "approved"];

function Entry({ entry, work }: { entry: AgendaItem; work: TicketWork }) {
  const { t } = useTranslation();
  const label = useLabel();
  const { language, zone } = useFormats();
  const now = useNow();
  const Icon = ICONS[entry.kind];
  const late = entry.state === "open" && entry.due != null && Date.parse(entry.due) <= now;
  // Decisions asked of the reader stand above the form.
  const acts = entry.may.filter((act): act is AgendaAct => act !== "approve" && act !== "refuse");
  return (
    <li className={styles.entry}>
      <Icon size={15} stroke={1.7} aria-hidden />
      <div className={styles.entryText}>
        <span>
          <EntryText entry={entry} />
        </span>
        <span className={styles.meta}>
          {t(`ticket:agenda.kind.${entry.kind}`)}
          {entry.due && entry.state === "open" && (
            <span data-overdue={late || undefined}>
              {" · "}
              {t("ticket:agenda.until", { time: formatDateTime(entry.due, language, zone) })}
            </span>
          )}
          {entry.approvers.length > 0 && entry.state === "open" && !entry.signing && (
            <>
              {" · "}
              {entry.approvers.map((one) => label(one.label)).join(", ")}
            </>
          )}
          {entry.closed && (
            <>
              {" · "}
              {[
                entry.closed.by.kind === "person" ? entry.closed.by.name : null,
                formatDateTime(entry.closed.at, language, zone),
              ]
                .filter(Boolean)
                .join(" · ")}
            </>
          )}
        </span>
        {entry.signing && <Answers entry={entry} />}
        {entry.closed?.comment && <span className={styles.said}>{entry.closed.comment}</span>}
        {acts.length > 0 && (
          <span className={styles.small}>
            {acts.map((act) => (
              <Button
                key={act}
                size="compact-xs"
                variant={act === "kept" ? "default" : "subtle"}
                disabled={work.busy !== null}
                onClick={() => void work.settle(entry.id, act, "")}
              >
                {t(`ticket:agenda.act.${act}`)}
              </Button>
            ))}
          </span>
        )}
      </div>
      {!late && entry.state === "open" && entry.due && (
        <span className={styles.left} data-near={near(entry.due, now)}>
          {formatLeft(entry.due, now, language)}
        </span>
      )}
      {(late || entry.state !== "open") && (
        <Pill
          small
          tone={late || BAD.includes(entry.state) ? "bad" : GOOD.includes(entry.state) ? "good" : "neutral"}
        >
          {t(late ? "ticket:agenda.overdue" : `ticket:agenda.state.${entry.state}`)}
        </Pill>
      )}
    </li>
  );
}

function PromiseForm({ work, onDone }: { work: TicketWork; onDone: () => void }) {
  const { t } = useTranslation();
  const { language, zone } = useFormats();
  const now = useNow();
  const [text, setText] = useState("");
  const [within, setWithin] = useState("120");
  const due = new Date(now + Number(within) * 60_000);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() === "") return;
    const until = new Date(Date.now() + Number(within) * 60_000).toISOString();
    if (await work.promise(text.trim(), until)) onDone();
  };
  return (
    <form
      className={styles.form}
      onSubmit={(event) => void submit(event)}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        onDone();
      }}
    >
      <TextInput
        label={t("ticket:agenda.promise_text")}
        placeholder={t("ticket:agenda.promise_hint")}
        maxLength={500}
        required
        autoFocus
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Select
        label={t("ticket:agenda.within")}
        data={WITHIN.map((minutes) => ({ value: String(minutes), label: length(minutes) }))}
        value={within}
        allowDeselect={false}
        onChange={(value) => value && setWithin(value)}
        inputWrapperOrder={["label", "input", "description", "error"]}
        description={t("ticket:agenda.until", {
          time: formatDateTime(due.toISOString(), language, zone),
        })}
      />
      <div className={styles.small}>
        <Button type="submit" variant="filled" disabled={work.busy !== null}>
          {t("ticket:agenda.promise_make")}
        </Button>
        <Button variant="subtle" onClick={onDone}>
          {t("common:cancel")}
        </Button>
      </div>
    </form>
  );

  function length(minutes: number): string {
    if (minutes < 60) return t("ticket:agenda.minutes", { count: minutes });
    return minutes < 1440
      ? t("ticket:agenda.hours", { count: minutes / 60 })
      : t("ticket:agenda.days", { count: minutes / 1440 });
  }
}
