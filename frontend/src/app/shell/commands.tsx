import { useMantineColorScheme } from "@mantine/core";
import {
  IconActivity,
  IconArrowRight,
  IconArrowsSplit2,
  IconCalendarUser,
  IconChecklist,
  IconFileImport,
  IconHandGrab,
  IconHash,
  IconHeartHandshake,
  IconInbox,
  IconKeyboard,
  IconLanguage,
  IconLayoutKanban,
  IconLogout,
  IconMailOff,
  IconMoon,
  IconPlayerPlay,
  IconPlugConnected,
  IconPlus,
  IconRouteX,
  IconSearch,
  IconSend,
  IconSettings,
  IconStopwatch,
  IconUsers,
  IconVersions,
} from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { can } from "@/abilities";
import { openKeys, useSurface } from "@/actions";
import { api, objectTypesQuery, useMe, useTypes, useViews } from "@/api";
import { NamedIcon, toast, useLabel, useProblemText } from "@/ui";
import { useLogout, useUpdateMe } from "../session";

/** Something the palette can do, found by its name. */
export interface Command {
  id: string;
  group: string;
  label: string;
  icon: ReactNode;
  shortcut?: string;
  perform: () => void;
}

/** How the icons of the palette are drawn. */
export const icon = { size: 16, stroke: 1.7, "aria-hidden": true } as const;

/** A number as people write it: "RET-10422", "#10422", "10422". */
export function numberIn(text: string): { prefix: string | undefined; digits: string } | null {
  const found = /^\s*(?:([A-Za-z]+)-)?#?(\d+)\s*$/.exec(text);
  return found ? { prefix: found[1]?.toLowerCase(), digits: found[2] as string } : null;
}

/** The command that opens the ticket whose number was typed, for whoever does not wait for the search. */
export function useNumberCommand(text: string): Command | null {
  const { t } = useTranslation();
  const types = useTypes();
  const problem = useProblemText();
  const navigate = useNavigate();
  const number = numberIn(text);
  const type =
    types.data?.find((each) => each.prefix.toLowerCase() === number?.prefix) ??
    (number?.prefix ? undefined : types.data?.[0]);
  if (!number || !type) return null;
  const name = `${type.prefix}-${number.digits}`;
  return {
    id: `number ${name}`,
    group: t("palette:go"),
    label: t("palette:openNumber", { number: name }),
    icon: <IconHash {...icon} />,
    perform: () => {
      api
        .tickets({ type: type.key, filter: `ticket.number == ${number.digits}`, limit: 1 })
        .then((found) => {
          const ticket = found.items[0];
          if (ticket) return navigate({ to: "/t/$id", params: { id: ticket.id } });
          toast.failed(t("palette:noSuchNumber", { number: name }));
        })
        .catch((failure: unknown) => toast.failed(problem(failure).title));
    },
  };
}

