import { Button } from "@mantine/core";
import { IconAlertTriangle, IconCheck, IconClock, IconPlugConnected, IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, type FlowBranch, type FlowRepair, type TicketDetail, teamsQuery, useMe } from "@/api";
import { useFormats } from "@/fields";
import { formatDateTime, NamedAction, Pill, useLabel } from "@/ui";
import { OtherTicketLink } from "../agenda/OtherTicketLink";
import type { TicketWork } from "../useTicketWork";
import styles from "./flow.module.css";
import { RepairDialog } from "./RepairDialog";
import { TransferDialog } from "./TransferDialog";
import { callText, isForked, laneState, stuckText, waitText, whyText } from "./words";

/** Where a ticket is on one of its ways: whose it is, what it waits for, what may be done, and why nothing may. */
export function BranchCard({
  detail,
  branch,
  work,
}: {
  detail: TicketDetail;
  branch: FlowBranch;
  work: TicketWork;
}) {
  const { t } = useTranslation();
  const label = useLabel();
  const me = useMe();
  const { language, zone } = useFormats();
  const teams = useQuery(teamsQuery).data;
  const [repair, setRepair] = useState<FlowRepair | null>(null);
  const [handing, setHanding] = useState(false);
  const forked = isForked(detail.flow.branches);
  const team = branch.team
    ? label(teams?.find((one) => one.key === branch.team)?.label) || branch.team
    : null;
  const entry = branch.waits?.entry ? detail.agenda.find((one) => one.id === branch.waits?.entry) : undefined;
  const mine = branch.assignee?.id === me.id;
  const main =
    branch.actions.find((a) => a.tone === "main") ?? branch.actions.find((a) => a.tone !== "danger");
  const step = label(branch.step.label);
  return (
    <article className={styles.card} data-state={laneState(branch)} aria-label={step}>
      <div className={styles.head}>
        <h2>{step}</h2>
        {mine ? (
          <Pill small tone="accent">
            {t("flow:mine")}
          </Pill>
        ) : (
          branch.kind === "task" && (
            <span className={styles.meta}>
              {branch.assignee ? t("flow:has", { name: branch.assignee.name }) : t("flow:nobody")}
            </span>
          )
        )}
        {forked && team && branch.kind === "task" && <span className={styles.meta}>{team}</span>}
        <span className={styles.spacer} />
        <time
          className={styles.meta}
          dateTime={branch.since}
          title={branch.by ? t("flow:by", { name: branch.by.name }) : undefined}
        >
          {t("flow:since", { time: formatDateTime(branch.since, language, zone) })}
        </time>
      </div>
      {branch.waits && !branch.stuck && branch.waits.kind !== "call" && (
        <p className={styles.line}>
          <IconClock size={14} stroke={1.8} aria-hidden />
          <span>
            {waitText(t, branch.waits, language, zone)}{" "}
            {branch.waits.ticket && <OtherTicketLink ticket={branch.waits.ticket} />}
          </span>
        </p>
      )}
      {entry && entry.approvers.length > 0 && <Answers entry={entry} />}
      {branch.calls.map((call, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: calls of a step have no identity but their place
        <p key={index} className={styles.line} data-tone={call.state === "failed" ? "bad" : undefined}>
          <IconPlugConnected size={14} stroke={1.8} aria-hidden />
          <span>
            {callText(t, label, call)}
            {call.attempt > 1 && (
              <span className={styles.meta}> {t("flow:call.attempt", { count: call.attempt })}</span>
            )}
          </span>
        </p>
      ))}
      {branch.stuck && (
        <div className={styles.stuck} role="alert">
          <IconAlertTriangle size={16} stroke={1.8} aria-hidden />
          <div>
            <b>{t("flow:stuck.title")}</b> {stuckText(t, branch.stuck.code)}{" "}
            <span className={styles.meta}>
              {t("flow:since", { time: formatDateTime(branch.stuck.since, language, zone) })}
            </span>
          </div>
        </div>
      )}
      {branch.why && <p className={styles.why}>{whyText(t, label, branch.why)}</p>}
      {(forked || branch.repair.length > 0) && (
        <div className={styles.acts}>
          {forked &&
            branch.actions.map((action) => (
              <NamedAction
                key={action.key}
                name={label(action.label)}
                tone={action === main ? "primary" : action.tone === "danger" ? "danger" : "default"}
                icon={
                  action === main ? (
                    <IconCheck size={14} stroke={2.4} aria-hidden />
                  ) : action.tone === "danger" ? (
                    <IconX size={14} stroke={2} aria-hidden />
                  ) : undefined
                }
                busy={work.busy === action.key}
                blocked={
                  action.enabled
                    ? null
                    : t(`ticket:blocked.${action.reason ?? "other"}`, {
                        defaultValue: t("ticket:blocked.other"),
                      })
                }
                onClick={() => void work.act(action.key, branch)}
              />
            ))}
          {branch.claim && (
            <Button
              disabled={work.busy !== null}
              onClick={() =>
                void work.flow(
                  "transfer",
                  (key) => api.transferStep(detail.id, { step: branch.step.id, assignee: me.id }, key),
                  t("flow:taken"),
                )
              }
            >
              {t("flow:take")}
            </Button>
          )}
          {branch.transfer && (
            <Button variant="subtle" disabled={work.busy !== null} onClick={() => setHanding(true)}>
              {t("flow:hand_on")}
            </Button>
          )}
          {branch.repair.map((how) => (
            <Button
              key={how}
              variant={branch.stuck ? "default" : "subtle"}
              disabled={work.busy !== null}
              onClick={() => setRepair(how)}
            >
              {t(`flow:repair.${how}`)}
            </Button>
          ))}
        </div>
      )}
      {repair && (
        <RepairDialog
          branch={branch.id}
          how={repair}
          tasks={detail.flow.tasks}
          asked={entry?.approvers.filter((one) => one.asked) ?? []}
          onClose={() => setRepair(null)}
          onGo={(wanted) =>
            work.flow("repair", (key) => api.repairTicket(detail.id, wanted, key), t("flow:repair.done"))
          }
        />
      )}
      {handing && (
        <TransferDialog
          onClose={() => setHanding(false)}
          onGo={(to) =>
            work.flow(
              "transfer",
              (key) => api.transferStep(detail.id, { step: branch.step.id, ...to }, key),
              t("flow:handed"),
            )
          }
        />
      )}
    </article>
  );
}

