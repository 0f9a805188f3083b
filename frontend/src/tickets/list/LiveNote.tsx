import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLiveState, useLiveTickets } from "@/api";
import { useFormats } from "@/fields";
import { formatTime } from "@/ui";
import classes from "./list.module.css";

/** Whether changes arrive by themselves, and how many did since this list was opened. */
export function LiveNote() {
  const { t } = useTranslation();
  const { language, zone } = useFormats();
  const state = useLiveState();
  const [since] = useState(() => new Date().toISOString());
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  useLiveTickets((ticket) => setIds((before) => new Set(before).add(ticket.id)));
  return (
    <span className={classes.live} data-state={state} aria-live="polite">
      <i aria-hidden />
      {state !== "live"
        ? t(`list:live.${state}`)
        : ids.size > 0
          ? t("list:live.changed", { count: ids.size, time: formatTime(since, language, zone) })
          : t("list:live.live")}
    </span>
  );
}
