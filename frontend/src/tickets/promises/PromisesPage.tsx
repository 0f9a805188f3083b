import { Button, Select } from "@mantine/core";
import { IconFileTypeCsv, IconHeartHandshake } from "@tabler/icons-react";
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { can } from "@/abilities";
import {
  api,
  keys,
  type PromiseFigures,
  type PromiseItem,
  type PromiseLine,
  type PromiseReport,
  useMe,
} from "@/api";
import { useFormats } from "@/fields";
import {
  Card,
  download,
  EmptyState,
  ErrorState,
  failureText,
  formatDateTime,
  formatDay,
  formatDecimal,
  Page,
  Pill,
  SkeletonRows,
  toast,
  useLabel,
  useSlow,
} from "@/ui";
import { WithFormats } from "../records/WithFormats";
import { OUTCOMES, type Outcome, PERIODS, type PromiseSearch, periodOf, shares } from "./period";
import classes from "./promises.module.css";

const route = getRouteApi("/shell/promises");
const TONES = { kept: "good", late: "warn", broken: "bad", open: "neutral", withdrawn: "neutral" } as const;

/** How promises were kept: of a period, by team, by person and by type; and each of them with its ticket. */
export function PromisesPage() {
  return (
    <WithFormats>
      <Promises />
    </WithFormats>
  );
}

function Promises() {
  const { t } = useTranslation();
  const me = useMe();
  const navigate = useNavigate();
  const search = route.useSearch();
  const { zone } = useFormats();
  const allowed = can(me, "staff.manage");
  const period = periodOf(search, new Date(), zone);
  const [busy, setBusy] = useState(false);
  const report = useQuery({
    queryKey: keys.promiseReport(period),
    queryFn: ({ signal }) => api.promiseReport(period, signal),
    enabled: allowed,
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });
  const slow = useSlow(report.isPending && allowed);
  const show = (next: Partial<PromiseSearch>) =>
    void navigate({
      to: "/promises",
      search: (before) => ({ ...before, ...next }) as PromiseSearch,
      replace: true,
    });
  const save = async () => {
    setBusy(true);
    try {
      download(await api.promiseReportFile(period));
    } catch (failure) {
      toast.failed(failureText(t, failure));
    } finally {
      setBusy(false);
    }
  };
  const content = () => {
    if (!allowed)
      return (
        <ErrorState
          problem={{ code: "forbidden", status: 403, detail: t("promises:forbidden") }}
          action={
            <Button component={Link} to="/list">
              {t("shell:notFound.action")}
            </Button>
          }
        />
      );
    if (report.isError && report.data === undefined)
      return <ErrorState problem={report.error} onRetry={() => void report.refetch()} />;
    if (report.data === undefined) return slow ? <SkeletonRows rows={8} height={48} /> : null;
    if (report.data.all.made === 0)
      return (
        <EmptyState
          icon={<IconHeartHandshake size={24} stroke={1.6} aria-hidden />}
          title={t("promises:empty.title")}
          hint={t("promises:empty.hint")}
        />
      );
    return (
      <Shown report={report.data} onList={(outcome) => show({ outcome })}>
        <Listed search={search} period={period} show={show} />
      </Shown>
    );
  };
  return (
    <Page
      title={t("promises:title")}
      note={t("promises:note")}
      actions={
        allowed && (
          <div className={classes.tools}>
            <Select
              className={classes.days as string}
              aria-label={t("promises:period")}
              value={String(search.days ?? 30)}
              data={PERIODS.map((days) => ({
                value: String(days),
                label: t("promises:days", { count: days }),
              }))}
              allowDeselect={false}
              onChange={(days) => show({ days: Number(days) })}
            />
            <Button
              leftSection={<IconFileTypeCsv size={16} stroke={1.7} aria-hidden />}
              aria-busy={busy}
              onClick={() => void save()}
            >
              {t("promises:export")}
            </Button>
          </div>
        )
      }
    >
      {content()}
    </Page>
  );
}

function Shown({
  report,
  onList,
  children,
}: {
  report: PromiseReport;
  onList: (outcome: Outcome) => void;
  children: React.ReactNode;
}) {
  const { t } = useTranslation();
  const label = useLabel();
  const { language } = useFormats();
  const { all } = report;
  return (
    <>
      <Card
        title={t("promises:all")}
        note={`${formatDay(report.from, language)} – ${formatDay(report.to, language)}`}
      >
        <div className={classes.head}>
          <Rate figures={all} target={report.target} />
          {OUTCOMES.map((outcome) => (
            <button
              type="button"
              key={outcome}
              className={classes.figure}
              data-outcome={outcome}
              onClick={() => onList(outcome)}
            >
              <b>{formatDecimal(all[outcome], language)}</b>
              <span>{t(`promises:outcome.${outcome}`)}</span>
            </button>
          ))}
        </div>
        {report.more && <p className={classes.note}>{t("promises:more_than")}</p>}
      </Card>
      <Lines title={t("promises:teams")} report={report} lines={report.teams} none={t("promises:no_team")} />
      <Lines title={t("promises:people")} report={report} lines={report.people} none={t("promises:nobody")} />
      {report.types.length > 1 && (
        <Lines title={t("promises:types")} report={report} lines={report.types} none={label("")} />
      )}
      {children}
    </>
  );
}

