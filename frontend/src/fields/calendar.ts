import type { TFunction } from "i18next";

/**
 * What stands over the days and months one may choose; the calendar's own order of the words is the English one, and its
 * arrows have no names of their own.
 */
export function calendarHeads(language: string, t: TFunction) {
  return {
    ...(language === "zh"
      ? { monthLabelFormat: "YYYY年M月", yearLabelFormat: "YYYY年" }
      : { monthLabelFormat: "MMMM YYYY", yearLabelFormat: "YYYY" }),
    ariaLabels: {
      previousMonth: t("fields:calendar.previous_month"),
      nextMonth: t("fields:calendar.next_month"),
      previousYear: t("fields:calendar.previous_year"),
      nextYear: t("fields:calendar.next_year"),
      previousDecade: t("fields:calendar.previous_decade"),
      nextDecade: t("fields:calendar.next_decade"),
      monthLevelControl: t("fields:calendar.choose_month"),
      yearLevelControl: t("fields:calendar.choose_year"),
    },
  };
}
