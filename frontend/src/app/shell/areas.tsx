import {
  IconActivity,
  IconArrowsSplit2,
  IconBell,
  IconCalendarUser,
  IconChecklist,
  IconDatabase,
  IconFileImport,
  IconGavel,
  IconHandGrab,
  IconHeartHandshake,
  IconInbox,
  IconLayoutKanban,
  IconPlayerPlay,
  IconPlugConnected,
  IconSearch,
  IconServerCog,
  IconStopwatch,
  IconUsers,
  IconVersions,
} from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useRouterState } from "@tanstack/react-router";
import type { ComponentPropsWithRef, ComponentType } from "react";
import { useTranslation } from "react-i18next";
import { can } from "@/abilities";
import { approvalsQuery, objectTypesQuery, unreadQuery, useMe, workCountQuery } from "@/api";
import classes from "./Shell.module.css";

/** A part of the application with a place of its own in the navigation. */
export interface Area {
  to:
    | "/list"
    | "/search"
    | "/notifications"
    | "/approvals"
    | "/work"
    | "/pool"
    | "/board"
    | "/promises"
    | "/admin/people"
    | "/admin/releases"
    | "/admin/rules"
    | "/admin/levels"
    | "/admin/accounts"
    | "/admin/imports"
    | "/admin/jobs"
    | "/admin/simulate"
    | "/admin/activity"
    | "/admin/integrations"
    | "/objects/$type";
  /** The object type that is shown first, where the area is of several. */
  type?: string;
  label: string;
  icon: ComponentType<{ size: number; stroke: number }>;
  /** Whether one is in it, also on those of its screens that have another address. */
  here: boolean;
}

/** The areas this person may enter. */
export function useAreas(): Area[] {
  const { t } = useTranslation();
  const me = useMe();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const objects = useQuery(objectTypesQuery).data ?? [];
  const first = objects.find((each) => each.key === "customer") ?? objects[0];
  const within = (prefix: string) => path.startsWith(prefix);
  const areas: (Area | false)[] = [
    {
      to: "/list",
      label: t("shell:tickets"),
      icon: IconInbox,
      here: within("/list") || within("/t/") || within("/new/"),
    },
    { to: "/work", label: t("shell:work"), icon: IconChecklist, here: within("/work") },
    { to: "/search", label: t("shell:search"), icon: IconSearch, here: within("/search") },
    {
      to: "/notifications",
      label: t("shell:notifications"),
      icon: IconBell,
      here: within("/notifications"),
    },
    {
      to: "/approvals",
      label: t("shell:approvals"),
      icon: IconGavel,
      here: within("/approvals"),
    },
    me.teams.length > 0 && {
      to: "/pool",
      label: t("shell:pool"),
      icon: IconHandGrab,
      here: within("/pool"),
    },
    can(me, "staff.manage") && {
      to: "/board",
      label: t("shell:board"),
      icon: IconLayoutKanban,
      here: within("/board"),
    },
    can(me, "staff.manage") && {
      to: "/promises",
      label: t("shell:promises"),
      icon: IconHeartHandshake,
      here: within("/promises"),
    },
    first !== undefined && {
      to: "/objects/$type",
      type: first.key,
      label: t("shell:records"),
      icon: IconDatabase,
      here: within("/objects/"),
    },
    can(me, "metadata.read") && {
      to: "/admin/releases",
      label: t("shell:releases"),
      icon: IconVersions,
      here: within("/admin/releases") || within("/admin/flows"),
    },
    can(me, "metadata.read") && {
      to: "/admin/rules",
      label: t("shell:rules"),
      icon: IconArrowsSplit2,
      here: within("/admin/rules"),
    },
    can(me, "metadata.read") && {
      to: "/admin/levels",
      label: t("shell:levels"),
      icon: IconStopwatch,
      here: within("/admin/levels"),
    },
    can(me, "metadata.publish") && {
      to: "/admin/simulate",
      label: t("shell:simulate"),
      icon: IconPlayerPlay,
      here: within("/admin/simulate"),
    },
    can(me, "metadata.read") && {
      to: "/admin/activity",
      label: t("shell:activity"),
      icon: IconActivity,
      here: within("/admin/activity"),
    },
    can(me, "integrations.manage") && {
      to: "/admin/integrations",
      label: t("shell:integrations"),
      icon: IconPlugConnected,
      here: within("/admin/integrations") || within("/admin/deliveries"),
    },
    can(me, "tickets.import") && {
      to: "/admin/imports",
      label: t("shell:imports"),
      icon: IconFileImport,
      here: within("/admin/imports"),
    },
    can(me, "accounts.manage") && {
      to: "/admin/accounts",
      label: t("shell:accounts"),
      icon: IconUsers,
      here: within("/admin/accounts"),
    },
    can(me, "staff.manage") && {
      to: "/admin/people",
      label: t("shell:people"),
      icon: IconCalendarUser,
      here: within("/admin/people"),
    },
    can(me, "queues.manage") && {
      to: "/admin/jobs",
      label: t("shell:operations"),
      icon: IconServerCog,
      here: within("/admin/jobs") || within("/admin/dead-letters") || within("/admin/stuck"),
    },
  ];
  return areas.filter((area) => area !== false);
}

/** How many notifications are unread, as it stands at the bell; nothing when none is. */
export function Unread() {
  const { t } = useTranslation();
  const unread = useQuery(unreadQuery).data?.unread ?? 0;
  return unread === 0 ? null : (
    <span className={classes.unread} data-testid="unread">
      {unread >= 100 ? "99+" : unread}
      <span className="sr-only">{t("shell:unread")}</span>
    </span>
  );
}

/** How many decisions wait for one, as it stands at their area; nothing when none does. */
export function Undecided() {
  const { t } = useTranslation();
  const waiting = useQuery(approvalsQuery).data?.length ?? 0;
  return waiting === 0 ? null : (
    <span className={classes.unread} data-testid="undecided">
      {waiting >= 100 ? "99+" : waiting}
      <span className="sr-only">{t("shell:undecided")}</span>
    </span>
  );
}

/** How much there is to do, as it stands at its area; nothing when there is nothing. */
export function Todo() {
  const { t } = useTranslation();
  const todo = useQuery(workCountQuery).data?.count ?? 0;
  return todo === 0 ? null : (
    <span className={classes.unread} data-testid="todo">
      {todo >= 100 ? "99+" : todo}
      <span className="sr-only">{t("shell:todo")}</span>
    </span>
  );
}

/** The way to an area. */
export function AreaLink({ area, ...rest }: { area: Area } & Omit<ComponentPropsWithRef<"a">, "href">) {
  const marked = area.here ? ({ "data-status": "active", "aria-current": "page" } as const) : {};
  return area.to === "/objects/$type" ? (
    <Link to={area.to} params={{ type: area.type ?? "" }} search={{}} {...rest} {...marked} />
  ) : (
    <Link to={area.to} {...rest} {...marked} />
  );
}
