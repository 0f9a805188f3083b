import { expect, test } from "vitest";
import type { Highlight } from "@/api";
import { excerpt, foundIn } from "./excerpt";

const at = (text: string, word: string, more: Partial<Highlight> = {}): Highlight => ({
  place: "field",
  field: "complaint_text",
  text,
  from: 0,
  of: text.length,
  ranges: [{ offset: text.indexOf(word), length: word.length }],
  ...more,
});

/** What stands at the ranges: the words, wherever the text was cut. */
const found = (shown: ReturnType<typeof excerpt>) =>
  shown.ranges.map(({ offset, length }) => shown.text.slice(offset, offset + length));

test("a short text is shown whole", () => {
  const shown = excerpt(at("Kettle leaks", "leaks"));
  expect(shown).toEqual({ text: "Kettle leaks", ranges: [{ offset: 7, length: 5 }] });
});

test("of a longer one the part around what was found is shown, from a word on", () => {
  const shown = excerpt(at(`${"It was quiet and ".repeat(10)}leaking all night`, "leaking"));
  expect(shown.text).toMatch(/^…\S+ .*leaking all night$/);
  expect(shown.text.length).toBeLessThan(70);
  expect(found(shown)).toEqual(["leaking"]);
});

test("a text without spaces is cut between characters", () => {
  const shown = excerpt(at(`${"𠮷水壶".repeat(20)}漏水了`, "漏水"));
  expect(shown.text).not.toMatch(/^…[\uDC00-\uDFFF]/);
  expect(found(shown)).toEqual(["漏水"]);
});

test("a part of a text says that there is more on either side", () => {
  const shown = excerpt(at("and then the kettle was", "kettle", { from: 300, of: 900 }));
  expect(shown.text).toBe("…and then the kettle was…");
  expect(found(shown)).toEqual(["kettle"]);
});

test("what was found behind the end of the excerpt is not marked", () => {
  const text = `kettle ${"x".repeat(250)} kettle`;
  const shown = excerpt(
    at(text, "kettle", {
      ranges: [
        { offset: 0, length: 6 },
        { offset: text.length - 6, length: 6 },
      ],
    }),
  );
  expect(found(shown)).toEqual(["kettle"]);
  expect(shown.text.endsWith("…")).toBe(true);
});

test("line breaks do not break the excerpt", () => {
  expect(excerpt(at("One\r\ntwo", "two")).text).toBe("One  two");
});

test("title and number have their own places", () => {
  const number = at("RET-10422", "10422", { place: "number", field: null });
  const title = at("Kettle leaks", "Kettle", { field: "subject" });
  const comment = at("The kettle is back", "kettle", { place: "comment", field: null });
  expect(foundIn([number, title, comment], "Kettle leaks")).toEqual({
    title: title.ranges,
    number: number.ranges,
    elsewhere: [comment],
  });
  expect(foundIn([title], null).elsewhere).toEqual([title]);
});
