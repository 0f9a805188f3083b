import { Button } from "@mantine/core";
import { IconRouteX } from "@tabler/icons-react";
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { can } from "@/abilities";
import { api, type FlowRepair, idempotencyKey, keys, type RepairTicket, type StuckItem, useMe } from "@/api";
import { useFormats } from "@/fields";
import {
  Card,
  EmptyState,
  ErrorState,
  failureText,
  formatDateTime,
  listed,
  Page,
  SkeletonRows,
  toast,
  useLabel,
  useSlow,
} from "@/ui";
import { WithFormats } from "../records/WithFormats";
import { RepairDialog } from "../ticket/flow/RepairDialog";
import { errorText, stuckText } from "../ticket/flow/words";
import classes from "./stuck.module.css";

/** What of the workspace cannot go on by itself, and what can be done about it. */
export function StuckPage() {
  const { t } = useTranslation();
  const me = useMe();
  if (!can(me, "queues.manage"))
    return (
      <Page title={t("stuck:title")}>
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
  return (
    <WithFormats>
      <Stuck />
    </WithFormats>
  );
}

function Stuck() {
  const { t } = useTranslation();
  const pages = useInfiniteQuery({
    queryKey: keys.stuck,
    queryFn: ({ pageParam, signal }) =>
      api.stuck({ limit: 50, ...(pageParam ? { cursor: pageParam } : {}) }, signal),
    initialPageParam: "",
    getNextPageParam: (page) => page.next ?? undefined,
    refetchInterval: 60_000,
  });
  const slow = useSlow(pages.isPending);
  const items = pages.data?.pages.flatMap((page) => page.items) ?? [];
  const unanswerable = pages.data?.pages[0]?.unanswerable ?? [];
  const content = () => {
    if (pages.isError) return <ErrorState problem={pages.error} onRetry={() => void pages.refetch()} />;
    if (pages.isPending) return slow ? <SkeletonRows rows={6} height={64} /> : null;
    if (items.length + unanswerable.length === 0)
      return (
        <EmptyState
          icon={<IconRouteX size={24} stroke={1.6} aria-hidden />}
          title={t("stuck:none")}
          hint={t("stuck:none_hint")}
        />
      );
    return (
      <div className={classes.both}>
        {items.length > 0 && (
          <Card title={t("stuck:list")} note={t("stuck:list_note")}>
            <ul className={classes.list}>
              {items.map((item, index) => (
                <Item key={`${item.ticket?.id ?? index}/${item.branch}`} item={item} />
              ))}
            </ul>
          </Card>
        )}
        {pages.hasNextPage && (
          <div className={classes.more}>
            <Button aria-busy={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
              {t("stuck:more")}
            </Button>
          </div>
        )}
        {unanswerable.length > 0 && (
          <Card title={t("stuck:unanswerable")} note={t("stuck:unanswerable_note")}>
            <ul className={classes.list}>
              {unanswerable.map((item) => (
                <Item key={item.entry} item={item} />
              ))}
            </ul>
          </Card>
        )}
      </div>
    );
  };
  return (
    <Page title={t("stuck:title")}>
      <nav className={classes.parts} aria-label={t("queues:parts")}>
        <Link to="/admin/jobs">{t("queues:jobs.title")}</Link>
        <Link to="/admin/dead-letters">{t("queues:letters.title")}</Link>
        <Link to="/admin/stuck" aria-current="page">
          {t("stuck:title")}
        </Link>
      </nav>
      {content()}
    </Page>
  );
}

function Item({ item }: { item: StuckItem }) {
  const { t } = useTranslation();
  const label = useLabel();
  const queries = useQueryClient();
  const { language, zone } = useFormats();
  const [how, setHow] = useState<FlowRepair | null>(null);
  const { ticket } = item;
  const repair = async (wanted: RepairTicket) => {
    if (!ticket) return false;
    try {
      await api.repairTicket(ticket.id, wanted, idempotencyKey());
      toast.done(t("flow:repair.done"));
      return true;
    } catch (failure) {
      toast.failed(failureText(t, failure));
      return false;
    } finally {
      void queries.invalidateQueries({ queryKey: keys.stuck });
      void queries.invalidateQueries({ queryKey: keys.ticket(ticket.id) });
    }
  };
  return (
    <li className={classes.item}>
      <div className={classes.what}>
        {ticket ? (
          <Link to="/t/$id" params={{ id: ticket.id }} search={{}} className={classes.ticket}>
            <span className="num">{ticket.number}</span>
            {ticket.title && <b className="ellipsis">{ticket.title}</b>}
          </Link>
        ) : null}
        <span className={classes.why}>
          {item.step && <b>{label(item.step.label)}</b>} {stuckText(t, item.code)}{" "}
          {item.code === "call-failed" && item.detail && <Detail text={item.detail} />}
          {item.nobody.length > 0 &&
            t("stuck:nobody", {
              who: listed(
                t,
                item.nobody.map((one) => label(one.label)),
              ),
            })}
        </span>
        <time className={classes.meta} dateTime={item.since}>
          {t("stuck:since", { time: formatDateTime(item.since, language, zone) })}
        </time>
      </div>
      <div className={classes.acts}>
        {item.repair.map((one) => (
          <Button
            key={one}
            aria-label={`${t(`flow:repair.${one}`)} ${ticket?.number ?? ""}`}
            onClick={() => setHow(one)}
          >
            {t(`flow:repair.${one}`)}
          </Button>
        ))}
      </div>
      {how && (
        <RepairDialog
          branch={item.branch}
          how={how}
          tasks={item.tasks}
          asked={item.nobody}
          onClose={() => setHow(null)}
          onGo={repair}
        />
      )}
    </li>
  );
}

/** "erp.refund: unreachable": what was asked as it is called, what went wrong in words. */
function Detail({ text }: { text: string }) {
  const { t } = useTranslation();
  const at = text.indexOf(": ");
  return (
    <>
      <code>{at < 0 ? text : text.slice(0, at)}</code>
      {at >= 0 && ` ${errorText(t, text.slice(at + 2))}`}
    </>
  );
}
