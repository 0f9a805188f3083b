import { Menu, Tooltip } from "@mantine/core";
import { IconHelp, IconLogout, IconUser } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { openKeys } from "@/actions";
import { useMe } from "@/api";
import { Avatar, Brand, PresenceDot } from "@/ui";
import { useLogout } from "../session";
import { type Area, AreaLink, Undecided, Unread, useAreas } from "./areas";
import { PresenceItems, usePresence } from "./PresenceMenu";
import classes from "./Shell.module.css";

const isAdmin = (area: Area | undefined) => area?.to.startsWith("/admin") ?? true;

/** The 48 pixels at the left that never change. */
export function Rail() {
  const { t } = useTranslation();
  const me = useMe();
  const navigate = useNavigate();
  const logout = useLogout();
  const areas = useAreas();
  const presence = usePresence();
  return (
    <nav className={classes.rail} aria-label={t("shell:areas")}>
      <Link to="/list" className={classes.brand} aria-label="Deskloom">
        <Brand />
      </Link>
      {areas.map((area, i) => (
        <Tooltip key={area.to} label={area.label} position="right">
          <AreaLink
            area={area}
            className={classes.item}
            aria-label={area.label}
            data-part={isAdmin(area) && !isAdmin(areas[i - 1]) ? true : undefined}
          >
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
          <button
            type="button"
            className={classes.me}
            aria-label={
              presence
                ? t("routing:presence.is", {
                    name: t("shell:account", { name: me.name }),
                    state: t(`routing:presence.${presence}`),
                  })
                : t("shell:account", { name: me.name })
            }
          >
            <Avatar id={me.id} name={me.name} size={28} label={false} />
            {presence && (
              <span className={classes.presence}>
                <PresenceDot state={presence} />
              </span>
            )}
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{me.name}</Menu.Label>
          <PresenceItems />
          <Menu.Divider />
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
