import { Menu } from "@mantine/core";
import {
  IconBell,
  IconChecklist,
  IconGavel,
  IconInbox,
  IconPlus,
  IconSearch,
  IconUser,
} from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useRouterState } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { openPalette } from "@/actions";
import { approvalsQuery, useTypes } from "@/api";
import { NamedIcon, useLabel } from "@/ui";
import { Todo, Undecided, Unread } from "./areas";
import classes from "./Shell.module.css";

/** The bottom of the screen on a phone. A ticket has its own bottom bar, so this one steps aside there. */
export function TabBar() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const types = useTypes();
  const label = useLabel();
  const waiting = useQuery(approvalsQuery).data?.length ?? 0;
  const creatable = types.data?.filter((type) => type.canCreate) ?? [];
  if (path.startsWith("/t/") || path.startsWith("/new/")) return null;
  return (
    <nav className={classes.tabs} aria-label={t("shell:areas")}>
      <Link to="/list" className={classes.tab}>
        <IconInbox size={24} stroke={1.6} aria-hidden />
        {t("shell:tickets")}
      </Link>
      <Link to="/work" search={{}} className={classes.tab}>
        <span className={classes.belled}>
          <IconChecklist size={24} stroke={1.6} aria-hidden />
          <Todo />
        </span>
        {t("shell:workShort")}
      </Link>
      <button
        type="button"
        className={classes.tab}
        data-status={path === "/search" ? "active" : undefined}
        onClick={openPalette}
      >
        <IconSearch size={24} stroke={1.6} aria-hidden />
        {t("shell:search")}
      </button>
      {creatable.length === 1 && (
        <Link to="/new/$type" params={{ type: creatable[0]?.key ?? "" }} className={classes.tab}>
          <IconPlus size={24} stroke={1.6} aria-hidden />
          {t("shell:new")}
        </Link>
      )}
      {creatable.length > 1 && (
        <Menu position="top">
          <Menu.Target>
            <button type="button" className={classes.tab}>
              <IconPlus size={24} stroke={1.6} aria-hidden />
              {t("shell:new")}
            </button>
          </Menu.Target>
          <Menu.Dropdown>
            {creatable.map((type) => (
              <Menu.Item
                key={type.key}
                leftSection={<NamedIcon name={type.icon} />}
                onClick={() => void navigate({ to: "/new/$type", params: { type: type.key } })}
              >
                {label(type.label)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
      <Link to="/notifications" className={classes.tab}>
        <span className={classes.belled}>
          <IconBell size={24} stroke={1.6} aria-hidden />
          <Unread />
        </span>
        {t("shell:notificationsShort")}
      </Link>
      {waiting > 0 && (
        <Link to="/approvals" className={classes.tab}>
          <span className={classes.belled}>
            <IconGavel size={24} stroke={1.6} aria-hidden />
            <Undecided />
          </span>
          {t("shell:approvalsShort")}
        </Link>
      )}
      <Link to="/me" className={classes.tab}>
        <IconUser size={24} stroke={1.6} aria-hidden />
        {t("shell:meShort")}
      </Link>
    </nav>
  );
}