/** Who has answered and who is still asked. */
export function Answers({ entry }: { entry: TicketDetail["agenda"][number] }) {
  const { t } = useTranslation();
  const label = useLabel();
  const { language, zone } = useFormats();
  const signing = entry.signing;
  return (
    <div className={styles.answers}>
      {signing && (
        <span className={styles.meta}>
          {t("flow:signing.of", { yes: signing.yes, needed: signing.needed })}
          {signing.sequence && ` · ${t("flow:signing.sequence")}`}
        </span>
      )}
      <ul>
        {entry.approvers.map((one, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: who is asked twice is asked for two answers
          <li key={index}>
            <span>{label(one.label)}</span>
            {one.vote ? (
              <span
                className={styles.vote}
                title={formatDateTime(one.vote.at, language, zone)}
                data-yes={one.vote.yes || undefined}
              >
                {one.vote.yes ? (
                  <IconCheck size={12} stroke={2.4} aria-hidden />
                ) : (
                  <IconX size={12} stroke={2.4} aria-hidden />
                )}
                {[one.vote.by?.name, t(one.vote.yes ? "flow:signing.yes" : "flow:signing.no")]
                  .filter(Boolean)
                  .join(" · ")}
                {one.vote.comment && <span className={styles.said}> {one.vote.comment}</span>}
              </span>
            ) : (
              <span className={styles.meta}>
                {t(one.asked ? "flow:signing.asked" : "flow:signing.later")}
              </span>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
