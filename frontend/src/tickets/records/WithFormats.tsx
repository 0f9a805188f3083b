import { type ReactNode, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useMe } from "@/api";
import { type Formats, FormatsProvider } from "@/fields";

/** Values in the reader's language, in the workspace's zone and currency. */
export function WithFormats({ children }: { children: ReactNode }) {
  const me = useMe();
  const { i18n } = useTranslation();
  const formats = useMemo<Formats>(
    () => ({
      language: i18n.language === "zh" ? "zh" : "en",
      zone: me.workspace.zone,
      currency: me.workspace.currency,
    }),
    [i18n.language, me.workspace.zone, me.workspace.currency],
  );
  return <FormatsProvider formats={formats}>{children}</FormatsProvider>;
}
