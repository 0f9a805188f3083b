import { useTranslation } from "react-i18next";
import type { TimelineEvent } from "@/api";
import { useLabel } from "@/ui";
import { errorText } from "./words";

/** What an SOP has done, or people with it, as the middle of a sentence. */
export function FlowEvent({ event }: { event: TimelineEvent }) {
  const { t, i18n } = useTranslation();
  const label = useLabel();
  const details = (event.to ?? {}) as Record<string, string | undefined>;
  const step = label(event.step?.label);
  const gap = i18n.language === "zh" ? "：" : " ";
  return (
    <>
      {event.actionLabel && (
        <>
          {t("ticket:timeline.pressed")} <b>{label(event.actionLabel)}</b>{" "}
        </>
      )}
      {sentence()}
      {step && (
        <>
          {gap}
          <b>{step}</b>
        </>
      )}
    </>
  );

  function sentence(): string {
    switch (event.action) {
      case "forked":
        return t("flow:event.forked", { count: Number(details.ways ?? 2) });
      case "called":
        return details.operation
          ? t("flow:event.called_op", { operation: details.operation })
          : t("flow:event.called");
      case "call-failed":
        return details.operation
          ? t("flow:event.call_failed_op", {
              operation: details.operation,
              reason: errorText(t, details.error ?? "unreachable"),
            })
          : t("flow:event.call_failed");
      case "child":
        return t("flow:event.child", { number: details.number ?? "" });
      case "held":
        return details.reason ? t("flow:event.held_why", { reason: details.reason }) : t("flow:event.held");
      case "ended":
        return details.outcome
          ? t("flow:event.ended_outcome", { outcome: details.outcome })
          : t("flow:event.ended");
      default:
        return t([`flow:event.${event.action ?? "other"}`, "flow:event.other"]);
    }
  }
}
