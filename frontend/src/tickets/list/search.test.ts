import { expect, test } from "vitest";
import { parseListSearch } from "./search";

test("an address is read back as it was written", () => {
  const search = { view: "vip", filter: 'tier == "vip"', sort: "-updated", group: "priority" } as const;
  expect(parseListSearch({ ...search })).toEqual(search);
});

test("what is not understood is dropped", () => {
  expect(parseListSearch({ view: 7, filter: "", sort: "x".repeat(200), group: "colour", evil: "1" })).toEqual(
    {},
  );
});
