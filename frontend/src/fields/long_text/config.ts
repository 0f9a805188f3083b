import { textual } from "../textual";

export const longTextConfig = textual("long_text", { usual: 10_000, most: 100_000 }, (t) =>
  t.replace(/\r\n?/g, "\n"),
);
