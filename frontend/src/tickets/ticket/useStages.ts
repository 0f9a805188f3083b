import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { type TicketDetail, useMe } from "@/api";
import { formatTime, type ThreadStage, useLabel, useNow } from "@/ui";

/** The ticket's way as the thread shows it: "Jun · 13:52" below a finished stage. */
export function useStages(detail: TicketDetail): ThreadStage[] {
  const { i18n } = useTranslation();
  const label = useLabel();
  const now = useNow();
  const { zone } = useMe().workspace;
  return useMemo(
    () =>
      detail.flow.stages.map((stage) => ({
        id: stage.id,
        name: label(stage.label),
        state: stage.state,
        note: [stage.who?.name, stage.at && when(stage.at, now, i18n.language, zone)]
          .filter(Boolean)
          .join(" · "),
      })),
    [detail.flow.stages, label, now, i18n.language, zone],
  );
}

/** The time today, the day before that: what tells it apart in few letters. */
export function when(instant: string, now: number, language: string, zone: string): string {
  const day = (at: number | string) =>
    new Intl.DateTimeFormat("en-CA", { timeZone: zone }).format(new Date(at));
  if (day(instant) === day(now)) return formatTime(instant, language, zone);
  return new Intl.DateTimeFormat(language === "zh" ? "zh-CN" : "en-GB", {
    timeZone: zone,
    day: "numeric",
    month: "short",
    ...(day(instant).slice(0, 4) === day(now).slice(0, 4) ? {} : { year: "numeric" }),
  }).format(new Date(instant));
}
