import type { FieldSchema, FieldValue } from "@/fields";
import { configOf } from "@/fields";

/** A field that a macro's action needs, and the tickets that lack it. */
export interface Need {
  readonly field: FieldSchema;
  readonly tickets: readonly string[];
}

/** What each ticket lacks, by its id. */
export type Lacks = Readonly<Record<string, readonly string[]>>;

/** What somebody has filled in, by field key; a text that could not be read is none. */
export type Given = Readonly<Record<string, FieldValue>>;

/** Each field once, in the order of the type; fields the reader's schema does not have cannot be filled in here. */
export function needsOf(lacks: Lacks, fields: readonly FieldSchema[]): Need[] {
  return fields.flatMap((field) => {
    const tickets = Object.keys(lacks).filter((ticket) => lacks[ticket]?.includes(field.key));
    return tickets.length > 0 ? [{ field, tickets }] : [];
  });
}

/** The values to send with one ticket: only what it lacks, and only what was filled in. Others keep what they have. */
export function fieldsFor(ticket: string, needs: readonly Need[], given: Given) {
  const fields: Record<string, ReturnType<ReturnType<typeof configOf>["toJson"]>> = {};
  for (const { field, tickets } of needs) {
    const value = given[field.key] ?? null;
    const config = configOf(field.kind);
    if (tickets.includes(ticket) && !config.isEmpty(value)) {
      fields[field.key] = config.toJson(value, field.settings ?? {});
    }
  }
  return fields;
}

interface Complaint {
  readonly pointer?: string | null;
}

/** The key of the field a complaint is about; null when it is about none. */
export function fieldOf({ pointer }: Complaint): string | null {
  const key = /^\/fields\/([^/]+)$/.exec(pointer ?? "")?.[1];
  return key ? key.replaceAll("~1", "/").replaceAll("~0", "~") : null;
}
