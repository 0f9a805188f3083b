import type { ReactNode } from "react";
import classes from "./Pill.module.css";

export type Tone = "neutral" | "accent" | "good" | "warn" | "bad" | "auto";

/** A word with a meaning. `small` inside a row, `line` for something one may take away, as a filter. */
export function Pill({
  tone = "neutral",
  variant = "soft",
  small = false,
  icon,
  title,
  children,
}: {
  tone?: Tone;
  variant?: "soft" | "line";
  small?: boolean;
  icon?: ReactNode;
  title?: string;
  children: ReactNode;
}) {
  return (
    <span
      className={classes.pill}
      data-tone={tone}
      data-variant={variant}
      data-small={small || undefined}
      title={title}
    >
      {icon}
      <span className="ellipsis">{children}</span>
    </span>
  );
}

/** The tone named in metadata, or neutral. */
export function toneOf(name: string | null | undefined): Tone {
  return name === "good" || name === "warn" || name === "bad" || name === "auto" || name === "accent"
    ? name
    : "neutral";
}
