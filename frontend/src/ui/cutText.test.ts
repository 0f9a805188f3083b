import { beforeEach, expect, test } from "vitest";
import { titleCutText } from "./cutText";

/** An element that has `has` pixels and needs `needs` for its text. */
function element(text: string, has: number, needs: number, title = ""): HTMLElement {
  const made = document.createElement("span");
  made.textContent = text;
  made.title = title;
  made.style.textOverflow = "ellipsis";
  Object.defineProperties(made, {
    clientWidth: { value: has, configurable: true },
    scrollWidth: { value: needs, configurable: true },
  });
  document.body.append(made);
  return made;
}

beforeEach(() => document.body.replaceChildren());

test("a text that is cut off has the whole of it as its title", () => {
  const cut = element("Kettle whistles, but does not switch itself off", 80, 300);
  const inside = document.createElement("b");
  cut.append(inside);
  titleCutText(inside);
  expect(cut.title).toBe("Kettle whistles, but does not switch itself off");
});

test("a text that fits needs none, and one that has a title keeps it", () => {
  const fits = element("Kettle", 80, 40);
  const named = element("Kettle whistles", 20, 80, "Open the ticket");
  titleCutText(fits);
  titleCutText(named);
  expect(fits.title).toBe("");
  expect(named.title).toBe("Open the ticket");
});

test("another text gets another title, and one that fits now none", () => {
  const cut = element("Kettle whistles", 20, 80);
  titleCutText(cut);
  cut.textContent = "Boots two sizes too small";
  titleCutText(cut);
  expect(cut.title).toBe("Boots two sizes too small");
  Object.defineProperty(cut, "scrollWidth", { value: 10, configurable: true });
  titleCutText(cut);
  expect(cut.hasAttribute("title")).toBe(false);
});
