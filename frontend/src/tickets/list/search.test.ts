import { expect, test } from "vitest";
import { parseListSearch } from "./search";

test("an address is read back as it was written", () => {
  const search = { view: "vip", filter: 'tier == "vip"', sort: "-updated", group: "priority" } as const;
  expect(parseListSearch({ ...search })).toEqual(search);
});

test("words are read back, also those that look like a number", () => {
  expect(parseListSearch({ q: " kettle leaks " })).toEqual({ q: "kettle leaks" });
  expect(parseListSearch({ q: 10422 })).toEqual({ q: "10422" });
  expect(parseListSearch({ q: "x".repeat(300) }).q).toHaveLength(200);
  expect(parseListSearch({ q: "  " })).toEqual({});
});

test("what is not understood is dropped", () => {
  expect(parseListSearch({ view: 7, filter: "", sort: "x".repeat(200), group: "colour", evil: "1" })).toEqual(
    {},
  );
});
