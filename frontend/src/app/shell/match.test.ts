import { expect, test } from "vitest";
import { matches } from "./match";

test("finds by words in any order, by Chinese text and by initials", () => {
  expect(matches("", "anything")).toBe(true);
  expect(matches("refund large", "Large refund over 500")).toBe(true);
  expect(matches("退款", "退款超过 ¥ 500")).toBe(true);
  expect(matches("vc", "VIP customers")).toBe(true);
  expect(matches("stock", "VIP customers")).toBe(false);
});
