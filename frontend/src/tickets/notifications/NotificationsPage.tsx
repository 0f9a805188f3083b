import { Button, SegmentedControl } from "@mantine/core";
import { IconBell, IconBellOff, IconChecks, IconMail, IconMailOpened } from "@tabler/icons-react";
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { offerKeys } from "@/actions";
import { api, keys, type Notification } from "@/api";
import { useFormats } from "@/fields";
import {
  EmptyState,
  ErrorState,
  failureText,
  formatAge,
  formatDateTime,
  Page,
  SkeletonRows,
  toast,
  useKeys,
  useLabel,
  useNow,
  useSlow,
} from "@/ui";
import classes from "./notifications.module.css";

const route = getRouteApi("/shell/notifications");

/** What one has been told, newest first; what is unread stands out. */
export function NotificationsPage() {
  const { unread: unreadOnly = false } = route.useSearch();
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const told = useInfiniteQuery({
    queryKey: keys.notifications(unreadOnly),
    queryFn: ({ pageParam, signal }) =>
      api.notifications({ unread: unreadOnly, ...(pageParam ? { cursor: pageParam } : {}) }, signal),
    initialPageParam: "",
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const slow = useSlow(told.isPending);
  const items = told.data?.pages.flatMap((page) => page.items) ?? [];
  const unread = told.data?.pages[0]?.unread ?? 0;
  const list = useRef<HTMLUListElement>(null);

  useEffect(() => {
    document.title = `${t("notifications:title")} · Deskloom`;
  }, [t]);

  const refresh = () => queries.invalidateQueries({ queryKey: keys.allNotifications });
  const failed = (failure: unknown) => {
    toast.failed(failureText(t, failure));
    void refresh();
  };
  const mark = (one: Notification, read: boolean) =>
    api.markNotification(one.id, read).then(refresh).catch(failed);
  const markAll = () => {
    const newest = items[0];
    if (newest) api.markNotifications(newest.at).then(refresh).catch(failed);
  };
  /** Up and down through what one was told. */
  const move = (by: number) => {
    const all = [...(list.current?.querySelectorAll<HTMLElement>("[data-told]") ?? [])];
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
    if (told.isError) return <ErrorState problem={told.error} onRetry={() => void told.refetch()} />;
    if (told.isPending) return slow ? <SkeletonRows rows={8} height={56} /> : null;
    if (items.length === 0)
      return (
        <EmptyState
          icon={<IconBell size={24} stroke={1.6} aria-hidden />}
          title={t(unreadOnly ? "notifications:none.unread" : "notifications:none.title")}
          hint={t("notifications:none.hint")}
        />
      );
    return (
      <>
        <ul className={classes.list} ref={list}>
          {items.map((one) => (
            <Told key={one.id} one={one} onMark={(read) => void mark(one, read)} />
          ))}
        </ul>
        {told.hasNextPage && (
          <div className={classes.more}>
            <Button loading={told.isFetchingNextPage} onClick={() => void told.fetchNextPage()}>
              {t("notifications:more")}
            </Button>
          </div>
        )}
      </>
    );
  };

  return (
    <Page
      title={t("notifications:title")}
      actions={
        <>
          <SegmentedControl
            aria-label={t("notifications:which")}
            value={unreadOnly ? "unread" : "all"}
            data={[
              { value: "all", label: t("notifications:all") },
              { value: "unread", label: t("notifications:unread") },
            ]}
            onChange={(value) =>
              void navigate({
                to: "/notifications",
                search: value === "unread" ? { unread: true } : {},
                replace: true,
              })
            }
          />
          <Button disabled={unread === 0} aria-label={t("notifications:readAll")} onClick={markAll}>
            <IconChecks size={16} stroke={1.7} aria-hidden />
            <span className={classes.wide}>{t("notifications:readAll")}</span>
          </Button>
        </>
      }
    >
      {content()}
    </Page>
  );
}

function Told({ one, onMark }: { one: Notification; onMark: (read: boolean) => void }) {
  const { t } = useTranslation();
  const label = useLabel();
  const now = useNow();
  const { language, zone } = useFormats();
  const rule = one.rule ? label(one.rule) : null;
  return (
    <li className={classes.told} data-unread={one.read ? undefined : true}>
      <span className={classes.dot} aria-hidden />
      <div className={classes.what}>
        {one.ticket ? (
          <Link
            to="/t/$id"
            params={{ id: one.ticket.id }}
            search={{}}
            className={classes.link}
            data-told
            onClick={() => !one.read && onMark(true)}
          >
            {!one.read && <span className="sr-only">{t("notifications:isUnread")} </span>}
            {one.text}
          </Link>
        ) : (
          <span className={classes.gone}>
            <IconBellOff size={14} stroke={1.7} aria-hidden />
            {t("notifications:gone")}
          </span>
        )}
        <span className={classes.about}>
          {one.ticket && (
            <>
              <span className={classes.number}>{one.ticket.number}</span>
              {one.ticket.title && <span className={classes.title}>{one.ticket.title}</span>}
            </>
          )}
          {rule && <span>{rule}</span>}
          <time dateTime={one.at} title={formatDateTime(one.at, language, zone)}>
            {formatAge(one.at, now, language, zone)}
          </time>
        </span>
      </div>
      <Button
        variant="subtle"
        className={classes.mark as string}
        aria-label={t(one.read ? "notifications:markUnread" : "notifications:markRead")}
        title={t(one.read ? "notifications:markUnread" : "notifications:markRead")}
        onClick={() => onMark(!one.read)}
      >
        {one.read ? <IconMail size={16} stroke={1.7} /> : <IconMailOpened size={16} stroke={1.7} />}
      </Button>
    </li>
  );
}
