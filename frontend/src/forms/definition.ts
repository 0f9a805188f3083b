import {
  configOf,
  type FieldSchema,
  type FieldValue,
  type FieldView,
  fieldKind,
  NO_SETTINGS,
  type TypeSchema,
} from "@/fields";
import type { FormField } from "./engine";

/** A field of the type's schema, as far as a form needs it. */
export type SchemaField = Pick<FieldSchema, "key" | "kind" | "label" | "level"> & Partial<FieldSchema>;

/** A field of one ticket, as the server sees it for this caller. */
export type TicketField = Pick<
  FieldView,
  "key" | "level" | "visible" | "required" | "requiredToAct" | "readOnly" | "value"
> &
  Partial<FieldView>;

export type FormLayout = TypeSchema["forms"][number];

/** Whether what is typed must not be kept in this browser. */
const isSecret = (field: SchemaField) =>
  field.sensitivity === "secret" || fieldKind(field.kind).writeOnly === true;

/** The fields of a ticket's form. Definitions the caller may not see are not in the schema and so not in the form. */
export function ticketFields(schema: readonly SchemaField[], views: readonly TicketField[]): FormField[] {
  const byKey = new Map(schema.map((f) => [f.key, f]));
  return views.flatMap((view) => {
    const field = byKey.get(view.key);
    if (!field) return [];
    return [
      {
        key: field.key,
        kind: field.kind,
        label: field.label,
        help: field.help ?? null,
        settings: field.settings ?? null,
        level: view.level,
        masked: view.masked ?? null,
        visible: view.visible,
        // With a condition the server's answer is that of the saved values; the condition knows the typed ones.
        required: view.requiredWhen ? (field.required ?? false) : view.required,
        readOnly: view.readOnly,
        requiredToAct: view.requiredToAct,
        visibleWhen: view.visibleWhen ?? null,
        requiredWhen: view.requiredWhen ?? null,
        readOnlyWhen: view.readOnlyWhen ?? null,
        whenHidden: field.whenHidden ?? "keep",
        rules: view.rules ?? [],
        deprecated: field.deprecated ?? false,
        derived: field.derived ?? null,
        formula: view.formula ?? null,
        because: view.emptyBecause ?? null,
        secret: isSecret(field),
      },
    ];
  });
}

/** Fields in the order in which a form has them, the others after: what is wrong first is what is read first. */
export function inOrderOf(layout: FormLayout | undefined, fields: readonly SchemaField[]): SchemaField[] {
  const places = new Map(layout?.sections.flatMap((s) => s.fields).map((key, place) => [key, place]));
  const place = (field: SchemaField) => places.get(field.key) ?? places.size;
  return [...fields].sort((a, b) => place(a) - place(b));
}

/** The fields of a ticket that does not exist yet: those the caller may write, and what follows from them. */
export function newTicketFields(schema: readonly SchemaField[]): FormField[] {
  return schema
    .filter((field) => field.level === "edit" || field.level === "append" || field.formula)
    .map((field) => ({
      key: field.key,
      kind: field.kind,
      label: field.label,
      help: field.help ?? null,
      settings: field.settings ?? null,
      level: field.formula ? ("read" as const) : ("edit" as const),
      masked: null,
      visible: true,
      required: field.required ?? false,
      readOnly: field.formula != null,
      requiredToAct: false,
      visibleWhen: field.visibleWhen ?? null,
      requiredWhen: field.requiredWhen ?? null,
      readOnlyWhen: field.readOnlyWhen ?? null,
      whenHidden: field.whenHidden ?? "keep",
      rules: field.rules ?? [],
      derived: field.derived ?? null,
      formula: field.formula ?? null,
      secret: isSecret(field),
    }));
}

/** The saved values of a ticket's form. */
export function valuesOf(
  fields: readonly FormField[],
  views: readonly TicketField[],
): Record<string, FieldValue> {
  const values: Record<string, FieldValue> = {};
  const byKey = new Map(views.map((v) => [v.key, v]));
  for (const field of fields) {
    values[field.key] = configOf(field.kind).fromJson(
      byKey.get(field.key)?.value,
      field.settings ?? NO_SETTINGS,
    );
  }
  return values;
}
