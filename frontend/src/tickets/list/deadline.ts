import type { Part } from "./filter";

const SOON = 3_600_000;

/** Whether a deadline is over, comes within the hour, or is further away. */
export function deadlineState(due: string, now: number): "late" | "soon" | "ahead" {
  const left = Date.parse(due) - now;
  return left <= 0 ? "late" : left <= SOON ? "soon" : "ahead";
}

/** The condition of lists of what is late: a clock runs and its time is over. */
export const OVERDUE = "ticket.sla_due <= now()";

export const isOverdue = (part: Part) => "raw" in part && part.raw.trim() === OVERDUE;
