/** What stands over the days and months one may choose; the calendar's own order of the words is the English one. */
export function calendarHeads(language: string): { monthLabelFormat: string; yearLabelFormat: string } {
  return language === "zh"
    ? { monthLabelFormat: "YYYY年M月", yearLabelFormat: "YYYY年" }
    : { monthLabelFormat: "MMMM YYYY", yearLabelFormat: "YYYY" };
}
