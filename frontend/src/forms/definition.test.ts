import { beforeEach, expect, test } from "vitest";
import { newTicketFields, type SchemaField, type TicketField, ticketFields } from "./definition";
import { browserDraft } from "./drafts";
import type { FormField } from "./engine";
import { judge } from "./judge";
import { createFormStore } from "./store";

const field = (key: string, sensitivity: SchemaField["sensitivity"]): SchemaField => ({
  key,
  kind: "text",
  label: { en: key },
  help: null,
  level: "edit",
  sensitivity,
  settings: {
    currency: null,
    target: null,
    step: null,
    maxItems: null,
    depth: null,
    columns: [],
    max: null,
    maxLength: null,
    min: null,
    options: [],
    scale: null,
    accept: [],
    refuse: [],
    maxBytes: null,
  },
  required: false,
  rules: [],
  visibleWhen: null,
  requiredWhen: null,
  readOnlyWhen: null,
  whenHidden: "keep",
});
const schema: SchemaField[] = [field("subject", "internal"), field("account_no", "secret")];
const view = (key: string): TicketField => ({
  key,
  level: "edit",
  masked: null,
  visible: true,
  required: false,
  requiredToAct: false,
  readOnly: false,
  rules: [],
  visibleWhen: null,
  requiredWhen: null,
  readOnlyWhen: null,
  value: null,
});

function typeInto(fields: FormField[]): string {
  const moment = { now: "2026-11-22T04:00:00Z", zone: "Asia/Shanghai" };
  const source = { fields, values: {}, facts: {} };
  const store = createFormStore({ source, judge, moment, draft: browserDraft("me", "thing") });
  store.set("subject", { value: "Kettle" });
  store.set("account_no", { value: "6222-0211" });
  store.set("account_no", { text: "6222-02", problem: { code: "field.text" } });
  window.dispatchEvent(new Event("pagehide"));
  return JSON.stringify({ ...localStorage });
}

beforeEach(() => localStorage.clear());

test.each([
  ["a new ticket", newTicketFields(schema)],
  [
    "a ticket",
    ticketFields(
      schema,
      schema.map((f) => view(f.key)),
    ),
  ],
])("what the server calls secret is in no draft of %s", (_, fields) => {
  const kept = typeInto(fields);
  expect(kept).toContain("Kettle");
  expect(kept).not.toContain("6222");
  expect(kept).not.toContain("account_no");
});
