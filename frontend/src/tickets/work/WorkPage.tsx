import { Button, SegmentedControl, Select } from "@mantine/core";
import { IconChecklist, IconGavel, IconRoute, IconTicket } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { offerKeys } from "@/actions";
import { api, keys, useTypes, type WorkItem } from "@/api";
import { useFormats } from "@/fields";
import {
  EmptyState,
  ErrorState,
  formatAge,
  formatDateTime,
  Page,
  Pill,
  PriorityBars,
  SkeletonRows,
  useKeys,
  useLabel,
  useNow,
  useSlow,
} from "@/ui";
import { WithFormats } from "../records/WithFormats";
import classes from "./work.module.css";

const KINDS = ["ticket", "branch", "approval"] as const;
type WorkKind = (typeof KINDS)[number];
const ICONS = { ticket: IconTicket, branch: IconRoute, approval: IconGavel } as const;

/** All one has to do, of whatever type: what is due first, then what is urgent, then what is old. */
export function WorkPage() {
  return (
    <WithFormats>
      <Work />
    </WithFormats>
  );
}

function Work() {
  const { t } = useTranslation();
  const label = useLabel();
  const navigate = useNavigate();
  const { kind, type } = useSearch({ strict: false }) as { kind?: WorkKind; type?: string };
  const types = useTypes().data ?? [];
  const wanted = { ...(kind ? { kind } : {}), ...(type ? { type } : {}) };
  const pages = useInfiniteQuery({
    queryKey: keys.work(wanted),
    queryFn: ({ pageParam, signal }) =>
      api.work({ ...wanted, limit: 50, ...(pageParam ? { cursor: pageParam } : {}) }, signal),
    initialPageParam: "",
    getNextPageParam: (page) => page.next ?? undefined,
    staleTime: 10_000,
    refetchInterval: 60_000,
  });
  const slow = useSlow(pages.isPending);
  const list = useRef<HTMLUListElement>(null);
  const items = pages.data?.pages.flatMap((page) => page.items) ?? [];
  const first = pages.data?.pages[0];

  const show = (search: { kind?: WorkKind; type?: string }) =>
    void navigate({ to: "/work", search, replace: true });
  const move = (by: number) => {
    const all = [...(list.current?.querySelectorAll<HTMLElement>("[data-item]") ?? [])];
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
    if (pages.isError) return <ErrorState problem={pages.error} onRetry={() => void pages.refetch()} />;
    if (pages.isPending) return slow ? <SkeletonRows rows={8} height={56} /> : null;
    if (items.length === 0) {
      const filtered = kind !== undefined || type !== undefined;
      return (
        <EmptyState
          icon={<IconChecklist size={24} stroke={1.6} aria-hidden />}
          title={t(filtered ? "work:empty_filter.title" : "work:empty.title")}
          hint={t(filtered ? "work:empty_filter.hint" : "work:empty.hint")}
          action={
            filtered ? undefined : (
              <Button component={Link} to="/list">
                {t("work:empty.action")}
              </Button>
            )
          }
        />
      );
    }
    return (
      <>
        <ul className={classes.list} ref={list} aria-label={t("work:list")}>
          {items.map((item) => (
            <Item key={item.id} item={item} />
          ))}
        </ul>
        {pages.hasNextPage && (
          <div className={classes.more}>
            <Button aria-busy={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
              {t("work:more")}
            </Button>
          </div>
        )}
        {first?.more && !pages.hasNextPage && <p className={classes.note}>{t("work:more_than")}</p>}
      </>
    );
  };

  return (
    <Page title={t("work:title")} note={first ? t("work:count", { count: first.count }) : undefined}>
      <div className={classes.bar}>
        <SegmentedControl
          aria-label={t("work:filter")}
          value={kind ?? "all"}
          data={["all", ...KINDS].map((one) => ({ value: one, label: t(`work:kind.${one}`) }))}
          onChange={(value) =>
            show({ ...(value === "all" ? {} : { kind: value as WorkKind }), ...(type ? { type } : {}) })
          }
        />
        {types.length > 1 && (
          <Select
            aria-label={t("work:type")}
            className={classes.type as string}
            placeholder={t("work:all_types")}
            data={types.map((one) => ({ value: one.key, label: label(one.label) }))}
            value={type ?? null}
            clearable
            clearButtonProps={{ "aria-label": t("work:all_types") }}
            onChange={(value) => show({ ...(kind ? { kind } : {}), ...(value ? { type: value } : {}) })}
          />
        )}
      </div>
      {content()}
    </Page>
  );
}

function Item({ item }: { item: WorkItem }) {
  const { t } = useTranslation();
  const label = useLabel();
  const now = useNow();
  const { language, zone } = useFormats();
  const Icon = ICONS[item.kind];
  const late = item.due != null && Date.parse(item.due) <= now;
  const text = item.kind === "approval" && item.text ? label(item.text) : label(item.step.label);
  return (
    <li>
      <Link
        to="/t/$id"
        params={{ id: item.ticket.id }}
        search={{}}
        className={classes.item}
        data-item
        data-late={late || undefined}
      >
        <span className={classes.icon} title={t(`work:kind.one.${item.kind}`)}>
          <Icon size={16} stroke={1.7} role="img" aria-label={t(`work:kind.one.${item.kind}`)} />
        </span>
        <span className={classes.what}>
          <span className={classes.first}>
            <span className="num">{item.ticket.number}</span>
            <b className="ellipsis">{item.ticket.title ?? t("ticket:no_title")}</b>
          </span>
          <span className={classes.meta}>
            <span className="ellipsis">{text}</span>
            <Pill small tone={item.mine ? "accent" : "neutral"}>
              {t(item.mine ? "work:mine" : "work:open")}
            </Pill>
          </span>
        </span>
        <PriorityBars priority={item.priority} />
        <span className={classes.when}>
          {late && (
            <Pill small tone="bad">
              {t("work:overdue")}
            </Pill>
          )}
          {item.due && <span>{t("work:due", { time: formatDateTime(item.due, language, zone) })}</span>}
          <time dateTime={item.since} title={formatDateTime(item.since, language, zone)}>
            {formatAge(item.since, now, language, zone)}
          </time>
        </span>
      </Link>
    </li>
  );
}
