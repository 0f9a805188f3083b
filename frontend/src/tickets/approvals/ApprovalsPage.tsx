import { Button, TextInput } from "@mantine/core";
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
import classes from "./approvals.module.css";

/** What one is asked to decide, newest first. */
export function ApprovalsPage() {
  const { t } = useTranslation();
  const waiting = useQuery(approvalsQuery);
  const slow = useSlow(waiting.isPending);
  const list = useRef<HTMLUListElement>(null);

  useEffect(() => {
    document.title = `${t("approvals:title")} · Deskloom`;
  }, [t]);
  const move = (by: number) => {
    const all = [...(list.current?.querySelectorAll<HTMLElement>("[data-asked]") ?? [])];
    const at = all.indexOf(document.activeElement as HTMLElement);
    all[Math.max(0, Math.min(all.length - 1, at + by))]?.focus();
  };
  useKeys({ j: () => move(1), k: () => move(-1) });
  useEffect(
    () =>
      offerKeys([
        { keys: ["j", "k"], does: t("list:keys.move") },
        { keys: ["enter"], does: t("list:keys.open") },
      ]),
    [t],
  );
  const content = () => {
    if (waiting.isError) return <ErrorState problem={waiting.error} onRetry={() => void waiting.refetch()} />;
    if (waiting.isPending) return slow ? <SkeletonRows rows={6} height={72} /> : null;
    if (waiting.data.length === 0)
      return (
        <EmptyState
          icon={<IconGavel size={24} stroke={1.6} aria-hidden />}
          title={t("approvals:none.title")}
          hint={t("approvals:none.hint")}
        />
      );
    return (
      <ul className={classes.list} ref={list}>
        {waiting.data.map((one) => (
          <Asked key={one.entry.id} one={one} />
        ))}
      </ul>
    );
  };
  return <Page title={t("approvals:title")}>{content()}</Page>;
}

function Asked({ one }: { one: WaitingApproval }) {
  const { t } = useTranslation();
  const label = useLabel();
  const now = useNow();
  const queries = useQueryClient();
  const { language, zone } = useFormats();
  const [comment, setComment] = useState("");
  const [busy, setBusy] = useState(false);
  const { entry, ticket } = one;
  const late = entry.due != null && Date.parse(entry.due) <= now;
  const decide = async (act: "approve" | "refuse") => {
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
      void queries.invalidateQueries({ queryKey: keys.ticket(ticket.id) });
    }
  };
  return (
    <li className={classes.asked}>
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
          aria-label={t("approvals:approve", { number: ticket.number })}
          onClick={() => void decide("approve")}
        >
          {t("ticket:agenda.act.approve")}
        </Button>
        <Button
          disabled={busy}
          aria-label={t("approvals:refuse", { number: ticket.number })}
          onClick={() => void decide("refuse")}
        >
          {t("ticket:agenda.act.refuse")}
        </Button>
      </div>
    </li>
  );
}
