import { textual } from "../textual";

export const longTextConfig = textual("long_text", 100_000, (t) => t.replace(/\r\n?/g, "\n"));