/** Everything there is by name: what the page offers, views, screens, what can be created, settings. */
export function useCommands(): Command[] {
  const { t, i18n } = useTranslation();
  const me = useMe();
  const types = useTypes();
  const views = useViews();
  const objects = useQuery(objectTypesQuery);
  const label = useLabel();
  const problem = useProblemText();
  const navigate = useNavigate();
  const logout = useLogout();
  const updateMe = useUpdateMe();
  const { setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  const page = useSurface((surface) => surface.commands);

  return useMemo(() => {
    const failed = (failure: unknown) => toast.failed(problem(failure).title);
    const go = t("palette:go");
    const all: Command[] = [];
    for (const command of page) {
      all.push({ ...command, group: t("palette:here"), icon: <IconArrowRight {...icon} /> });
    }
    for (const view of views.data ?? []) {
      all.push({
        id: `view ${view.key}`,
        group: t("palette:views"),
        label: label(view.label),
        icon: <IconInbox {...icon} />,
        perform: () => void navigate({ to: "/list", search: { view: view.key } }),
      });
    }
    const create = t("palette:create");
    for (const type of types.data ?? []) {
      if (!type.canCreate) continue;
      all.push({
        id: `new ${type.key}`,
        group: create,
        label: t("palette:newTicket", { type: label(type.label) }),
        icon: <IconPlus {...icon} />,
        perform: () => void navigate({ to: "/new/$type", params: { type: type.key } }),
      });
    }
    for (const object of objects.data ?? []) {
      if (!object.canCreate) continue;
      all.push({
        id: `new ${object.key}`,
        group: create,
        label: t("palette:newTicket", { type: label(object.label) }),
        icon: <IconPlus {...icon} />,
        perform: () => void navigate({ to: "/objects/$type/$id", params: { type: object.key, id: "new" } }),
      });
    }
    if (can(me, "tickets.import")) {
      all.push({
        id: "new import",
        group: create,
        label: t("imports:new"),
        icon: <IconFileImport {...icon} />,
        perform: () => void navigate({ to: "/admin/imports/new" }),
      });
    }
    all.push(
      {
        id: "tickets",
        group: go,
        label: t("shell:tickets"),
        icon: <IconInbox {...icon} />,
        perform: () => void navigate({ to: "/list" }),
      },
      {
        id: "work",
        group: go,
        label: t("shell:work"),
        icon: <IconChecklist {...icon} />,
        perform: () => void navigate({ to: "/work", search: {} }),
      },
      {
        id: "search",
        group: go,
        label: t("shell:search"),
        icon: <IconSearch {...icon} />,
        shortcut: "/",
        perform: () => void navigate({ to: "/search" }),
      },
      ...(objects.data ?? []).map((object) => ({
        id: `records ${object.key}`,
        group: go,
        label: label(object.plural),
        icon: <NamedIcon name={object.icon} size={16} />,
        perform: () => void navigate({ to: "/objects/$type", params: { type: object.key }, search: {} }),
      })),
    );
    if (me.teams.length > 0) {
      all.push({
        id: "pool",
        group: go,
        label: t("shell:pool"),
        icon: <IconHandGrab {...icon} />,
        perform: () => void navigate({ to: "/pool" }),
      });
    }
    if (can(me, "staff.manage")) {
      all.push(
        {
          id: "board",
          group: go,
          label: t("shell:board"),
          icon: <IconLayoutKanban {...icon} />,
          perform: () => void navigate({ to: "/board", search: {} }),
        },
        {
          id: "promises",
          group: go,
          label: t("shell:promises"),
          icon: <IconHeartHandshake {...icon} />,
          perform: () => void navigate({ to: "/promises", search: {} }),
        },
        {
          id: "people",
          group: go,
          label: t("shell:people"),
          icon: <IconCalendarUser {...icon} />,
          perform: () => void navigate({ to: "/admin/people", search: {} }),
        },
      );
    }
    if (can(me, "metadata.read")) {
      all.push({
        id: "releases",
        group: go,
        label: t("shell:releases"),
        icon: <IconVersions {...icon} />,
        perform: () => void navigate({ to: "/admin/releases" }),
      });
      all.push({
        id: "flows",
        group: go,
        label: t("shell:flows"),
        icon: <IconVersions {...icon} />,
        perform: () => void navigate({ to: "/admin/flows", search: {} }),
      });
      all.push({
        id: "rules",
        group: go,
        label: t("shell:rules"),
        icon: <IconArrowsSplit2 {...icon} />,
        perform: () => void navigate({ to: "/admin/rules" }),
      });
      all.push({
        id: "levels",
        group: go,
        label: t("shell:levels"),
        icon: <IconStopwatch {...icon} />,
        perform: () => void navigate({ to: "/admin/levels" }),
      });
    }
    if (can(me, "accounts.manage")) {
      all.push({
        id: "accounts",
        group: go,
        label: t("shell:accounts"),
        icon: <IconUsers {...icon} />,
        perform: () => void navigate({ to: "/admin/accounts" }),
      });
    }
    if (can(me, "tickets.import")) {
      all.push({
        id: "imports",
        group: go,
        label: t("shell:imports"),
        icon: <IconFileImport {...icon} />,
        perform: () => void navigate({ to: "/admin/imports" }),
      });
    }
    if (can(me, "queues.manage")) {
      all.push(
        {
          id: "jobs",
          group: go,
          label: t("queues:jobs.title"),
          icon: <IconActivity {...icon} />,
          perform: () => void navigate({ to: "/admin/jobs" }),
        },
        {
          id: "stuck",
          group: go,
          label: t("stuck:title"),
          icon: <IconRouteX {...icon} />,
          perform: () => void navigate({ to: "/admin/stuck" }),
        },
        {
          id: "dead letters",
          group: go,
          label: t("queues:letters.title"),
          icon: <IconMailOff {...icon} />,
          perform: () => void navigate({ to: "/admin/dead-letters" }),
        },
      );
    }
    if (can(me, "metadata.publish")) {
      all.push({
        id: "simulate",
        group: go,
        label: t("shell:simulate"),
        icon: <IconPlayerPlay {...icon} />,
        perform: () => void navigate({ to: "/admin/simulate" }),
      });
    }
    if (can(me, "metadata.read")) {
      all.push({
        id: "activity",
        group: go,
        label: t("shell:activity"),
        icon: <IconActivity {...icon} />,
        perform: () => void navigate({ to: "/admin/activity", search: {} }),
      });
    }
    if (can(me, "integrations.manage")) {
      all.push(
        {
          id: "integrations",
          group: go,
          label: t("shell:integrations"),
          icon: <IconPlugConnected {...icon} />,
          perform: () => void navigate({ to: "/admin/integrations" }),
        },
        {
          id: "deliveries",
          group: go,
          label: t("shell:deliveries"),
          icon: <IconSend {...icon} />,
          perform: () => void navigate({ to: "/admin/deliveries" }),
        },
      );
    }
    const settings = t("palette:settings");
    all.push(
      {
        id: "me",
        group: settings,
        label: t("shell:me"),
        icon: <IconSettings {...icon} />,
        perform: () => void navigate({ to: "/me" }),
      },
      {
        id: "keys",
        group: settings,
        label: t("shell:keys"),
        icon: <IconKeyboard {...icon} />,
        shortcut: "?",
        perform: openKeys,
      },
      {
        id: "language",
        group: settings,
        // Named in the language it leads to, for whoever landed in the wrong one.
        label: i18n.language === "zh" ? "Switch to English" : "切换到简体中文",
        icon: <IconLanguage {...icon} />,
        perform: () => void updateMe({ language: i18n.language === "zh" ? "en" : "zh" }).catch(failed),
      },
      ...(["light", "dark", "auto"] as const).map((scheme) => ({
        id: `theme ${scheme}`,
        group: settings,
        label: t(`palette:theme.${scheme}`),
        icon: <IconMoon {...icon} />,
        perform: () => {
          setColorScheme(scheme);
          void updateMe({ theme: scheme }).catch(failed);
        },
      })),
      {
        id: "logout",
        group: settings,
        label: t("shell:logout"),
        icon: <IconLogout {...icon} />,
        perform: logout,
      },
    );
    return all;
  }, [
    t,
    i18n.language,
    me,
    types.data,
    views.data,
    objects.data,
    label,
    problem,
    navigate,
    logout,
    updateMe,
    setColorScheme,
    page,
  ]);
}
