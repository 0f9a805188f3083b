import type { Me } from "@/api";

/** What an account may do beyond single tickets, as the server names it. What is not named here is not asked for. */
export const ABILITIES = [
  "metadata.read",
  "metadata.publish",
  "accounts.manage",
  "queues.manage",
  "tickets.import",
  "tickets.export",
  "integrations.manage",
  "staff.manage",
] as const;
export type Ability = (typeof ABILITIES)[number];

/** Hides what one may not; the server refuses it in any case. */
export function can(me: Pick<Me, "abilities">, ability: Ability): boolean {
  return me.abilities.includes(ability);
}
