import { Button, Checkbox, TextInput } from "@mantine/core";
import { IconGavel } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { offerKeys } from "@/actions";
import { api, approvalsQuery, idempotencyKey, keys, type WaitingApproval } from "@/api";
import { useFormats } from "@/fields";
import {
  EmptyState,
  ErrorState,
  failureText,
  formatAge,
  formatDateTime,
  Page,
  Pill,
  SkeletonRows,
  toast,
  useKeys,
  useLabel,
  useNow,
  useSlow,
} from "@/ui";
import { Answers } from "../ticket/flow/BranchCard";
import classes from "./approvals.module.css";

type Answer = "approve" | "refuse";

/** What one is asked to decide, newest first: answered one by one, or several at once. */
export function ApprovalsPage() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const waiting = useQuery(approvalsQuery);
  const slow = useSlow(waiting.isPending);
  const list = useRef<HTMLUListElement>(null);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [sure, setSure] = useState<Answer | null>(null);
  const [busy, setBusy] = useState(false);
  const all = waiting.data ?? [];
  // Of what was chosen others may have decided some.
  const picked = all.filter((one) => chosen.has(one.entry.id));

  const toggle = (id: string) => {
    setSure(null);
    setChosen((old) => {
      const next = new Set(old);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  };
  const here = () => {
    const row = document.activeElement?.closest<HTMLElement>("[data-row]");
    return row && list.current?.contains(row) ? row : null;
  };
  const move = (by: number) => {
    const rows = [...(list.current?.querySelectorAll<HTMLElement>("[data-row]") ?? [])];
    const at = rows.indexOf(here() as HTMLElement);
    rows[Math.max(0, Math.min(rows.length - 1, at + by))]
      ?.querySelector<HTMLElement>("[data-asked]")
      ?.focus();
  };
  const press = (what: string) => here()?.querySelector<HTMLElement>(`[data-act="${what}"]`)?.click();
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    x: () => {
      const id = here()?.dataset.row;
      if (id) toggle(id);
    },
    y: () => press("approve"),
    n: () => press("refuse"),
    escape: () => setSure(null),
  });
  useEffect(
    () =>
      offerKeys([
        { keys: ["j", "k"], does: t("list:keys.move") },
        { keys: ["enter"], does: t("list:keys.open") },
        { keys: ["x"], does: t("approvals:keys.choose") },
        { keys: ["y"], does: t("approvals:keys.approve") },
        { keys: ["n"], does: t("approvals:keys.refuse") },
      ]),
    [t],
  );

  /** One after the other: each is a change of its own, and one that is refused holds up none. */
  const answerAll = async (act: Answer) => {
    setBusy(true);
    let done = 0;
    let failed: unknown = null;
    for (const one of picked) {
      try {
        await api.settleAgenda(one.ticket.id, one.entry.id, { act }, idempotencyKey());
        done += 1;
      } catch (failure) {
        failed = failure;
      }
    }
    setBusy(false);
    setSure(null);
    setChosen(new Set());
    if (failed) toast.failed(failureText(t, failed));
    toast.done(t("approvals:done_some", { done, count: picked.length }));
    void queries.invalidateQueries({ queryKey: keys.approvals });
    void queries.invalidateQueries({ queryKey: keys.allWork });
  };

  const content = () => {
    if (waiting.isError) return <ErrorState problem={waiting.error} onRetry={() => void waiting.refetch()} />;
    if (waiting.isPending) return slow ? <SkeletonRows rows={6} height={72} /> : null;
    if (all.length === 0)
      return (
        <EmptyState
          icon={<IconGavel size={24} stroke={1.6} aria-hidden />}
          title={t("approvals:none.title")}
          hint={t("approvals:none.hint")}
        />
      );
    return (
      <>
        {picked.length > 0 && (
          <section className={classes.bulk} aria-label={t("approvals:selected", { count: picked.length })}>
            {sure ? (
              <>
                <span role="alert">{t(`approvals:sure_${sure}`)}</span>
                <Button variant="filled" disabled={busy} onClick={() => void answerAll(sure)}>
                  {t(`approvals:yes_${sure}`)}
                </Button>
                <Button variant="subtle" onClick={() => setSure(null)}>
                  {t("approvals:not")}
                </Button>
              </>
            ) : (
              <>
                <span>{t("approvals:selected", { count: picked.length })}</span>
                <Button onClick={() => setSure("approve")}>
                  {t("approvals:approve_all", { count: picked.length })}
                </Button>
                <Button onClick={() => setSure("refuse")}>
                  {t("approvals:refuse_all", { count: picked.length })}
                </Button>
                <Button variant="subtle" onClick={() => setChosen(new Set())}>
                  {t("approvals:clear")}
                </Button>
              </>
            )}
          </section>
        )}
        <ul className={classes.list} ref={list}>
          {all.map((one) => (
            <Asked
              key={one.entry.id}
              one={one}
              chosen={chosen.has(one.entry.id)}
              onChoose={() => toggle(one.entry.id)}
            />
          ))}
        </ul>
      </>
    );
  };
  return <Page title={t("approvals:title")}>{content()}</Page>;
}

