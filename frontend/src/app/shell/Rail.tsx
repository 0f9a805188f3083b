import { Menu, Tooltip } from "@mantine/core";
import { IconHelp, IconLogout, IconUser } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { openKeys } from "@/actions";
import { useMe } from "@/api";
import { Avatar, Brand } from "@/ui";
import { useLogout } from "../session";
import { AreaLink, Undecided, Unread, useAreas } from "./areas";
import classes from "./Shell.module.css";

/** The 48 pixels at the left that never change. */
export function Rail() {
  const { t } = useTranslation();
  const me = useMe();
  const navigate = useNavigate();
  const logout = useLogout();
  return (
    <nav className={classes.rail} aria-label={t("shell:areas")}>
      <Link to="/list" className={classes.brand} aria-label="Deskloom">
        <Brand />
      </Link>
      {useAreas().map((area) => (
        <Tooltip key={area.to} label={area.label} position="right">
          <AreaLink area={area} className={classes.item} aria-label={area.label}>
            <area.icon size={20} stroke={1.6} />
            {area.to === "/notifications" && <Unread />}
            {area.to === "/approvals" && <Undecided />}
          </AreaLink>
        </Tooltip>
      ))}
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
