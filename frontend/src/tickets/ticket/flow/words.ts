import type { TFunction } from "i18next";
import type { FlowBranch, FlowCall, FlowWait, FlowWhyNot, Label } from "@/api";
import { formatDateTime, listed } from "@/ui";

type Labelled = (label: Label | null | undefined) => string;

/** Why somebody may not do something, as a sentence. */
export function whyText(t: TFunction, label: Labelled, why: FlowWhyNot): string {
  if (why.code !== "role") return t([`flow:why.${why.code}`, "flow:why.other"]);
  return why.roles.length > 0
    ? t("flow:why.role", { roles: listed(t, why.roles.map(label)) })
    : t("flow:why.role_any");
}

/** What a way waits for, as a sentence. */
export function waitText(t: TFunction, wait: FlowWait, language: string, zone: string): string {
  const time = wait.until ? formatDateTime(wait.until, language, zone) : null;
  switch (wait.kind) {
    case "time":
    case "moment":
      return time ? t(`flow:wait.${wait.kind}`, { time }) : t(`flow:wait.${wait.kind}_open`);
    case "linked": {
      const kind = t(`ticket:links.kind.${wait.link ?? "related"}`);
      return time ? t("flow:wait.linked_until", { kind, time }) : t("flow:wait.linked", { kind });
    }
    case "child":
      return wait.ticket
        ? t("flow:wait.child", {
            number: wait.ticket.number,
            status: t(`ui:status.${wait.ticket.status}`),
          })
        : t("flow:wait.child_hidden");
    case "reply":
    case "condition":
    case "approval":
    case "confirm":
      return time ? t(`flow:wait.${wait.kind}_until`, { time }) : t(`flow:wait.${wait.kind}`);
    default:
      return t(`flow:wait.${wait.kind}`);
  }
}

/** What went wrong outside, in a few words. */
export function errorText(t: TFunction, code: string): string {
  const status = /^status-(\d+)$/.exec(code)?.[1];
  return status
    ? t("flow:error.status", { status })
    : t([`flow:error.${code}`, `deliveries:problem.${code}`, "flow:error.other"], { code });
}

/** What a service outside does, or has not done. */
export function callText(t: TFunction, label: Labelled, call: FlowCall): string {
  const names = { service: label(call.service), operation: label(call.operation) };
  return call.state === "failed"
    ? t("flow:call.failed", { ...names, reason: errorText(t, call.error ?? "unreachable") })
    : t(`flow:call.${call.state}`, names);
}

/** Why something cannot go on. */
export function stuckText(t: TFunction, code: string): string {
  return t([`flow:stuck.${code}`, "flow:stuck.other"], { code });
}

/** How one of several ways stands, for its mark in the line. */
export function laneState(branch: FlowBranch): "now" | "wait" | "met" | "stuck" {
  if (branch.stuck) return "stuck";
  if (branch.kind === "join") return "met";
  return branch.kind === "task" ? "now" : "wait";
}

/** Whether a ticket goes several ways at once. */
export const isForked = (branches: readonly FlowBranch[]): boolean => branches.some((b) => b.id !== 0);
