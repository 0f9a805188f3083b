// @vitest-environment jsdom
import { MantineProvider } from "@mantine/core";
import { createInstance } from "i18next";
import { act } from "react";
import { createRoot, type Root } from "react-dom/client";
import { I18nextProvider, initReactI18next } from "react-i18next";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { focusField } from "./context";
import type { FormLayout } from "./definition";
import { FormView } from "./FormView";
import { field } from "./field.fixture";
import { judge } from "./judge";
import { PagedForm } from "./Pages";
import { createFormStore, type FormStore } from "./store";

const moment = { now: "2026-11-22T04:00:00Z", zone: "Asia/Shanghai" };

const layout = (shape: FormLayout["shape"]): FormLayout => ({
  key: "main",
  label: { en: "All" },
  sections: ["one", "two", "three"].map((key) => ({
    key,
    label: { en: key },
    columns: 2,
    fields: [`${key}_a`, `${key}_b`],
    notes: [],
  })),
  shape,
  parts: ["one", "two", "three"].map((key) => ({ key: `part_${key}`, label: { en: key }, sections: [key] })),
});

const i18n = createInstance({ lng: "en", resources: {} });
void i18n.use(initReactI18next).init();

let root: Root;
let page: HTMLElement;
let store: FormStore;
const done = vi.fn();

const box = (key: string) => page.querySelector<HTMLInputElement>(`#f-${key}`);
const inSight = () =>
  [...page.querySelectorAll<HTMLInputElement>("input")]
    .filter((e) => !e.closest("[hidden]"))
    .map((e) => e.id);
const button = (text: string) =>
  [...page.querySelectorAll("button")].find((b) => b.textContent === text && !b.disabled);
const press = (text: string) => act(() => button(text)?.click());

function show(shape: FormLayout["shape"]) {
  store = createFormStore({
    source: {
      fields: [
        field("one_a"),
        field("one_b", { required: true }),
        field("two_a", { visible: false }),
        field("two_b", { visible: false }),
        field("three_a"),
        field("three_b"),
      ],
      values: {},
      facts: {},
    },
    judge,
    moment,
  });
  const view = (
    <FormView layout={layout(shape)} store={store} prefix="f" neededFor={() => null} canMatch={() => false} />
  );
  act(() =>
    root.render(
      <MantineProvider forceColorScheme="light" env="test">
        <I18nextProvider i18n={i18n}>
          <PagedForm
            store={store}
            layout={layout(shape)}
            prefix="f"
            onDone={done}
            done={<button type="submit">Save</button>}
          >
            {view}
          </PagedForm>
        </I18nextProvider>
      </MantineProvider>,
    ),
  );
}

beforeEach(() => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  vi.stubGlobal("matchMedia", () => ({
    matches: false,
    addEventListener: vi.fn(),
    removeEventListener: vi.fn(),
  }));
  Element.prototype.scrollIntoView = vi.fn();
  page = document.body.appendChild(document.createElement("div"));
  root = createRoot(page);
  done.mockReset();
});
afterEach(() => {
  act(() => root.unmount());
  page.remove();
  vi.unstubAllGlobals();
});

test("a wizard stops at what is missing, skips what is hidden, and is done on its last page", () => {
  show("pages");
  expect(inSight()).toEqual(["f-one_a", "f-one_b"]);
  press("next");
  expect(document.activeElement?.id).toBe("f-one_b");
  expect(box("one_b")?.getAttribute("aria-invalid")).toBe("true");
  expect(box("one_a")?.getAttribute("aria-invalid")).toBeNull();

  act(() => store.set("one_b", { value: "Cup" }));
  press("next");
  expect(inSight()).toEqual(["f-three_a", "f-three_b"]);
  expect(document.activeElement?.id).toBe("f-three_a");
  expect(button("next")).toBeUndefined();
  expect(done).not.toHaveBeenCalled();
  press("Save");
  expect(done).toHaveBeenCalledOnce();

  press("back");
  expect(inSight()).toEqual(["f-one_a", "f-one_b"]);
  expect(box("one_b")?.value).toBe("Cup");
});

test("a field on another tab is drawn only when its tab is opened, by a link too, and stays behind the others", () => {
  show("tabs");
  expect([...page.querySelectorAll("[role=tab]")].map((e) => e.textContent)).toEqual([
    "one*part_missing",
    "three",
  ]);
  expect(box("three_b")).toBeNull();
  act(() => focusField("f", "three_b"));
  expect(document.activeElement).toBe(box("three_b"));
  expect(inSight()).toEqual(["f-three_a", "f-three_b"]);
  const kept = box("one_a");
  expect(kept?.closest("[hidden]")).not.toBeNull();
  act(() => focusField("f", "one_a"));
  expect(box("one_a")).toBe(kept);
});

test("one tab alone is no tab", () => {
  show("tabs");
  act(() => {
    store.follow({ fields: [field("one_a"), field("three_a", { visible: false })], values: {}, facts: {} });
  });
  expect(page.querySelector("[role=tab]")).toBeNull();
  expect(inSight()).toEqual(["f-one_a"]);
});
