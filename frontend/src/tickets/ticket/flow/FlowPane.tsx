import { Button } from "@mantine/core";
import { IconArrowBackUp, IconLock, IconPlayerPause } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, type FlowRepair, type TicketDetail } from "@/api";
import { useFormats } from "@/fields";
import { formatDateTime, Pill, useLabel } from "@/ui";
import { OtherTicketLink } from "../agenda/OtherTicketLink";
import type { TicketWork } from "../useTicketWork";
import { BranchCard } from "./BranchCard";
import styles from "./flow.module.css";
import { RepairDialog } from "./RepairDialog";
import { isForked, stuckText } from "./words";

/** What a ticket's SOP is at beside its step: that it rests or is called off, its several ways, what it waits for, what it made. */
export function FlowPane({ detail, work }: { detail: TicketDetail; work: TicketWork }) {
  const { t } = useTranslation();
  const { flow } = detail;
  const forked = isForked(flow.branches);
  const shown = flow.branches.filter(
    (branch) => forked || branch.waits || branch.stuck || branch.calls.length > 0,
  );
  if (!flow.hold && !flow.ending && shown.length === 0 && flow.children.length === 0) return null;
  return (
    <section className={styles.pane} aria-label={t("flow:title")}>
      {flow.hold && <Held detail={detail} work={work} />}
      {flow.ending && <Ending detail={detail} work={work} />}
      {!flow.ending && shown.length > 0 && (
        <div className={styles.cards} data-several={shown.length > 1 || undefined}>
          {shown.map((branch) => (
            <BranchCard key={branch.id} detail={detail} branch={branch} work={work} />
          ))}
        </div>
      )}
      {flow.children.length > 0 && <Children detail={detail} />}
    </section>
  );
}

function Held({ detail, work }: { detail: TicketDetail; work: TicketWork }) {
  const { t } = useTranslation();
  const { language, zone } = useFormats();
  const hold = detail.flow.hold;
  const resume = detail.flow.powers.find((power) => power.power === "resume");
  if (!hold) return null;
  const time = formatDateTime(hold.since, language, zone);
  return (
    <div className={styles.banner} data-tone="warn" role="status">
      <IconPlayerPause size={16} stroke={1.8} aria-hidden />
      <div className={styles.bannerText}>
        <b>
          {hold.by ? t("flow:hold.banner_by", { time, name: hold.by.name }) : t("flow:hold.banner", { time })}
        </b>
        {hold.reason && <span>{hold.reason}</span>}
        <span className={styles.meta}>
          {hold.until
            ? t("flow:hold.until", { time: formatDateTime(hold.until, language, zone) })
            : t("flow:hold.open")}
        </span>
      </div>
      {resume && !resume.why && (
        <Button
          variant="filled"
          disabled={work.busy !== null}
          onClick={() =>
            void work.flow("resume", (key) => api.resumeTicket(detail.id, key), t("flow:resume.done"))
          }
        >
          {t("flow:resume.do")}
        </Button>
      )}
    </div>
  );
}

function Ending({ detail, work }: { detail: TicketDetail; work: TicketWork }) {
  const { t } = useTranslation();
  const label = useLabel();
  const [repair, setRepair] = useState<FlowRepair | null>(null);
  const ending = detail.flow.ending;
  if (!ending) return null;
  return (
    <div className={styles.banner} data-tone="bad" role={ending.stuck ? "alert" : "status"}>
      <IconArrowBackUp size={16} stroke={1.8} aria-hidden />
      <div className={styles.bannerText}>
        <b>{t("flow:ending.banner")}</b>
        {ending.reason && <span>{ending.reason}</span>}
        {ending.now && (
          <span>
            {t("flow:ending.now", {
              operation: label(ending.now.operation),
              service: label(ending.now.service),
            })}
          </span>
        )}
        {ending.stuck && <span>{stuckText(t, ending.stuck.code)}</span>}
        <span className={styles.meta}>
          {ending.left > 0 && `${t("flow:ending.left", { count: ending.left })} `}
          {t("flow:ending.to", { end: label(ending.to.label) })}
        </span>
        {ending.repair.length > 0 && (
          <div className={styles.acts}>
            {ending.repair.map((how) => (
              <Button key={how} disabled={work.busy !== null} onClick={() => setRepair(how)}>
                {t(`flow:repair.${how}`)}
              </Button>
            ))}
          </div>
        )}
      </div>
      {repair && (
        <RepairDialog
          branch={0}
          how={repair}
          tasks={[]}
          onClose={() => setRepair(null)}
          onGo={(wanted) =>
            work.flow("repair", (key) => api.repairTicket(detail.id, wanted, key), t("flow:repair.done"))
          }
        />
      )}
    </div>
  );
}

function Children({ detail }: { detail: TicketDetail }) {
  const { t } = useTranslation();
  const label = useLabel();
  return (
    <div className={styles.children}>
      <h2>{t("flow:children.title")}</h2>
      <ul>
        {detail.flow.children.map((child, index) => (
          <li key={child.ticket?.id ?? index}>
            {child.ticket ? (
              <OtherTicketLink ticket={child.ticket} />
            ) : (
              <span className={styles.meta}>
                <IconLock size={12} stroke={1.8} aria-hidden /> {t("flow:children.hidden")}
              </span>
            )}
            <span className={styles.meta}>{label(child.step.label)}</span>
            <Pill small tone={child.status === "solved" ? "good" : "neutral"}>
              {t(`ui:status.${child.status}`)}
            </Pill>
          </li>
        ))}
      </ul>
    </div>
  );
}
