import { expect, test } from "vitest";
import { matches, worthSearching } from "./match";

test("finds by words in any order, by Chinese text and by initials", () => {
  expect(matches("", "anything")).toBe(true);
  expect(matches("refund large", "Large refund over 500")).toBe(true);
  expect(matches("退款", "退款超过 ¥ 500")).toBe(true);
  expect(matches("vc", "VIP customers")).toBe(true);
  expect(matches("stock", "VIP customers")).toBe(false);
});

test("two letters are enough to look for, and one Chinese character", () => {
  expect(["", " ", "k", " é "].filter(worthSearching)).toEqual([]);
  expect(["ke", "水", "1 2", "𠮷"].filter(worthSearching)).toHaveLength(4);
});
