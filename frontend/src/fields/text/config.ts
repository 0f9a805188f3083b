import { textual } from "../textual";

/** One line. Line breaks that were pasted become spaces. */
export const textConfig = textual("text", { usual: 255, most: 1_000 }, (t) => t.replace(/[\r\n\t]+/g, " "));
