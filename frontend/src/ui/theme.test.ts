import { expect, test } from "vitest";
import { themeStyleSheet } from "./theme";

test("the committed style sheet is what the theme says", async () => {
  await expect(themeStyleSheet()).toMatchFileSnapshot("./mantine-variables.css");
});
