import { useTranslation } from "react-i18next";
import type { TimelineEvent } from "@/api";
import { useFormats } from "@/fields";
import { formatDateTime } from "@/ui";
import { EntryText } from "./EntryText";

function changed(news: NonNullable<TimelineEvent["agenda"]>) {
  if (news.reminded) {
    return "reminded";
  }
  if (typeof news.vote === "boolean") {
    return news.vote ? "voted_yes" : "voted_no";
  }
  return news.from && news.to === "open" ? "changed" : news.to;
}

/** What became of an entry of the agenda, as the middle of a sentence. */
export function AgendaChange({ news }: { news: NonNullable<TimelineEvent["agenda"]> }) {
  const { t } = useTranslation();
  const { language, zone } = useFormats();
  const what = changed(news);
  return (
    <>
      {t(`ticket:agenda.event.${news.kind}.${what}`)}
      {language === "zh" ? "" : " "}
      <b>
        <EntryText entry={news} />
      </b>
      {news.to === "open" && news.due && (
        <> {t("ticket:agenda.until", { time: formatDateTime(news.due, language, zone) })}</>
      )}
    </>
  );
}
