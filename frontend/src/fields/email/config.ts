import { always, textual } from "../textual";

const ADDRESS =
  /^[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+(\.[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+)*@[\p{L}\p{N}]([\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?(\.[\p{L}\p{N}]([\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?)+$/u;

export const emailConfig = textual(
  "email",
  always(254),
  (text) => {
    const t = text.trim();
    const at = t.lastIndexOf("@");
    return at < 0 ? t : t.slice(0, at) + t.slice(at).toLowerCase();
  },
  (value) => (value.indexOf("@") <= 64 && ADDRESS.test(value) ? [] : [{ code: "field.email" }]),
);
