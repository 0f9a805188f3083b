// @vitest-environment jsdom
import { MantineProvider } from "@mantine/core";
import { createInstance } from "i18next";
import { act, Profiler } from "react";
import { createRoot, type Root } from "react-dom/client";
import { I18nextProvider, initReactI18next } from "react-i18next";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { FieldValue } from "@/fields";
import type { FormLayout } from "./definition";
import { FormView } from "./FormView";
import { field } from "./field.fixture";
import { judge } from "./judge";
import { createFormStore, type FormSource, type FormStore } from "./store";

const moment = { now: "2026-11-22T04:00:00Z", zone: "Asia/Shanghai" };

const FIELDS = [
  field("subject", { required: true }),
  field("report"),
  field("weight", { kind: "decimal", settings: { scale: 2 } }),
  field("count", { kind: "integer" }),
];
const source = (values: Record<string, FieldValue>): FormSource => ({ fields: FIELDS, values, facts: {} });
const SAVED = { subject: "Cup", report: "Broken", weight: "1", count: null };
const layout: FormLayout = {
  key: "main",
  label: { en: "All" },
  sections: [{ key: "all", label: { en: "All" }, columns: 2, fields: FIELDS.map((f) => f.key), notes: [] }],
  shape: "plain",
  parts: [],
};

const i18n = createInstance({ lng: "en", resources: {} });
void i18n.use(initReactI18next).init();

let root: Root;
let page: HTMLElement;
let store: FormStore;
const drawn = vi.fn();

const box = (key: string) => page.querySelector<HTMLInputElement>(`#f-${key}`) as HTMLInputElement;
const shown = (key: string) => box(key).value;

/** What a person's key does to a box: the text, then the event that tells of it. */
function type(key: string, text: string) {
  const known = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(box(key)), "value");
  act(() => {
    box(key).focus();
    known?.set?.call(box(key), text);
    box(key).dispatchEvent(new InputEvent("input", { bubbles: true }));
  });
}
const leave = (key: string) => act(() => box(key).blur());

beforeEach(() => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  vi.stubGlobal("matchMedia", () => ({
    matches: false,
    addEventListener: vi.fn(),
    removeEventListener: vi.fn(),
  }));
  page = document.body.appendChild(document.createElement("div"));
  root = createRoot(page);
  store = createFormStore({ source: source(SAVED), judge, moment });
  act(() =>
    root.render(
      <MantineProvider forceColorScheme="light" env="test">
        <I18nextProvider i18n={i18n}>
          <Profiler id="form" onRender={drawn}>
            <FormView
              layout={layout}
              store={store}
              prefix="f"
              neededFor={() => null}
              canMatch={() => false}
            />
          </Profiler>
        </I18nextProvider>
      </MantineProvider>,
    ),
  );
  drawn.mockReset();
});
afterEach(() => {
  act(() => root.unmount());
  page.remove();
  vi.unstubAllGlobals();
});

test("a key that changes nothing else draws nothing", () => {
  for (const [key, text] of Object.entries({ subject: "Cups", report: "Broken at the rim", weight: "12" })) {
    // The first time a box is left its field may begin to complain; only keys are meant here.
    act(() => box(key).focus());
    drawn.mockReset();
    type(key, text);
    expect(drawn).not.toHaveBeenCalled();
  }
  expect(store.changes()).toEqual({ subject: "Cups", report: "Broken at the rim", weight: 12 });
});

test("a key that makes the field right or wrong draws it", () => {
  act(() => void store.attempt());
  type("subject", "");
  expect(box("subject").getAttribute("aria-invalid")).toBe("true");
  type("subject", "C");
  expect(box("subject").getAttribute("aria-invalid")).toBeNull();
  expect(shown("subject")).toBe("C");
});

test("a box shows the keys while it is written in, and what was understood afterwards", () => {
  type("weight", "12.50");
  expect(shown("weight")).toBe("12.50");
  leave("weight");
  expect(shown("weight")).toBe("12.5");
});

test("what is no value stays as it was typed", () => {
  type("count", "a dozen");
  leave("count");
  expect(shown("count")).toBe("a dozen");
  expect(box("count").getAttribute("aria-invalid")).toBe("true");
  type("count", "12");
  leave("count");
  expect(shown("count")).toBe("12");
});

test("what was saved comes back when changes are discarded", () => {
  type("subject", "Cups");
  leave("subject");
  act(() => store.discard());
  expect(shown("subject")).toBe("Cup");
});

test("discarded while it is written in, the box shows what was saved once it is left", () => {
  type("subject", "Cups");
  act(() => store.discard());
  leave("subject");
  expect(shown("subject")).toBe("Cup");
});

test("a colleague's value is shown when it is taken", () => {
  type("subject", "Cups");
  leave("subject");
  act(() => store.follow(source({ ...SAVED, subject: "Mug" })));
  expect(shown("subject")).toBe("Cups");
  act(() => store.resolve("subject", "theirs"));
  expect(shown("subject")).toBe("Mug");
});

test("a colleague's change to another field appears", () => {
  act(() => store.follow(source({ ...SAVED, report: "Scratched" })));
  expect(shown("report")).toBe("Scratched");
});
