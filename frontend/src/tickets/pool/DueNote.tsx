import { useTranslation } from "react-i18next";
import { useFormats } from "@/fields";
import { formatDateTime, Pill, useNow } from "@/ui";

/** When something of a ticket is due; red once it is over. */
export function DueNote({ due }: { due: string | undefined }) {
  const { t } = useTranslation();
  const now = useNow();
  const { language, zone } = useFormats();
  if (!due) return null;
  const text = t("ticket:agenda.until", { time: formatDateTime(due, language, zone) });
  return Date.parse(due) <= now ? (
    <Pill small tone="bad">
      {t("ticket:agenda.overdue")}
    </Pill>
  ) : (
    <span>{text}</span>
  );
}
