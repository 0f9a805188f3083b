import { useTranslation } from "react-i18next";
import classes from "./Priority.module.css";

const HEIGHTS = { low: 1, normal: 1, high: 2, urgent: 3 } as const;

/** Urgency as bars: one grey, two amber, three red. The word is there for those who do not see it. */
export function PriorityBars({ priority }: { priority: "low" | "normal" | "high" | "urgent" }) {
  const { t } = useTranslation();
  const name = t(`ui:priority.${priority}`);
  return (
    <span className={classes.bars} data-priority={priority} role="img" aria-label={name} title={name}>
      {[1, 2, 3].map((bar) => (
        <i key={bar} data-on={bar <= HEIGHTS[priority] || undefined} />
      ))}
    </span>
  );
}
