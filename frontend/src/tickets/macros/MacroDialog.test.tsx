// @vitest-environment jsdom
import { readFileSync } from "node:fs";
import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createInstance } from "i18next";
import { act } from "react";
import { createRoot, type Root } from "react-dom/client";
import { I18nextProvider, initReactI18next } from "react-i18next";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ApiProblem, keys, type TicketMacro, type TypeSchema } from "@/api";
import { FormatsProvider } from "@/fields";
import { type Applied, MacroDialog, type MacroFields } from "./MacroDialog";
import { fieldOf, fieldsFor, needsOf } from "./needs";
import { saidOfFields } from "./refusal";

const words = (area: string) => JSON.parse(readFileSync(`src/app/i18n/en/${area}.json`, "utf8"));

let root: Root;
let host: HTMLElement;

beforeEach(() => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  vi.stubGlobal("matchMedia", () => ({
    matches: false,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
    addListener: () => undefined,
    removeListener: () => undefined,
  }));
  vi.stubGlobal(
    "ResizeObserver",
    class {
      observe() {}
      unobserve() {}
      disconnect() {}
    },
  );
  host = document.body.appendChild(document.createElement("div"));
  root = createRoot(host);
});
afterEach(() => {
  act(() => root.unmount());
  host.remove();
  vi.unstubAllGlobals();
});

const field = (key: string, label: string) => ({
  key,
  kind: "text",
  label: { en: label },
  settings: {},
  level: "edit",
});
const schema = {
  key: "return_refund",
  fields: [field("payer", "Freight paid by"), field("note", "Note")],
  columns: [],
} as unknown as TypeSchema;
const approve = (requires: string[]) =>
  ({
    key: "approve_all",
    label: { en: "Approve" },
    changes: [{ kind: "action", value: "approve", label: { en: "Approve" } }],
    requires,
  }) as unknown as TicketMacro;

const i18n = createInstance();
void i18n.use(initReactI18next).init({
  lng: "en",
  resources: {
    en: {
      macros: words("macros"),
      common: words("common"),
      fields: words("fields"),
      problems: words("problems"),
      ui: words("ui"),
    },
  },
  interpolation: { escapeValue: false },
  initAsync: false,
});

type Apply = (
  macro: TicketMacro,
  tickets: readonly string[],
  comment: string | undefined,
  fields: (ticket: string) => MacroFields,
) => Promise<Applied>;

async function open(macros: Record<string, TicketMacro[]>, onApply: Apply, onClose = vi.fn()) {
  const queries = new QueryClient({
    defaultOptions: { queries: { retry: false, staleTime: Number.POSITIVE_INFINITY } },
  });
  for (const [id, offered] of Object.entries(macros)) queries.setQueryData(keys.macros(id), offered);
  await act(async () => {
    root.render(
      <I18nextProvider i18n={i18n}>
        <MantineProvider env="test">
          <QueryClientProvider client={queries}>
            <FormatsProvider formats={{ language: "en", zone: "UTC", currency: "CNY" }}>
              <MacroDialog
                opened
                tickets={Object.keys(macros)}
                schema={schema}
                onClose={onClose}
                onApply={onApply}
              />
            </FormatsProvider>
          </QueryClientProvider>
        </MantineProvider>
      </I18nextProvider>,
    );
  });
  return onClose;
}

const said = () => document.body.textContent ?? "";
const press = async (name: RegExp) => {
  const button = [...document.querySelectorAll("button")].find((each) => name.test(each.textContent ?? ""));
  await act(async () => button?.click());
};
const type = async (key: string, text: string) => {
  const box = document.querySelector<HTMLInputElement>(`[data-field="${key}"] input`);
  if (!box) throw new Error(`no input for ${key}`);
  await act(async () => {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set?.call(box, text);
    box.dispatchEvent(new Event("input", { bubbles: true }));
  });
};

test("what some tickets lack for the action is asked for once, and only they get it", async () => {
  const sent: Record<string, MacroFields> = {};
  const onClose = await open(
    { a: [approve(["payer"])], b: [approve([])], c: [approve(["payer"])] },
    async (_, tickets, __, fields) => {
      for (const ticket of tickets) sent[ticket] = fields(ticket);
      return { done: true, refused: [] };
    },
  );
  expect(said()).toContain("This action needs");
  expect(said()).toContain("2 of 3 tickets lack it");
  await type("payer", "buyer");
  await press(/^Apply to 3/);
  expect(sent).toEqual({ a: { payer: "buyer" }, b: {}, c: { payer: "buyer" } });
  expect(onClose).toHaveBeenCalled();
});

test("where nothing is lacking nothing is asked", async () => {
  await open({ a: [approve([])], b: [approve([])] }, async () => ({ done: true, refused: [] }));
  expect(said()).not.toContain("This action needs");
});

test("the tickets that were refused stay, each with what it lacks, and can be done then", async () => {
  const tries: (readonly string[])[] = [];
  const onClose = await open({ a: [approve(["payer"])], b: [approve([])] }, async (_, tickets) => {
    tries.push(tickets);
    return tries.length === 1
      ? {
          done: true,
          refused: [{ ticket: "a", number: "RET-7", text: "Freight paid by: This field is needed." }],
        }
      : { done: true, refused: [] };
  });
  await press(/^Apply to 2/);
  expect(onClose).not.toHaveBeenCalled();
  expect(document.querySelector('[role="alert"]')?.textContent).toContain("RET-7");
  expect(said()).toContain("Freight paid by: This field is needed.");
  await type("payer", "buyer");
  await press(/^Apply$/);
  expect(tries).toEqual([["a", "b"], ["a"]]);
  expect(onClose).toHaveBeenCalled();
});

test("a value is sent with a ticket only when that ticket lacks it and somebody filled it in", () => {
  const needs = needsOf({ a: ["payer", "unseen"], b: ["note"] }, schema.fields);
  expect(needs.map((need) => [need.field.key, need.tickets])).toEqual([
    ["payer", ["a"]],
    ["note", ["b"]],
  ]);
  expect(fieldsFor("a", needs, { payer: "buyer", note: "x" })).toEqual({ payer: "buyer" });
  expect(fieldsFor("b", needs, { payer: "buyer" })).toEqual({});
});

test("a refusal names the fields as people know them", () => {
  const reason = new ApiProblem({
    code: "invalid",
    status: 422,
    problems: [{ pointer: "/fields/payer", code: "field.required", message: "This field is needed." }],
  } as never);
  expect(saidOfFields(i18n.t, (label) => label.en ?? "", reason, schema)).toMatch(/^Freight paid by: /);
  expect(fieldOf({ pointer: "/fields/a~1b" })).toBe("a/b");
  expect(fieldOf({ pointer: "/action" })).toBeNull();
});
