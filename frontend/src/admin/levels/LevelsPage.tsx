import { Button } from "@mantine/core";
import { IconCalendarTime, IconStopwatch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { can } from "@/abilities";
import { api, keys, type ServiceLevel, type ServiceLevelClock, useMe } from "@/api";
import { Card, EmptyState, ErrorState, formatLength, listed, Page, Pill, SkeletonRows, useLabel } from "@/ui";
import { CalendarCard } from "./CalendarCard";
import classes from "./levels.module.css";

/** When people work and how soon what is to happen: read here, written as definitions. */
export function LevelsPage() {
  const { t } = useTranslation();
  const allowed = can(useMe(), "metadata.read");
  const levels = useQuery({ queryKey: keys.serviceLevels, queryFn: api.serviceLevels, enabled: allowed });
  const calendars = useQuery({ queryKey: keys.calendars, queryFn: api.calendars, enabled: allowed });
  if (!allowed) {
    return (
      <Page title={t("levels:title")}>
        <ErrorState
          problem={{ code: "forbidden", status: 403 }}
          action={
            <Button component={Link} to="/list">
              {t("shell:notFound.action")}
            </Button>
          }
        />
      </Page>
    );
  }
  const pending = levels.isPending || calendars.isPending;
  const failed = levels.isError ? levels : calendars.isError ? calendars : null;
  return (
    <Page title={t("levels:title")}>
      {pending ? (
        <SkeletonRows rows={6} height={56} />
      ) : failed ? (
        <ErrorState
          problem={failed.error}
          onRetry={() => {
            void levels.refetch();
            void calendars.refetch();
          }}
        />
      ) : (
        <>
          <Card title={t("levels:policies")} note={t("levels:policiesNote")}>
            {levels.data?.length === 0 ? (
              <EmptyState
                icon={<IconStopwatch size={24} stroke={1.6} aria-hidden />}
                title={t("levels:noPolicies")}
                hint={t("levels:noPoliciesHint")}
              />
            ) : (
              <ol className={classes.list}>
                {levels.data?.map((level) => (
                  <li key={level.key}>
                    <Policy level={level} calendars={calendars.data ?? []} />
                  </li>
                ))}
              </ol>
            )}
          </Card>
          {calendars.data?.length === 0 ? (
            <Card title={t("levels:calendars")}>
              <EmptyState
                icon={<IconCalendarTime size={24} stroke={1.6} aria-hidden />}
                title={t("levels:noCalendars")}
                hint={t("levels:noCalendarsHint")}
              />
            </Card>
          ) : (
            calendars.data?.map((calendar) => (
              <CalendarCard key={calendar.key} calendar={calendar} levels={levels.data ?? []} />
            ))
          )}
        </>
      )}
    </Page>
  );
}

function Policy({
  level,
  calendars,
}: {
  level: ServiceLevel;
  calendars: readonly { key: string; label: Record<string, string> }[];
}) {
  const { t } = useTranslation();
  const label = useLabel();
  const calendar = (key: string) => {
    const found = calendars.find((each) => each.key === key);
    return found ? label(found.label) : key;
  };
  return (
    <div className={classes.policy}>
      <div className={classes.title}>
        <b>{label(level.label)}</b>
        <code>{level.key}</code>
      </div>
      <span className={classes.meta}>
        {listed(
          t,
          level.types.map((type) => label(type.label)),
        )}
        {" · "}
        {level.when ? label(level.when) : t("levels:every")}
        {" · "}
        {calendar(level.calendar)}
      </span>
      <table className={classes.clocks}>
        <thead>
          <tr>
            <th scope="col">{t("levels:clock")}</th>
            <th scope="col">{t("levels:within")}</th>
            <th scope="col">{t("levels:then")}</th>
          </tr>
        </thead>
        <tbody>
          {level.clocks.map((clock) => (
            <Clock
              key={clock.key}
              clock={clock}
              calendar={clock.calendar ? calendar(clock.calendar) : null}
            />
          ))}
        </tbody>
      </table>
      {level.pauses.length > 0 && (
        <span className={classes.meta}>
          {t("levels:pauses")}{" "}
          {level.pauses.map((pause) => (
            <Pill
              key={`${pause.kind}.${label(pause.label)}`}
              small
              title={pause.when ? label(pause.when) : ""}
            >
              {t(`levels:pause.${pause.kind}`, { what: label(pause.label) })}
            </Pill>
          ))}
        </span>
      )}
    </div>
  );
}

function Clock({ clock, calendar }: { clock: ServiceLevelClock; calendar: string | null }) {
  const { t, i18n } = useTranslation();
  const label = useLabel();
  const length = (seconds: number) => formatLength(seconds, i18n.language);
  return (
    <tr>
      <td>
        {clock.kind === "step" ? t("levels:inStep", { step: label(clock.label) }) : label(clock.label)}
        {clock.start && (
          <span className={classes.meta}>
            {t("levels:from", { when: label(clock.start) })}
            {clock.stop && ` ${t("levels:until", { when: label(clock.stop) })}`}
          </span>
        )}
      </td>
      <td>
        {length(clock.within)}
        {calendar && <span className={classes.meta}>{calendar}</span>}
      </td>
      <td>
        {clock.at.length === 0 && <span className={classes.meta}>{t("levels:nothing")}</span>}
        {clock.at.map((time) => (
          <div key={`${time.percent ?? ""}.${time.offset ?? ""}`}>
            <span className={classes.meta}>
              {time.percent != null
                ? `${time.percent} %`
                : t(Number(time.offset) < 0 ? "levels:before" : "levels:after", {
                    time: length(Math.abs(Number(time.offset))),
                  })}
            </span>{" "}
            {listed(
              t,
              time.then.map((wish) => label(wish)),
            )}
          </div>
        ))}
      </td>
    </tr>
  );
}
