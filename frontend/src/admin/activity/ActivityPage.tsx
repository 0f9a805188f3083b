import { Button, SegmentedControl, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { ApiProblem, api, keys, type RuleActivity, type RuleActivityOfRule, useTypes } from "@/api";
import { useFormats } from "@/fields";
import {
  Card,
  EmptyState,
  ErrorState,
  formatDateTime,
  formatDecimal,
  listed,
  Page,
  Pill,
  SkeletonRows,
  useLabel,
} from "@/ui";
import { failuresOf } from "../rules/list";
import classes from "./activity.module.css";

const route = getRouteApi("/shell/admin/activity");
const WINDOWS = ["hour", "day", "month"] as const;
type Window = (typeof WINDOWS)[number];

/** What rules did lately: how often they were asked, what they did, what failed and how long it took. */
export function ActivityPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { window = "day", ...search } = route.useSearch();
  const activity = useQuery({
    queryKey: keys.ruleActivity(window),
    queryFn: ({ signal }) => api.ruleActivity(window, signal),
    placeholderData: keepPreviousData,
    refetchInterval: 15_000,
  });
  return (
    <Page
      title={t("activity:title")}
      note={t("activity:note")}
      actions={
        <SegmentedControl
          aria-label={t("activity:window")}
          value={window}
          onChange={(value) =>
            void navigate({
              to: "/admin/activity",
              search: { ...search, window: value as Window },
              replace: true,
            })
          }
          data={WINDOWS.map((value) => ({ value, label: t(`activity:windows.${value}`) }))}
        />
      }
    >
      {activity.isPending ? (
        <Card title={t("activity:rules")}>
          <SkeletonRows rows={8} height={48} />
        </Card>
      ) : activity.isError ? (
        <ErrorState
          problem={activity.error}
          action={
            activity.error instanceof ApiProblem && activity.error.status === 403 ? (
              <Button component={Link} to="/list">
                {t("shell:notFound.action")}
              </Button>
            ) : undefined
          }
          onRetry={() => void activity.refetch()}
        />
      ) : (
        <Shown activity={activity.data} window={window} />
      )}
    </Page>
  );
}

