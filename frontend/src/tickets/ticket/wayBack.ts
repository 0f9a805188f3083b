import type { AssignTicket, TicketDetail, TicketMacro, UpdateTicket } from "@/api";

/** What has to be sent to a ticket so that it is as it was before a macro. */
export interface WayBack {
  readonly update: Pick<UpdateTicket, "fields" | "priority"> | null;
  readonly assign: AssignTicket | null;
}

/**
 * The way back from a macro that only set something. Null where there is none: a step that was taken and a word that the
 * customer has read stay, and so does a value the reader could not see before.
 */
export function wayBack(macro: TicketMacro, before: TicketDetail): WayBack | null {
  if (macro.comment?.visibility === "public") return null;
  const fields: Record<string, unknown> = {};
  let priority: TicketDetail["priority"] | undefined;
  const assign: { team?: string; assignee?: string | null } = {};
  for (const change of macro.changes) {
    switch (change.kind) {
      case "field": {
        const field = before.form.fields.find((each) => each.key === change.field);
        if (!field || field.level === "masked") return null;
        fields[field.key] = before.fields[field.key] ?? null;
        break;
      }
      case "priority":
        priority = before.priority;
        break;
      case "team":
        if (!before.team) return null;
        assign.team = before.team;
        break;
      case "assignee":
        assign.assignee = before.assignee?.id ?? null;
        break;
      default:
        return null;
    }
  }
  const update = {
    ...(Object.keys(fields).length > 0 ? { fields: fields as NonNullable<UpdateTicket["fields"]> } : {}),
    ...(priority ? { priority } : {}),
  };
  const back = {
    update: Object.keys(update).length > 0 ? update : null,
    assign: Object.keys(assign).length > 0 ? assign : null,
  };
  return back.update || back.assign ? back : null;
}
