import { Button, Skeleton } from "@mantine/core";
import { IconAlertTriangle, IconInbox } from "@tabler/icons-react";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { type ProblemLike, useProblemText } from "./problem";
import classes from "./States.module.css";

/** Nothing here: one sentence, and one button with the next step. */
export function EmptyState({
  icon,
  title,
  hint,
  action,
  heading: Heading = "h2",
}: {
  icon?: ReactNode;
  title: string;
  hint?: string;
  action?: ReactNode;
  /** The first heading where nothing else is on the page. */
  heading?: "h1" | "h2";
}) {
  return (
    <div className={classes.state}>
      <span className={classes.icon}>{icon ?? <IconInbox size={24} stroke={1.6} aria-hidden />}</span>
      <Heading className={classes.title}>{title}</Heading>
      {hint && <p className={classes.hint}>{hint}</p>}
      {action && <div className={classes.action}>{action}</div>}
    </div>
  );
}

/** What went wrong, in the reader's language, with the way out. */
export function ErrorState({
  problem,
  onRetry,
  action,
}: {
  problem: unknown;
  onRetry?: () => void;
  action?: ReactNode;
}) {
  const { t } = useTranslation();
  const text = useProblemText();
  const { title, hint } = text(problem as ProblemLike);
  // What one may not see, or what is not there, is no other the next time.
  const { status } = (problem ?? {}) as ProblemLike;
  const final = status === 403 || status === 404;
  return (
    <div className={classes.state} role="alert">
      <span className={classes.icon} data-tone="bad">
        <IconAlertTriangle size={24} stroke={1.6} aria-hidden />
      </span>
      <p className={classes.title}>{title}</p>
      {hint && <p className={classes.hint}>{hint}</p>}
      <div className={classes.action}>
        {action ?? (onRetry && !final && <Button onClick={onRetry}>{t("common:retry")}</Button>)}
      </div>
    </div>
  );
}

/** True once something has taken longer than `after` ms, so that a quick answer never flickers. */
export function useSlow(pending: boolean, after = 150): boolean {
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    if (!pending) {
      setSlow(false);
      return;
    }
    const timer = setTimeout(() => setSlow(true), after);
    return () => clearTimeout(timer);
  }, [pending, after]);
  return pending && slow;
}

/** Lines in the geometry of the list that is coming. */
export function SkeletonRows({ rows, height = 32 }: { rows: number; height?: number }) {
  const { t } = useTranslation();
  return (
    <div className={classes.rows} role="status" aria-label={t("common:loading")}>
      {Array.from({ length: rows }, (_, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have no identity
        <div key={i} className={classes.row} style={{ height }}>
          <Skeleton width={14} height={14} radius={4} />
          <Skeleton width={72} height={10} />
          <Skeleton width={`${38 + ((i * 17) % 30)}%`} height={10} />
          <span className={classes.spacer} />
          <Skeleton width={72} height={10} />
          <Skeleton width={20} height={20} circle />
        </div>
      ))}
    </div>
  );
}

/** The same on a phone: cards. */
export function SkeletonCards({ cards }: { cards: number }) {
  const { t } = useTranslation();
  return (
    <div className={classes.cards} role="status" aria-label={t("common:loading")}>
      {Array.from({ length: cards }, (_, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have no identity
        <div key={i} className={classes.card}>
          <Skeleton width={96} height={10} />
          <Skeleton width={`${58 + ((i * 17) % 30)}%`} height={14} />
          <Skeleton width={140} height={10} />
        </div>
      ))}
    </div>
  );
}

/** A block of text that is coming. */
export function SkeletonText({ lines = 3 }: { lines?: number }) {
  const { t } = useTranslation();
  return (
    <div className={classes.text} role="status" aria-label={t("common:loading")}>
      {Array.from({ length: lines }, (_, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have no identity
        <Skeleton key={i} height={10} width={`${92 - ((i * 23) % 40)}%`} />
      ))}
    </div>
  );
}
