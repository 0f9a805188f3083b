import { Menu, Tooltip } from "@mantine/core";
import {
  IconDatabase,
  IconFileImport,
  IconHelp,
  IconInbox,
  IconLogout,
  IconSearch,
  IconUser,
  IconUsers,
  IconVersions,
} from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useRouterState } from "@tanstack/react-router";
import type { ComponentType } from "react";
import { useTranslation } from "react-i18next";
import { can } from "@/abilities";
import { openKeys } from "@/actions";
import { objectTypesQuery, useMe } from "@/api";
import { Avatar, Brand } from "@/ui";
import { useLogout } from "../session";
import classes from "./Shell.module.css";

type Target = "/list" | "/search" | "/admin/releases" | "/admin/accounts" | "/admin/imports";

/** Marks the area one is in, also where its screens have other addresses than the one its icon leads to. */
const marked = (here: boolean) => (here ? { "data-status": "active", "aria-current": true } : {});

function Item({
  to,
  here = false,
  label,
  icon: Icon,
}: {
  to: Target;
  here?: boolean;
  label: string;
  icon: ComponentType<{ size: number; stroke: number }>;
}) {
  return (
    <Tooltip label={label} position="right">
      <Link to={to} className={classes.item} aria-label={label} {...marked(here)}>
        <Icon size={20} stroke={1.6} />
      </Link>
    </Tooltip>
  );
}

/** The 48 pixels at the left that never change. */
export function Rail() {
  const { t } = useTranslation();
  const me = useMe();
  const navigate = useNavigate();
  const logout = useLogout();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const objects = useQuery(objectTypesQuery).data ?? [];
  const firstObject = objects.find((o) => o.key === "customer") ?? objects[0];
  return (
    <nav className={classes.rail} aria-label={t("shell:areas")}>
      <Link to="/list" className={classes.brand} aria-label="Deskloom">
        <Brand />
      </Link>
      <Item to="/list" here={/^\/(t|new)\//.test(path)} label={t("shell:tickets")} icon={IconInbox} />
      <Item to="/search" label={t("shell:search")} icon={IconSearch} />
      {firstObject && (
        <Tooltip label={t("shell:records")} position="right">
          <Link
            to="/objects/$type"
            params={{ type: firstObject.key }}
            search={{}}
            className={classes.item}
            aria-label={t("shell:records")}
            {...marked(path.startsWith("/objects/"))}
          >
            <IconDatabase size={20} stroke={1.6} />
          </Link>
        </Tooltip>
      )}
      {can(me, "metadata.read") && (
        <Item to="/admin/releases" label={t("shell:releases")} icon={IconVersions} />
      )}
      {can(me, "accounts.manage") && (
        <Item to="/admin/accounts" label={t("shell:accounts")} icon={IconUsers} />
      )}
      {can(me, "tickets.import") && (
        <Item to="/admin/imports" label={t("shell:imports")} icon={IconFileImport} />
      )}
      <span className={classes.spacer} />
      <Tooltip label={t("shell:keys")} position="right">
        <button type="button" className={classes.item} aria-label={t("shell:keys")} onClick={openKeys}>
          <IconHelp size={20} stroke={1.6} />
        </button>
      </Tooltip>
      <Menu position="right-end">
        <Menu.Target>
          <button type="button" className={classes.me} aria-label={t("shell:account", { name: me.name })}>
            <Avatar id={me.id} name={me.name} size={28} label={false} />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{me.name}</Menu.Label>
          <Menu.Item
            leftSection={<IconUser size={16} stroke={1.7} />}
            onClick={() => navigate({ to: "/me" })}
          >
            {t("shell:me")}
          </Menu.Item>
          <Menu.Item leftSection={<IconLogout size={16} stroke={1.7} />} onClick={logout}>
            {t("shell:logout")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </nav>
  );
}
