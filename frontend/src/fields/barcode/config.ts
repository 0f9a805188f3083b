import { textual } from "../textual";

/** One line; scanners and people leave blanks at its ends. */
export const barcodeConfig = textual(
  "barcode",
  { usual: 120, most: 500 },
  (text) => text.trim(),
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  (value) => (/[\u0000-\u001f\u007f-\u009f]/.test(value) ? [{ code: "field.barcode" }] : []),
);