function Rate({ figures, target }: { figures: PromiseFigures; target: number }) {
  const { t } = useTranslation();
  const { language } = useFormats();
  const met = figures.rate != null && figures.rate >= target;
  return (
    <p className={classes.rate} data-met={figures.rate == null ? undefined : met}>
      <b>{figures.rate == null ? "–" : `${formatDecimal(figures.rate, language)} %`}</b>
      <span>{t("promises:rate_target", { target })}</span>
    </p>
  );
}

function Lines({
  title,
  report,
  lines,
  none,
}: {
  title: string;
  report: PromiseReport;
  lines: readonly PromiseLine[];
  none: string;
}) {
  const { t } = useTranslation();
  const label = useLabel();
  const { language } = useFormats();
  return (
    <Card title={title} note={String(lines.length)}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <div className={classes.scroll} tabIndex={0} role="region" aria-label={title}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">{t("promises:name")}</th>
              <th scope="col">{t("promises:rate")}</th>
              <th scope="col" className={classes.number}>
                {t("promises:made")}
              </th>
              {OUTCOMES.map((outcome) => (
                <th scope="col" key={outcome} className={classes.number}>
                  {t(`promises:outcome.${outcome}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <tr key={line.key ?? line.id ?? ""}>
                <th scope="row">{line.name ?? (line.label ? label(line.label) : none)}</th>
                <td>
                  <Bar figures={line.figures} target={report.target} />
                </td>
                <td className={classes.number} data-name={t("promises:made")}>
                  {formatDecimal(line.figures.made, language)}
                </td>
                {OUTCOMES.map((outcome) => (
                  <td
                    key={outcome}
                    className={classes.number}
                    data-name={t(`promises:outcome.${outcome}`)}
                    data-bad={(outcome === "broken" && line.figures.broken > 0) || undefined}
                  >
                    {formatDecimal(line.figures[outcome], language)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

/** What became of those that are over, and the rate beside it; the mark is the target. */
function Bar({ figures, target }: { figures: PromiseFigures; target: number }) {
  const { t } = useTranslation();
  const { language } = useFormats();
  const parts = shares(figures);
  return (
    <span className={classes.barCell}>
      <span className={classes.bar} aria-hidden>
        <i data-outcome="kept" style={{ width: `${parts.kept}%` }} />
        <i data-outcome="late" style={{ width: `${parts.late}%` }} />
        <i data-outcome="broken" style={{ width: `${parts.broken}%` }} />
        <s style={{ left: `${target}%` }} />
      </span>
      <span className={classes.percent} data-under={(figures.rate ?? 100) < target || undefined}>
        {figures.rate == null ? t("promises:none_over") : `${formatDecimal(figures.rate, language)} %`}
      </span>
    </span>
  );
}

/** The promises themselves: the broken ones unless one asks for others. */
function Listed({
  search,
  period,
  show,
}: {
  search: PromiseSearch;
  period: { from: string; to: string };
  show: (next: Partial<PromiseSearch>) => void;
}) {
  const { t } = useTranslation();
  const outcome = search.outcome ?? "broken";
  const query = { ...period, outcome };
  const pages = useInfiniteQuery({
    queryKey: keys.promises(query),
    queryFn: ({ pageParam, signal }) =>
      api.promises({ ...query, limit: 50, ...(pageParam ? { cursor: pageParam } : {}) }, signal),
    initialPageParam: "",
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: keepPreviousData,
  });
  const items = pages.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Card title={t("promises:list")}>
      <div className={classes.chosen}>
        <Select
          aria-label={t("promises:which")}
          value={outcome}
          data={OUTCOMES.map((one) => ({ value: one, label: t(`promises:outcome.${one}`) }))}
          allowDeselect={false}
          onChange={(value) => show({ outcome: value as Outcome })}
        />
      </div>
      {pages.isError && items.length === 0 ? (
        <ErrorState problem={pages.error} onRetry={() => void pages.refetch()} />
      ) : pages.isPending ? (
        <SkeletonRows rows={4} height={48} />
      ) : items.length === 0 ? (
        <p className={classes.note}>{t(`promises:none.${outcome}`)}</p>
      ) : (
        <ul className={classes.list} aria-label={t("promises:list")}>
          {items.map((item) => (
            <Item key={item.id} item={item} />
          ))}
        </ul>
      )}
      {pages.hasNextPage && (
        <div className={classes.more}>
          <Button aria-busy={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
            {t("work:more")}
          </Button>
        </div>
      )}
    </Card>
  );
}

function Item({ item }: { item: PromiseItem }) {
  const { t } = useTranslation();
  const label = useLabel();
  const { language, zone } = useFormats();
  return (
    <li className={classes.item}>
      <span className={classes.what}>
        <b className="ellipsis">{item.text ? label(item.text) : t("promises:no_text")}</b>
        <Link to="/t/$id" params={{ id: item.ticket.id }} search={{}} className={classes.link}>
          {item.ticket.number}
          {item.ticket.title ? ` · ${item.ticket.title}` : ""}
        </Link>
      </span>
      <span className={classes.when}>
        <Pill small tone={TONES[item.outcome]}>
          {t(`promises:outcome.${item.outcome}`)}
        </Pill>
        {item.person && <span>{item.person.name}</span>}
        {item.due && <span>{t("work:due", { time: formatDateTime(item.due, language, zone) })}</span>}
      </span>
    </li>
  );
}
