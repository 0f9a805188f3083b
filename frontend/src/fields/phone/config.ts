import type { FieldConfig } from "../FieldConfig";
import { always, textual } from "../textual";

const base = textual(
  "phone",
  always(40),
  // Separators are dropped, as the server does it: every way of writing a number is the same number.
  (text) =>
    text.replace(/[！-～]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0)).replace(/[\s\-().·]/g, ""),
  (value) => (/^\+?\d{5,15}$/.test(value) ? [] : [{ code: "field.phone" }]),
);

export const phoneConfig: FieldConfig<string> = {
  ...base,
  edit: (value) => grouped(value),
  format: (value) => grouped(value),
};

/** "13812345520" as "138 1234 5520"; other numbers as they are. */
function grouped(value: string | null): string {
  if (value == null) return "";
  const mobile = /^(1\d{2})(\d{4})(\d{4})$/.exec(value);
  return mobile ? `${mobile[1]} ${mobile[2]} ${mobile[3]}` : value;
}
