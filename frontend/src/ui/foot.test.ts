import { afterEach, expect, test, vi } from "vitest";
import { footRef } from "./foot";

afterEach(() => vi.unstubAllGlobals());

test("messages keep above the foot of a page as it grows, and come down when it is gone", () => {
  let grows = () => {};
  vi.stubGlobal(
    "ResizeObserver",
    class {
      constructor(report: () => void) {
        grows = report;
      }
      observe() {}
      disconnect() {}
    },
  );
  const foot = document.createElement("footer");
  const above = (top: number) => {
    foot.getBoundingClientRect = () => ({ top }) as DOMRect;
  };
  const height = () => document.documentElement.style.getPropertyValue("--foot");

  above(window.innerHeight - 120);
  const gone = footRef(foot);
  expect(height()).toBe("120px");

  above(window.innerHeight - 260);
  grows();
  expect(height()).toBe("260px");

  gone?.();
  expect(height()).toBe("");
});
