// @vitest-environment jsdom
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createInstance } from "i18next";
import { act } from "react";
import { createRoot, type Root } from "react-dom/client";
import { I18nextProvider, initReactI18next } from "react-i18next";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type FlowBranch, keys, type TicketDetail } from "@/api";
import { FormatsProvider } from "@/fields";
import type { TicketWork } from "../useTicketWork";
import { BranchCard } from "./BranchCard";
import { FlowEvent } from "./FlowEvent";
import { Lanes } from "./Lanes";
import { errorText, isForked, laneState, waitText, whyText } from "./words";

const texts = (language: string) =>
  Object.fromEntries(
    ["flow", "ticket", "ui", "common", "deliveries"].map((name) => [
      name,
      JSON.parse(
        readFileSync(join(__dirname, `../../../app/i18n/${language}/${name}.json`), "utf8"),
      ) as object,
    ]),
  );
const i18n = createInstance();
void i18n.use(initReactI18next).init({
  lng: "en",
  fallbackLng: "en",
  resources: { en: texts("en"), zh: texts("zh") },
  interpolation: { escapeValue: false },
  initAsync: false,
});
const t = i18n.getFixedT("en");
const label = (one: { en?: string } | null | undefined) => one?.en ?? "";

const branch = (more: Partial<FlowBranch>): FlowBranch => ({
  id: 1,
  step: { id: "pack", label: { en: "Pack" } },
  kind: "task",
  since: "2026-11-22T04:00:00Z",
  by: null,
  team: null,
  assignee: null,
  due: null,
  waits: null,
  calls: [],
  stuck: null,
  ahead: [],
  actions: [],
  why: null,
  claim: false,
  transfer: false,
  repair: [],
  ...more,
});
const wait = (more: Partial<NonNullable<FlowBranch["waits"]>>) => ({
  kind: "reply" as const,
  until: null,
  entry: null,
  link: null,
  ticket: null,
  ...more,
});

let page: HTMLElement;
let root: Root;
beforeEach(() => {
  (globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;
  window.matchMedia ??= ((query: string) => ({
    matches: false,
    media: query,
    addEventListener() {},
    removeEventListener() {},
  })) as unknown as typeof window.matchMedia;
  page = document.createElement("div");
  document.body.append(page);
  root = createRoot(page);
});
afterEach(() => {
  act(() => root.unmount());
  page.remove();
});

function show(content: React.ReactNode) {
  const queries = new QueryClient({ defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY } } });
  queries.setQueryData(keys.session, {
    csrfToken: "x",
    account: { id: "me", name: "Jun", workspace: { zone: "UTC", currency: "CNY" } },
  });
  queries.setQueryData(keys.teams, [{ key: "warehouse", label: { en: "Warehouse" } }]);
  act(() =>
    root.render(
      <I18nextProvider i18n={i18n}>
        <MantineProvider>
          <QueryClientProvider client={queries}>
            <FormatsProvider formats={{ language: "en", zone: "UTC", currency: "CNY" }}>
              <div id="it">{content}</div>
            </FormatsProvider>
          </QueryClientProvider>
        </MantineProvider>
      </I18nextProvider>,
    ),
  );
}

const detail = (branches: FlowBranch[]) =>
  ({
    id: "t1",
    agenda: [],
    flow: { branches, tasks: [], powers: [], children: [], undo: [], hold: null, ending: null },
  }) as unknown as TicketDetail;
const work = (more: Partial<TicketWork> = {}) => ({ busy: null, wanted: null, ...more }) as TicketWork;
const button = (name: string) =>
  [...page.querySelectorAll("button")].find((b) => b.textContent?.trim() === name);

test("what is waited for is a sentence", () => {
  expect(waitText(t, wait({}), "en", "UTC")).toBe("Waits for the customer's reply.");
  expect(waitText(t, wait({ until: "2026-11-23T04:00:00Z" }), "en", "UTC")).toMatch(
    /^Waits for the customer's reply until .*23.*\.$/,
  );
  const ticket = { id: "x", number: "RET-12", type: "r", title: null, status: "open" as const, step: {} };
  expect(waitText(t, wait({ kind: "child", ticket }), "en", "UTC")).toBe("Waits for RET-12 (Open).");
  expect(waitText(t, wait({ kind: "child" }), "en", "UTC")).toContain("not shown to you");
  expect(waitText(t, wait({ kind: "linked", link: "parent_of" }), "en", "UTC")).toContain("parent of");
  for (const kind of [
    "time",
    "moment",
    "condition",
    "approval",
    "confirm",
    "call",
    "making",
    "join",
  ] as const)
    for (const until of [null, "2026-11-23T04:00:00Z"])
      expect(waitText(t, wait({ kind, until }), "en", "UTC")).toMatch(/ .*\.$/);
});

