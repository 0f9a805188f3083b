import { Button, Popover } from "@mantine/core";
import { IconAlarm, IconPlayerPause } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { ClockItem, TicketDetail } from "@/api";
import { useFormats } from "@/fields";
import { formatDateTime, formatLeft, formatLength, Pill, useLabel, useNow } from "@/ui";
import styles from "./clocks.module.css";
import { WhyDeadline } from "./WhyDeadline";

/** From when on what is left is worth a look: a share of the clock's time. */
const SOON = 0.2;
const TONES = {
  met: "good",
  breached: "bad",
  stopped: "neutral",
  running: "neutral",
  paused: "warn",
} as const;

/** The clocks of the ticket's service level: what runs and until when, what it waits for, and how others ended. */
export function ClocksSection({ detail }: { detail: TicketDetail }) {
  const { t } = useTranslation();
  const label = useLabel();
  const active = detail.clocks.filter((clock) => clock.ended == null);
  const ended = detail.clocks.filter((clock) => clock.ended != null);
  if (detail.clocks.length === 0) return null;
  const policy = (active[0] ?? ended[0])?.policyLabel;
  return (
    <section className={styles.section} aria-label={t("ticket:clocks.title")}>
      <h2>
        {t("ticket:clocks.title")}
        {policy && <span className={styles.policy}>{label(policy)}</span>}
      </h2>
      <ul className={styles.clocks}>
        {active.map((clock) => (
          <Running key={clock.key} clock={clock} />
        ))}
      </ul>
      {ended.length > 0 && (
        <ul className={styles.ended}>
          {ended.map((clock) => (
            <Ended key={clock.key} clock={clock} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Running({ clock }: { clock: ClockItem }) {
  const { t } = useTranslation();
  const label = useLabel();
  const { language, zone } = useFormats();
  const now = useNow();
  const paused = clock.pausedBy != null;
  const late = clock.breached != null || (clock.due != null && Date.parse(clock.due) <= now);
  const near = !late && clock.remaining != null && clock.remaining < clock.target * SOON;
  const Icon = paused ? IconPlayerPause : IconAlarm;
  return (
    <li className={styles.clock} data-state={late ? "late" : paused ? "paused" : "running"}>
      <Icon size={15} stroke={1.7} aria-hidden />
      <div className={styles.text}>
        <span className={styles.name}>{label(clock.label)}</span>
        <span className={styles.meta}>{sentence()}</span>
        <progress
          className={styles.bar}
          max={clock.target}
          value={Math.min(clock.elapsed, clock.target)}
          aria-label={t("ticket:clocks.used", {
            elapsed: formatLength(clock.elapsed, language),
            target: formatLength(clock.target, language),
          })}
        />
        <Popover position="bottom-start" width={320} withinPortal trapFocus returnFocus>
          <Popover.Target>
            <Button variant="subtle" size="compact-xs" className={styles.ask}>
              {t(paused ? "ticket:clocks.why_paused" : "ticket:clocks.why")}
            </Button>
          </Popover.Target>
          <Popover.Dropdown>
            <WhyDeadline clock={clock} />
          </Popover.Dropdown>
        </Popover>
      </div>
      <span className={styles.left} data-near={near || undefined} data-late={late || undefined}>
        {late
          ? t("ticket:clocks.late")
          : paused
            ? t("ticket:clocks.left", { time: formatLength(clock.remaining ?? 0, language) })
            : clock.due
              ? formatLeft(clock.due, now, language)
              : ""}
      </span>
    </li>
  );

  function sentence() {
    if (paused) {
      return clock.pauseReason
        ? t("ticket:clocks.waits_for", { what: label(clock.pauseReason) })
        : t("ticket:clocks.stands_still");
    }
    const at = clock.breached ?? clock.due;
    if (!at) return t("ticket:clocks.never");
    return t(late ? "ticket:clocks.was_due" : "ticket:clocks.due", {
      time: formatDateTime(at, language, zone),
    });
  }
}

function Ended({ clock }: { clock: ClockItem }) {
  const { t } = useTranslation();
  const label = useLabel();
  const { language } = useFormats();
  return (
    <li>
      <span className={styles.name}>{label(clock.label)}</span>
      <Pill small tone={TONES[clock.state]}>
        {t(`ticket:clocks.state.${clock.state}`)}
      </Pill>
      <span className={styles.meta}>
        {t("ticket:clocks.took", {
          elapsed: formatLength(clock.elapsed, language),
          target: formatLength(clock.target, language),
        })}
      </span>
    </li>
  );
}
