import type { FormField } from "./engine";

/** A field that anybody may write and nothing depends on, for tests to change. */
export function field(key: string, more: Partial<FormField> = {}): FormField {
  return {
    key,
    kind: "text",
    label: { en: key },
    level: "edit",
    masked: null,
    visible: true,
    required: false,
    readOnly: false,
    requiredToAct: false,
    visibleWhen: null,
    requiredWhen: null,
    readOnlyWhen: null,
    whenHidden: "keep",
    rules: [],
    secret: false,
    ...more,
  };
}