function Asked({ one, chosen, onChoose }: { one: WaitingApproval; chosen: boolean; onChoose: () => void }) {
  const { t } = useTranslation();
  const label = useLabel();
  const now = useNow();
  const queries = useQueryClient();
  const { language, zone } = useFormats();
  const [comment, setComment] = useState("");
  const [busy, setBusy] = useState(false);
  const { entry, ticket } = one;
  const late = entry.due != null && Date.parse(entry.due) <= now;
  const decide = async (act: Answer) => {
    setBusy(true);
    try {
      const said = comment.trim();
      await api.settleAgenda(
        ticket.id,
        entry.id,
        { act, ...(said ? { comment: said } : {}) },
        idempotencyKey(),
      );
      toast.done(t(`ticket:agenda.done.${act}`));
    } catch (failure) {
      toast.failed(failureText(t, failure));
    } finally {
      setBusy(false);
      void queries.invalidateQueries({ queryKey: keys.approvals });
      void queries.invalidateQueries({ queryKey: keys.allWork });
      void queries.invalidateQueries({ queryKey: keys.ticket(ticket.id) });
    }
  };
  return (
    <li className={classes.asked} data-row={entry.id} data-chosen={chosen || undefined}>
      <div className={classes.head}>
        <Checkbox
          checked={chosen}
          onChange={onChoose}
          aria-label={t("approvals:select", { number: ticket.number })}
        />
        <div className={classes.what}>
          <Link to="/t/$id" params={{ id: ticket.id }} search={{}} className={classes.text} data-asked>
            {entry.text ? label(entry.text) : t("ticket:timeline.not_for_you")}
          </Link>
          <span className={classes.about}>
            <span className="num">{ticket.number}</span>
            {ticket.title && <span className={classes.title}>{ticket.title}</span>}
            <time dateTime={entry.since} title={formatDateTime(entry.since, language, zone)}>
              {formatAge(entry.since, now, language, zone)}
            </time>
            {entry.due && (
              <span>{t("ticket:agenda.until", { time: formatDateTime(entry.due, language, zone) })}</span>
            )}
            {late && (
              <Pill small tone="bad">
                {t("ticket:agenda.overdue")}
              </Pill>
            )}
          </span>
          {entry.signing && entry.approvers.length > 1 && <Answers entry={entry} />}
        </div>
      </div>
      <div className={classes.acts}>
        <TextInput
          className={classes.reason as string}
          aria-label={t("ticket:agenda.reason")}
          placeholder={t("ticket:agenda.reason")}
          maxLength={500}
          value={comment}
          onChange={(event) => setComment(event.currentTarget.value)}
        />
        <Button
          variant="filled"
          disabled={busy}
          data-act="approve"
          aria-label={t("approvals:approve", { number: ticket.number })}
          onClick={() => void decide("approve")}
        >
          {t("ticket:agenda.act.approve")}
        </Button>
        <Button
          disabled={busy}
          data-act="refuse"
          aria-label={t("approvals:refuse", { number: ticket.number })}
          onClick={() => void decide("refuse")}
        >
          {t("ticket:agenda.act.refuse")}
        </Button>
      </div>
    </li>
  );
}
