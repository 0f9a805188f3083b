import i18next, { type TFunction } from "i18next";
import { expect, test } from "vitest";
import { failureText, listed, saidOf, sentences } from "@/ui";
import { bundles } from ".";

function speaking(language: "en" | "zh"): TFunction {
  const i18n = i18next.createInstance();
  void i18n.init({
    lng: language,
    resources: bundles(),
    interpolation: { escapeValue: false },
    initAsync: false,
  });
  return i18n.t;
}

test("each language has its own comma, colon and distance between sentences", () => {
  expect(listed(speaking("en"), ["2", "5", "9"])).toBe("2, 5, 9");
  expect(listed(speaking("zh"), ["2", "5", "9"])).toBe("2、5、9");
  expect(saidOf(speaking("en"), "Reason", "No such option.")).toBe("Reason: No such option.");
  expect(saidOf(speaking("zh"), "原因", "没有这个选项。")).toBe("原因：没有这个选项。");
  expect(sentences(speaking("en"), ["Too long.", "Too late."])).toBe("Too long. Too late.");
  expect(sentences(speaking("zh"), ["太长。", "太晚。"])).toBe("太长。太晚。");
});

test("nothing and a single one stay as they are", () => {
  expect(listed(speaking("en"), [])).toBe("");
  expect(sentences(speaking("zh"), ["太长。"])).toBe("太长。");
  expect(saidOf(speaking("zh"), undefined, "太长。")).toBe("太长。");
});

test("what a person wrote stands as it was written", () => {
  expect(listed(speaking("en"), ["<b>", "$t(common:save)"])).toBe("<b>, $t(common:save)");
});

test("a message about what failed says that what was typed is kept only where something was", () => {
  const offline = { problem: { code: "offline" } };
  expect(failureText(speaking("en"), offline)).toBe(
    "The server cannot be reached. Check your connection and try again.",
  );
  expect(failureText(speaking("en"), offline, true)).toBe(
    "The server cannot be reached. Check your connection and try again. What you typed is kept.",
  );
  expect(failureText(speaking("zh"), offline, true)).toBe(
    "连接不上服务器。请检查网络后重试。已输入的内容不会丢失。",
  );
  // Who may not does not wonder whether it was lost.
  expect(failureText(speaking("en"), { problem: { code: "forbidden" } }, true)).not.toContain("kept");
});
