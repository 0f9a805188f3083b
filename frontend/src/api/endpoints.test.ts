import { expect, it } from "vitest";
import { fileName } from "./endpoints";

it("calls a file what it is called in its own script", () => {
  expect(
    fileName(
      `attachment; filename="return_refund-2026-11-30.csv"; filename*=UTF-8''%E9%80%80%E8%B4%A7%20-%20a.csv`,
    ),
  ).toBe("退货 - a.csv");
  expect(fileName('attachment; filename="demo.zip"')).toBe("demo.zip");
  expect(fileName("attachment")).toBe("download");
});
