import { useTranslation } from "react-i18next";
import type { ClockItem } from "@/api";
import { useFormats } from "@/fields";
import { formatDateTime, formatDay, formatLength, formatTime, useLabel } from "@/ui";
import styles from "./clocks.module.css";

/** How a deadline comes about, in sentences: what has time, since when, and the hours that count. */
export function WhyDeadline({ clock }: { clock: ClockItem }) {
  const { t } = useTranslation();
  const label = useLabel();
  const { language, zone } = useFormats();
  // The hours that count are those of the calendar's zone.
  const there = clock.zone ?? zone;
  const length = (seconds: number) => formatLength(seconds, language);
  const why = clock.why;
  return (
    <div className={styles.why}>
      <p>
        {t(clock.policyLabel ? "ticket:clocks.has" : "ticket:clocks.has_unnamed", {
          policy: clock.policyLabel ? label(clock.policyLabel) : "",
          clock: label(clock.label),
          target: length(clock.target),
        })}{" "}
        {t("ticket:clocks.since", { time: formatDateTime(clock.since, language, zone) })}{" "}
        {clock.calendarLabel && t("ticket:clocks.counted_by", { calendar: label(clock.calendarLabel) })}
      </p>
      {clock.pausedBy != null && (
        <p>
          {clock.pauseReason
            ? t("ticket:clocks.paused_by", { what: label(clock.pauseReason) })
            : t("ticket:clocks.paused_unnamed")}{" "}
          {t("ticket:clocks.gone", { elapsed: length(clock.elapsed), left: length(clock.remaining ?? 0) })}
        </p>
      )}
      {clock.breached && (
        <p>{t("ticket:clocks.over", { time: formatDateTime(clock.breached, language, zone) })}</p>
      )}
      {why && (
        <>
          {why.before > 0 && <p>{t("ticket:clocks.before", { time: length(why.before) })}</p>}
          {why.spans.length > 0 && (
            <>
              <p>{t("ticket:clocks.counts", { zone: there })}</p>
              <ol className={styles.spans}>
                {why.spans.map((span) => (
                  <li key={span.from}>
                    <span>{formatDay(dayOf(span.from, there), language)}</span>
                    <span>
                      {formatTime(span.from, language, there)}–{formatTime(span.to, language, there)}
                    </span>
                    <span className={styles.meta}>{length(span.seconds)}</span>
                  </li>
                ))}
              </ol>
              {why.more && <p className={styles.meta}>{t("ticket:clocks.more")}</p>}
            </>
          )}
          {why.closed.map((day) => (
            <p key={day.date} className={styles.meta}>
              {t(day.works ? "ticket:clocks.worked" : "ticket:clocks.free", {
                day: formatDay(day.date, language),
                name: day.label ? label(day.label) : "",
              })}
            </p>
          ))}
          {clock.due && !clock.breached && (
            <p>
              <b>{t("ticket:clocks.so_due", { time: formatDateTime(clock.due, language, zone) })}</b>
            </p>
          )}
        </>
      )}
    </div>
  );
}

/** The day of an instant in a zone, as the API writes days. */
function dayOf(instant: string, zone: string): string {
  return new Intl.DateTimeFormat("sv-SE", { timeZone: zone }).format(new Date(instant));
}
