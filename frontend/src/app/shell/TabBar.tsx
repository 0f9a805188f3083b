import { IconInbox, IconPlus, IconSearch, IconUser } from "@tabler/icons-react";
import { Link, useRouterState } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { openPalette } from "@/actions";
import { useTypes } from "@/api";
import classes from "./Shell.module.css";

/** The bottom of the screen on a phone. A ticket has its own bottom bar, so this one steps aside there. */
export function TabBar() {
  const { t } = useTranslation();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const types = useTypes();
  const creatable = types.data?.find((type) => type.canCreate);
  if (path.startsWith("/t/") || path.startsWith("/new/")) return null;
  return (
    <nav className={classes.tabs} aria-label={t("shell:areas")}>
      <Link to="/list" className={classes.tab}>
        <IconInbox size={24} stroke={1.6} aria-hidden />
        {t("shell:tickets")}
      </Link>
      <button type="button" className={classes.tab} onClick={openPalette}>
        <IconSearch size={24} stroke={1.6} aria-hidden />
        {t("shell:search")}
      </button>
      {creatable && (
        <Link to="/new/$type" params={{ type: creatable.key }} className={classes.tab}>
          <IconPlus size={24} stroke={1.6} aria-hidden />
          {t("shell:new")}
        </Link>
      )}
      <Link to="/me" className={classes.tab}>
        <IconUser size={24} stroke={1.6} aria-hidden />
        {t("shell:meShort")}
      </Link>
    </nav>
  );
}
