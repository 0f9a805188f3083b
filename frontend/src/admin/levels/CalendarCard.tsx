import { useTranslation } from "react-i18next";
import type { Calendar, ServiceLevel } from "@/api";
import { useFormats } from "@/fields";
import { Card, formatDateTime, formatDay, listed, Pill, useLabel } from "@/ui";
import classes from "./levels.module.css";
import { bars, clockTime, type Holidays, stretches } from "./week";

const HOURS = [0, 6, 12, 18, 24];

/** A calendar: its week drawn, the days that are other than their day of the week, and what counts by it. */
export function CalendarCard({ calendar, levels }: { calendar: Calendar; levels: readonly ServiceLevel[] }) {
  const { t } = useTranslation();
  const label = useLabel();
  const { language, zone } = useFormats();
  const users = levels
    .filter((level) => calendar.usedBy.includes(level.key))
    .map((level) => label(level.label));
  return (
    <Card
      title={label(calendar.label)}
      note={t("levels:zone", { zone: calendar.zone })}
      action={
        <Pill small tone={calendar.open ? "good" : "neutral"}>
          {calendar.open
            ? t("levels:open")
            : calendar.next
              ? t("levels:opens", { time: formatDateTime(calendar.next, language, zone) })
              : t("levels:never")}
        </Pill>
      }
    >
      <table className={classes.week} aria-label={t("levels:week", { name: label(calendar.label) })}>
        <tbody>
          {calendar.week.map((weekday, index) => (
            <tr key={weekday.day}>
              <th scope="row">{t(`levels:day.${weekday.day}`)}</th>
              <td>
                <div className={classes.day} aria-hidden>
                  {bars(calendar.week, index).map((bar) => (
                    <span
                      key={bar.from}
                      style={{
                        left: `${(bar.from / 1440) * 100}%`,
                        width: `${((bar.to - bar.from) / 1440) * 100}%`,
                      }}
                    />
                  ))}
                </div>
                <span className={classes.meta}>
                  {weekday.shifts.length === 0
                    ? t("levels:free")
                    : weekday.shifts
                        .map((shift) => `${clockTime(shift.from)}–${clockTime(shift.to)}`)
                        .join(", ")}
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <div className={classes.hours} aria-hidden>
        {HOURS.map((hour) => (
          <span key={hour}>{hour}</span>
        ))}
      </div>
      <div className={classes.days}>
        {calendar.holidays.length > 0 && (
          <details>
            <summary>{t("levels:holidays", { count: calendar.holidays.length })}</summary>
            <ul>
              {stretches(calendar.holidays).map((holiday) => (
                <li key={holiday.from}>
                  <span>{days(holiday)}</span>
                  <span>{label(holiday.label)}</span>
                </li>
              ))}
            </ul>
          </details>
        )}
        {calendar.workdays.length > 0 && (
          <details>
            <summary>{t("levels:workdays", { count: calendar.workdays.length })}</summary>
            <ul>
              {calendar.workdays.map((workday) => (
                <li key={workday.date}>
                  <span>{formatDay(workday.date, language)}</span>
                  <span>
                    {[
                      workday.label ? label(workday.label) : null,
                      workday.shifts.map((s) => `${clockTime(s.from)}–${clockTime(s.to)}`).join(", "),
                    ]
                      .filter(Boolean)
                      .join(" · ")}
                  </span>
                </li>
              ))}
            </ul>
          </details>
        )}
      </div>
      <p className={classes.meta}>
        {users.length > 0 ? t("levels:usedBy", { names: listed(t, users) }) : t("levels:unused")}
      </p>
    </Card>
  );

  function days(holiday: Holidays) {
    return holiday.from === holiday.to
      ? formatDay(holiday.from, language)
      : `${formatDay(holiday.from, language)} – ${formatDay(holiday.to, language)}`;
  }
}
