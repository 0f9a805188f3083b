import { IconChevronDown, IconChevronUp, IconX } from "@tabler/icons-react";
import { type ReactNode, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import classes from "./Why.module.css";

/** Every change a rule made carries this; it opens the explanation. */
export function WhyPill({
  open,
  controls,
  onToggle,
}: {
  open: boolean;
  controls?: string;
  onToggle: () => void;
}) {
  const { t } = useTranslation();
  const Chevron = open ? IconChevronUp : IconChevronDown;
  return (
    <button
      type="button"
      className={classes.pill}
      aria-expanded={open}
      aria-controls={open ? controls : undefined}
      onClick={onToggle}
    >
      {t("ui:why.pill")}
      <Chevron size={12} stroke={2} aria-hidden />
    </button>
  );
}

/** The opened explanation: first the sentence, then what did not run, and the release it was decided on. */
export function WhyCard({ id, children, source }: { id?: string; children: ReactNode; source?: ReactNode }) {
  // Opened at the foot of a telephone it would lie out of sight, as if nothing had happened.
  const card = useRef<HTMLDivElement>(null);
  useEffect(() => {
    card.current?.scrollIntoView?.({ block: "nearest" });
  }, []);
  return (
    <div ref={card} id={id} className={classes.card}>
      {children}
      {source && <p className={classes.source}>{source}</p>}
    </div>
  );
}

/** A rule that did not run, and only its false clause. */
export function WhyNot({ rule, children }: { rule: string; children: ReactNode }) {
  return (
    <div className={classes.not}>
      <IconX size={14} stroke={2.4} aria-hidden />
      <p>
        <b>{rule}</b>
        {children}
      </p>
    </div>
  );
}
