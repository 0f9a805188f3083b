import type { FieldConfig } from "../FieldConfig";
import { textual } from "../textual";

const base = textual("markdown", { usual: 10_000, most: 100_000 }, (text) => text);

export const markdownConfig: FieldConfig<string> = {
  ...base,
  // On one line the marks are noise: headings, emphasis, list marks and link targets are left out.
  format: (value) =>
    (value ?? "")
      .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
      .replace(/^\s*(#{1,6}|[-*+>]|\d+\.)\s+/gm, "")
      .replace(/[*_`~]{1,3}/g, "")
      .replace(/\s*\n\s*/g, " ")
      .trim(),
};