function Shown({ activity, window }: { activity: RuleActivity; window: Window }) {
  const { t } = useTranslation();
  const label = useLabel();
  const types = useTypes();
  const navigate = useNavigate();
  const { q: text = "", ...search } = route.useSearch();
  const setText = (q: string) =>
    void navigate({ to: "/admin/activity", search: { ...search, ...(q ? { q } : {}) }, replace: true });
  const { language } = useFormats();
  const typeName = (key: string | null | undefined) =>
    key ? label(types.data?.find((type) => type.key === key)?.label) || key : "–";
  const eventName = (event: string) =>
    event
      .replace("/", "+")
      .split("+")
      .map((one) => t(`activity:events.${one}`, { defaultValue: ruleName(one) }))
      .join(" + ");
  const ruleName = (id: string) => label(activity.rules.find((rule) => rule.id === id)?.label) || id;
  const wanted = text.trim().toLowerCase();
  const rules = activity.rules
    .filter((rule) =>
      `${label(rule.label)} ${rule.key} ${rule.pack ?? ""} ${typeName(rule.type)}`
        .toLowerCase()
        .includes(wanted),
    )
    // What needs somebody first, then what did something.
    .sort((a, b) => failuresOf(b) - failuresOf(a) || b.fired - a.fired || b.asked - a.asked);
  return (
    <>
      <Hours activity={activity} window={window} />
      <Card title={t("activity:rules")} note={String(activity.rules.length)}>
        <div className={classes.search}>
          <TextInput
            leftSection={<IconSearch size={16} stroke={1.7} />}
            aria-label={t("activity:search")}
            placeholder={t("activity:search")}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
        </div>
        {rules.length === 0 ? (
          <EmptyState
            icon={<IconSearch size={24} stroke={1.6} aria-hidden />}
            title={t(activity.rules.length === 0 ? "activity:none" : "activity:notFound")}
            {...(activity.rules.length > 0
              ? { action: <Button onClick={() => setText("")}>{t("activity:all")}</Button> }
              : {})}
          />
        ) : (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
          <div className={classes.scroll} tabIndex={0} role="region" aria-label={t("activity:rules")}>
            <table className={classes.table}>
              <thead>
                <tr>
                  <th scope="col">{t("activity:rule")}</th>
                  <th scope="col" className={classes.number}>
                    {t("activity:asked")}
                  </th>
                  <th scope="col" className={classes.number}>
                    {t("activity:fired")}
                  </th>
                  <th scope="col">{t("activity:failed")}</th>
                  <th scope="col">{t("activity:last")}</th>
                </tr>
              </thead>
              <tbody>
                {rules.map((rule) => (
                  <Rule key={`${rule.pack ?? ""} ${rule.id}`} rule={rule} type={typeName(rule.type)} />
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Card>
      {activity.events.length > 0 && (
        <Card title={t("activity:times")} note={t("activity:timesNote")}>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
          <div className={classes.scroll} tabIndex={0} role="region" aria-label={t("activity:times")}>
            <table className={classes.table}>
              <thead>
                <tr>
                  <th scope="col">{t("activity:type")}</th>
                  <th scope="col">{t("activity:event")}</th>
                  <th scope="col" className={classes.number}>
                    {t("activity:asked")}
                  </th>
                  <th scope="col" className={classes.number}>
                    {t("activity:average")}
                  </th>
                  <th scope="col" className={classes.number}>
                    {t("activity:slowest")}
                  </th>
                </tr>
              </thead>
              <tbody>
                {activity.events.map((event) => (
                  <tr key={`${event.type} ${event.event}`}>
                    <th scope="row">{typeName(event.type)}</th>
                    <td>{eventName(event.event)}</td>
                    <td className={classes.number} data-name={t("activity:asked")}>
                      {formatDecimal(event.times, language)}
                    </td>
                    <td className={classes.number} data-name={t("activity:average")}>
                      {millis(event.averageMicros, language)}
                    </td>
                    <td className={classes.number} data-name={t("activity:slowest")}>
                      {millis(event.slowestMicros, language)}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </Card>
      )}
    </>
  );
}

/** In milliseconds, as exactly as one can tell them apart. */
const millis = (micros: number, language: string) =>
  `${formatDecimal((micros / 1000).toFixed(micros < 10_000 ? 2 : 0), language)} ms`;

function Rule({ rule, type }: { rule: RuleActivityOfRule; type: string }) {
  const { t } = useTranslation();
  const label = useLabel();
  const { language, zone } = useFormats();
  return (
    <tr data-idle={rule.fired === 0 && rule.failures.length === 0 ? true : undefined}>
      <th scope="row">
        <Link to="/admin/rules" search={{ q: label(rule.label) }} className={classes.name}>
          {label(rule.label)}
        </Link>
        <span className={classes.meta}>
          {type} ·{" "}
          {listed(
            t,
            rule.on.map((on) => t(`activity:events.${on}`, { defaultValue: on })),
          )}
          {rule.pack && ` · ${rule.pack} ${rule.version ?? ""}`}
        </span>
      </th>
      <td className={classes.number} data-name={t("activity:asked")}>
        {formatDecimal(rule.asked, language)}
      </td>
      <td className={classes.number} data-name={t("activity:fired")}>
        {formatDecimal(rule.fired, language)}
      </td>
      <td>
        <span className={classes.failures}>
          {rule.failures.map((failure) => (
            <Pill key={failure.code} tone={failure.code === "rule.refused" ? "warn" : "bad"}>
              {reason(failure.code)} × {formatDecimal(failure.times, language)}
            </Pill>
          ))}
        </span>
      </td>
      <td data-name={t("activity:last")}>
        {rule.lastAt ? (
          <>
            {rule.lastTicket && (
              <Link to="/t/$id" params={{ id: rule.lastTicket.id }} className={classes.link}>
                {rule.lastTicket.number}
              </Link>
            )}
            <span className={classes.meta}>{formatDateTime(rule.lastAt, language, zone)}</span>
          </>
        ) : (
          "–"
        )}
      </td>
    </tr>
  );

  function reason(code: string): string {
    const name = code.replace(/[.-]/g, "_");
    return t(`activity:codes.${name}`, {
      defaultValue: t(`ticket:why.left.${name}`, { defaultValue: code }),
    });
  }
}

/** Hour by hour: how much was asked, how much of it fired, what failed. */
function Hours({ activity, window }: { activity: RuleActivity; window: Window }) {
  const { t } = useTranslation();
  const { language, zone } = useFormats();
  const asked = activity.hours.reduce((sum, hour) => sum + hour.asked, 0);
  const fired = activity.hours.reduce((sum, hour) => sum + hour.fired, 0);
  const failures = activity.hours.reduce((sum, hour) => sum + hour.failed, 0);
  const wrong = activity.rules.reduce((sum, rule) => sum + failuresOf(rule), 0);
  const bars = grouped(activity, window);
  const most = Math.max(1, ...bars.map((bar) => bar.fired + bar.failed));
  return (
    <Card title={t("activity:overview")}>
      <div className={classes.figures}>
        <Figure name={t("activity:asked")} value={asked} />
        <Figure name={t("activity:fired")} value={fired} mark="fired" />
        <Figure name={t("activity:refusedOrFailed")} value={failures} mark="failed" bad={wrong > 0} />
      </div>
      {bars.length > 1 && (
        <>
          <div className={classes.bars} role="img" aria-label={t("activity:chart", { fired, failures })}>
            {bars.map((bar) => (
              <span
                key={bar.at}
                className={classes.bar}
                title={`${formatDateTime(bar.at, language, zone)}: ${t("activity:chart", { fired: bar.fired, failures: bar.failed })}`}
              >
                <i style={{ height: `${(100 * bar.failed) / most}%` }} data-bad />
                <i style={{ height: `${(100 * bar.fired) / most}%` }} />
              </span>
            ))}
          </div>
          <div className={classes.axis} aria-hidden>
            <span>{formatDateTime(bars[0]?.at ?? "", language, zone)}</span>
            <span>{t(window === "month" ? "activity:today" : "activity:thisHour")}</span>
          </div>
        </>
      )}
    </Card>
  );
}

interface FigureProps {
  readonly name: string;
  readonly value: number;
  /** Which of the bars it is the sum of. */
  readonly mark?: "fired" | "failed";
  readonly bad?: boolean;
}

function Figure({ name, value, mark, bad }: FigureProps) {
  const { language } = useFormats();
  return (
    <p className={classes.figure} data-bad={bad || undefined}>
      <b>{formatDecimal(value, language)}</b>
      <span data-mark={mark}>{name}</span>
    </p>
  );
}

interface Bar {
  readonly at: string;
  readonly fired: number;
  readonly failed: number;
}

/** Every hour of the window, of thirty days every day: also those in which nothing happened. */
function grouped(activity: RuleActivity, window: Window): Bar[] {
  const size = (window === "month" ? 24 : 1) * 3_600_000;
  const from = Math.floor(Date.parse(activity.since) / size) * size;
  const last = Math.max(Date.now(), from);
  const bars = new Map<number, { fired: number; failed: number }>();
  for (let at = from; at <= last && bars.size < 100; at += size) bars.set(at, { fired: 0, failed: 0 });
  for (const hour of activity.hours) {
    const bar = bars.get(Math.floor(Date.parse(hour.hour) / size) * size);
    if (bar) {
      bar.fired += hour.fired;
      bar.failed += hour.failed;
    }
  }
  return [...bars].map(([at, bar]) => ({ at: new Date(at).toISOString(), ...bar }));
}
