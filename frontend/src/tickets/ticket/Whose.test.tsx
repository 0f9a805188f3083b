// @vitest-environment jsdom
import { readFileSync } from "node:fs";
import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createInstance } from "i18next";
import { act } from "react";
import { createRoot, type Root } from "react-dom/client";
import { I18nextProvider, initReactI18next } from "react-i18next";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { keys, type TicketRouting } from "@/api";
import { FormatsProvider } from "@/fields";
import { Whose } from "./Whose";

// What people read stands in the files of the application, which knows this area and not the other way round.
const english = JSON.parse(readFileSync("src/app/i18n/en/routing.json", "utf8"));

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
  host = document.body.appendChild(document.createElement("div"));
  root = createRoot(host);
});
afterEach(() => {
  act(() => root.unmount());
  host.remove();
  vi.unstubAllGlobals();
});

const person = (id: string, name: string, chosen: boolean, because: string) => ({
  person: { id, name },
  chosen,
  could: chosen,
  because: { en: because, zh: because },
});
const routed = {
  event: "e",
  at: "2026-03-02T09:00:00Z",
  by: { kind: "rule", id: "r", name: "r" },
  routing: "after_sales",
  label: { en: "After-sales routing", zh: "售后分派" },
  holds: true,
  team: "after_sales",
  row: { en: "the tier is VIP", zh: "等级为贵宾" },
  redacted: false,
  ending: "given",
  strategy: "least_load",
  skills: [],
  people: [
    person("1", "Jun", true, "had the least to do: 1 ticket"),
    person("2", "Ana", false, "is full: holds 5 of 5 tickets"),
  ],
  more: 0,
};

/** What is read then. */
function said(why: unknown): string {
  const i18n = createInstance();
  void i18n.use(initReactI18next).init({
    lng: "en",
    resources: { en: { routing: english } },
    ns: ["routing"],
    defaultNS: "routing",
    initAsync: false,
    interpolation: { escapeValue: false },
  });
  const queries = new QueryClient({ defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY } } });
  queries.setQueryData(keys.teams, [{ key: "after_sales", label: { en: "After-sales", zh: "售后组" } }]);
  act(() =>
    root.render(
      <I18nextProvider i18n={i18n}>
        <QueryClientProvider client={queries}>
          <MantineProvider>
            <FormatsProvider formats={{ language: "en", zone: "UTC", currency: "CNY" }}>
              <Whose why={why as TicketRouting} />
            </FormatsProvider>
          </MantineProvider>
        </QueryClientProvider>
      </I18nextProvider>,
    ),
  );
  return host.textContent ?? "";
}

test("whom a routing chose, by which row, and why not the others", () => {
  const text = said({ assignee: { id: "1", name: "Jun" }, team: "after_sales", handed: null, routed });
  expect(text).toContain("After-sales routing gave it to Jun in After-sales");
  expect(text).toContain("the tier is VIP");
  expect(text).toContain("is full: holds 5 of 5 tickets");
});

test("who handed it over since, and what was before that", () => {
  const text = said({
    assignee: { id: "2", name: "Ana" },
    team: "after_sales",
    handed: { at: "2026-03-02T10:00:00Z", by: { kind: "person", id: "3", name: "Mei" } },
    routed: { ...routed, holds: false, row: null, redacted: true },
  });
  expect(text).toContain("Mei handed it over");
  expect(text).toContain("Before that");
  expect(text).toContain("looks at something you may not see");
});

test("time hands over, too, and says why", () => {
  const text = said({
    assignee: { id: "2", name: "Ana" },
    team: "after_sales",
    handed: { at: "2026-03-02T10:00:00Z", by: { kind: "system", id: null, name: "routing_absence" } },
    routed: null,
  });
  expect(text).toContain("because whoever had it was away");
});

test("what nobody routed says so", () => {
  const text = said({ assignee: null, team: null, handed: null, routed: null });
  expect(text).toContain("No routing has been asked");
});
