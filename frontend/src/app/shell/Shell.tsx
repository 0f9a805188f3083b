import { Outlet, useNavigate } from "@tanstack/react-router";
import { useEffect, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { openKeys, openPalette } from "@/actions";
import { useLive, useMe } from "@/api";
import { FormatsProvider } from "@/fields";
import { Toasts, useKeys, useTitlesOfCutText } from "@/ui";
import { setLanguage } from "../i18n";
import { Keys } from "./Keys";
import { Palette } from "./Palette";
import { Rail } from "./Rail";
import classes from "./Shell.module.css";
import { TabBar } from "./TabBar";

/** What surrounds every screen of a logged-in person. */
export function Shell() {
  useLive();
  useTitlesOfCutText();
  const me = useMe();
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const language = i18n.language === "zh" ? "zh" : "en";

  // The account's language wins over what was guessed before login.
  useEffect(() => setLanguage(me.language), [me.language]);

  useKeys({
    "mod+k": openPalette,
    "?": openKeys,
    // What the screen looks through, else everything.
    "/": () => {
      const box = document.querySelector<HTMLInputElement>("main [data-search]");
      if (box) box.focus();
      else void navigate({ to: "/search" });
    },
  });

  const formats = useMemo(
    () => ({ language, zone: me.workspace.zone, currency: me.workspace.currency }) as const,
    [language, me.workspace.zone, me.workspace.currency],
  );

  return (
    <FormatsProvider formats={formats}>
      <a className={classes.skip} href="#main">
        {t("shell:skip")}
      </a>
      <div className={classes.shell}>
        <Rail />
        <div className={classes.screen} id="main">
          <Outlet />
        </div>
        <TabBar />
      </div>
      <Palette />
      <Keys />
      <Toasts />
    </FormatsProvider>
  );
}
