import { Modal } from "@mantine/core";
import { IconCheck, IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import {
  api,
  keys,
  type RoutingDecision,
  type TicketDetail,
  type TicketRouting,
  teamsQuery,
  useMe,
} from "@/api";
import { useFormats } from "@/fields";
import { ErrorState, formatDateTime, SkeletonText, useLabel, useSlow } from "@/ui";
import styles from "./whose.module.css";

/** What it is asked by: about oneself, somebody else, or nobody. */
export function useWhoseQuestion(detail: TicketDetail): { ask: string; title: string } {
  const { t } = useTranslation();
  const me = useMe();
  const { assignee } = detail;
  if (!assignee) return { ask: t("routing:whose.nobody"), title: t("routing:whose.title_nobody") };
  if (assignee.id === me.id) return { ask: t("routing:whose.mine"), title: t("routing:whose.title_mine") };
  return {
    ask: t("routing:whose.theirs", { name: assignee.name }),
    title: t("routing:whose.title_theirs", { name: assignee.name }),
  };
}

/** Why a ticket is whose it is, in sentences. */
export function WhoseDialog({ detail, onClose }: { detail: TicketDetail; onClose: () => void }) {
  const { t } = useTranslation();
  const { title } = useWhoseQuestion(detail);
  const why = useQuery({
    queryKey: [...keys.routing(detail.id), detail.version],
    queryFn: ({ signal }) => api.ticketRouting(detail.id, signal),
  });
  const slow = useSlow(why.isPending);
  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      size={560}
      closeButtonProps={{ "aria-label": t("common:close") }}
    >
      {why.isError ? (
        <ErrorState problem={why.error} onRetry={() => void why.refetch()} />
      ) : why.data ? (
        <Whose why={why.data} />
      ) : (
        slow && <SkeletonText lines={4} />
      )}
    </Modal>
  );
}

export function Whose({ why }: { why: TicketRouting }) {
  const { t } = useTranslation();
  const { routed } = why;
  return (
    <div className={styles.whose}>
      {why.handed && !routed?.holds && <Handed handed={why.handed} />}
      {!why.handed && !routed && <p>{t("routing:whose.none")}</p>}
      {routed && (
        <>
          {why.handed && !routed.holds && <h3>{t("routing:whose.was")}</h3>}
          <Decided routed={routed} />
        </>
      )}
    </div>
  );
}

function Handed({ handed }: { handed: NonNullable<TicketRouting["handed"]> }) {
  const { t } = useTranslation();
  const label = useLabel();
  const { language, zone } = useFormats();
  const time = formatDateTime(handed.at, language, zone);
  const { by } = handed;
  switch (by.kind) {
    case "person":
      return <p>{t("routing:whose.handed", { name: by.name, time })}</p>;
    case "rule":
      return <p>{t("routing:whose.handed_rule", { name: label(by.label ?? undefined) || by.name, time })}</p>;
    default:
      return (
        <p>
          {t("routing:whose.handed_system", {
            time,
            why: t([`routing:whose.system.${by.name}`, "routing:whose.system.other"]),
          })}
        </p>
      );
  }
}

function Decided({ routed }: { routed: RoutingDecision }) {
  const { t } = useTranslation();
  const label = useLabel();
  const { language, zone } = useFormats();
  const teams = useQuery(teamsQuery).data ?? [];
  const team = teams.find((each) => each.key === routed.team);
  const chosen = routed.people.find((each) => each.chosen);
  const row = routed.row && label(routed.row);
  return (
    <>
      <p>
        {t(`routing:whose.${routed.ending}`, {
          routing: label(routed.label) || t("routing:whose.unnamed"),
          name: chosen?.person.name ?? "",
          team: team ? label(team.label) : routed.team,
          time: formatDateTime(routed.at, language, zone),
        })}
      </p>
      {row && (
        <p className={styles.row}>
          {t("routing:whose.row")} <b>{row}</b>
        </p>
      )}
      {routed.redacted && <p className={styles.row}>{t("routing:whose.redacted")}</p>}
      {routed.skills && routed.skills.length > 0 && (
        <p className={styles.row}>{t("routing:whose.skills", { skills: routed.skills.join(", ") })}</p>
      )}
      {routed.people.length > 0 && (
        <ul className={styles.people}>
          {routed.people.map((each) => (
            <li key={each.person.id} data-chosen={each.chosen || undefined}>
              {each.could ? (
                <IconCheck size={14} stroke={2.4} className={styles.could} aria-hidden />
              ) : (
                <IconX size={14} stroke={2.4} className={styles.not} aria-hidden />
              )}
              <span>
                <b>{each.person.name}</b> {label(each.because)}
              </span>
            </li>
          ))}
        </ul>
      )}
      {routed.more > 0 && <p className={styles.row}>{t("routing:whose.more", { count: routed.more })}</p>}
    </>
  );
}
