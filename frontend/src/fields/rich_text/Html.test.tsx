// @vitest-environment jsdom
import { readFileSync } from "node:fs";
import { act } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Html } from "./Html";

/** The list the server's tests read, too: here as if the server had let every one of them pass. */
const HOSTILE = readFileSync("../src/test/resources/hostile/rich-text.txt", "utf8").trimEnd().split("\n");
const KEPT = new Set("P BR STRONG B EM I U S CODE PRE BLOCKQUOTE UL OL LI H1 H2 H3 HR A".split(" "));

let page: HTMLElement;
let root: Root;

function draw(html: string): HTMLElement {
  page = document.body.appendChild(document.createElement("div"));
  root = createRoot(page);
  act(() => root.render(<Html html={html} />));
  return page.firstElementChild as HTMLElement;
}

beforeEach(() => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
});

afterEach(() => {
  act(() => root.unmount());
  page.remove();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

test.each(HOSTILE)("nothing of it runs, loads or looks like ours: %s", (html) => {
  const alert = vi.spyOn(window, "alert").mockImplementation(() => {});
  const drawn = draw(html);
  for (const element of drawn.querySelectorAll("*")) {
    expect(KEPT).toContain(element.tagName);
    for (const { name, value } of element.attributes) {
      expect(["href", "rel"]).toContain(name);
      if (name === "href") expect(value).toMatch(/^(https?|mailto|tel):/i);
    }
  }
  // What was made safe stays so when it is read and written once more.
  const again = document.createElement("template");
  again.innerHTML = drawn.innerHTML;
  expect(again.innerHTML).toBe(drawn.innerHTML);
  expect(alert).not.toHaveBeenCalled();
});

test("what the server keeps is kept", () => {
  const html =
    '<h2>Done</h2><p>a <b>b</b> &amp; <a href="https://x.example/" rel="noopener">c</a></p><ul><li>d</li></ul>';
  expect(draw(html).innerHTML).toBe(html);
});