test("why not, and what went wrong, in words", () => {
  expect(whyText(t, label, { code: "role", roles: [{ en: "Supervisor" }, { en: "Finance" }] })).toBe(
    "Only Supervisor, Finance may do this.",
  );
  expect(whyText(t, label, { code: "role", roles: [] })).toBe("Your role may not do this here.");
  expect(whyText(t, label, { code: "of-a-later-version", roles: [] })).toBe("This cannot be done now.");
  expect(errorText(t, "status-502")).toBe("it answered 502");
  expect(errorText(t, "something-else")).toBe("something-else");
});

test("a way's state is told by what it is at", () => {
  expect(laneState(branch({}))).toBe("now");
  expect(laneState(branch({ kind: "wait" }))).toBe("wait");
  expect(laneState(branch({ kind: "join" }))).toBe("met");
  expect(laneState(branch({ stuck: { code: "no-way", detail: null, since: "" } }))).toBe("stuck");
  expect(isForked([branch({ id: 0 })])).toBe(false);
  expect(isForked([branch({ id: 1 }), branch({ id: 2 })])).toBe(true);
});

test("of several ways each has its own buttons, and says which step is meant", () => {
  const pressed = vi.fn(async () => true);
  const action = {
    key: "packed",
    label: { en: "Packed" },
    tone: "main" as const,
    requires: [],
    enabled: true,
    reason: null,
  };
  const mine = branch({ actions: [action], team: "warehouse", claim: true });
  show(<BranchCard detail={detail([mine, branch({ id: 2 })])} branch={mine} work={work({ act: pressed })} />);
  expect(page.textContent).toContain("Warehouse");
  expect(page.textContent).toContain("nobody has it yet");
  expect(button("Take it")).toBeTruthy();
  act(() => button("Packed")?.click());
  expect(pressed).toHaveBeenCalledWith("packed", mine);
});

test("who may not act is told who may; what is stuck says why, and offers what may be done", () => {
  const others = branch({ why: { code: "role", roles: [{ en: "Warehouse" }] } });
  show(<BranchCard detail={detail([others, branch({ id: 2 })])} branch={others} work={work()} />);
  expect(page.textContent).toContain("Only Warehouse may do this.");
  const stuck = branch({
    id: 0,
    kind: "action",
    waits: wait({ kind: "call" }),
    calls: [
      {
        service: { en: "ERP" },
        operation: { en: "Refund" },
        state: "failed",
        attempt: 2,
        error: "unreachable",
      },
    ],
    stuck: { code: "call-failed", detail: null, since: "2026-11-22T04:00:00Z" },
    repair: ["retry", "skip", "move"],
  });
  show(<BranchCard detail={detail([stuck])} branch={stuck} work={work()} />);
  expect(page.textContent).toContain("ERP: Refund, failed: it could not be reached");
  expect(page.textContent).toContain("attempt 2");
  expect(page.querySelector("[role=alert]")?.textContent).toContain("A service outside did not do it.");
  for (const name of ["Try again", "Done by hand, go on", "Move to another step…"])
    expect(button(name), name).toBeTruthy();
});

test("lanes name their steps, who has them, and what is likely to come", () => {
  show(
    <Lanes
      branches={[
        branch({ assignee: { id: "a", name: "Wei" }, ahead: [{ id: "ship", label: { en: "Ship" } }] }),
        branch({ id: 2, kind: "join", step: { id: "meet", label: { en: "Meet" } } }),
      ]}
    />,
  );
  const lanes = [...page.querySelectorAll("li")].map((li) => li.textContent);
  expect(lanes[0]).toMatch(/Pack.*now.*Wei.*Ship/);
  expect(lanes[1]).toContain("has arrived");
});

const event = (action: string, to: Record<string, string> = {}) =>
  ({ kind: "flow", action, to, step: { id: "s", label: { en: "Pick", zh: "拣货" } } }) as never;

test.each([
  ["forked", { ways: "3" }, "goes 3 ways at once Pick", "分为 3 个并行分支：拣货"],
  ["held", { reason: "Parts" }, "put it on hold (Parts) at Pick", "挂起了工单（Parts）：拣货"],
  [
    "call-failed",
    { operation: "erp.pick", error: "status-500" },
    "erp.pick failed (it answered 500) at Pick",
    "erp.pick 失败（返回 500）：拣货",
  ],
  ["of-a-later-version", {}, "went on at Pick", "继续处理：拣货"],
])("the history tells of %s in both languages", (what, to, en, zh) => {
  for (const [language, said] of [
    ["en", en],
    ["zh", zh],
  ] as const) {
    void i18n.changeLanguage(language);
    show(<FlowEvent event={event(what, to as Record<string, string>)} />);
    expect(page.querySelector("#it")?.textContent).toBe(said);
  }
  void i18n.changeLanguage("en");
});
