import { type FieldConfig, parsed } from "../FieldConfig";
import type { Parts } from "../model";

const MOST = 50_000;

/** The words of HTML, for counting and for one line; never shown as HTML. */
export function words(html: string): string {
  if (typeof DOMParser === "undefined") return html.replace(/<[^>]*>/g, " ").trim();
  const blocks = html.replace(/<\/(p|li|h[1-3]|blockquote|pre)>|<br\s*\/?>|<hr\s*\/?>/gi, "$&\n");
  const text = new DOMParser().parseFromString(blocks, "text/html").body.textContent ?? "";
  return text.replace(/\n{2,}/g, "\n").trim();
}

export const richTextConfig: FieldConfig<Parts> = {
  kind: "rich_text",
  compare: "none",
  fromJson(json) {
    if (json == null || typeof json !== "object") return null;
    const { html, text } = json as { html?: unknown; text?: unknown };
    return typeof html === "string" && html !== ""
      ? { html, text: typeof text === "string" ? text : words(html) }
      : null;
  },
  toJson: (value) => (value?.html ? { html: value.html } : null),
  parse(html) {
    const text = words(html);
    return parsed<Parts>(text === "" ? null : { html, text });
  },
  edit: (value) => value?.html ?? "",
  format: (value) => (value?.text ?? "").replace(/\s*\n\s*/g, " "),
  isEmpty: (value) => !value?.text,
  equal: (a, b) => (a?.html ?? "") === (b?.html ?? ""),
  validate(value, settings) {
    const max = Math.min(settings.maxLength ?? 10_000, MOST);
    const length = [...(value?.text ?? "")].length;
    return length > max ? [{ code: "field.too-long", params: { max, actual: length } }] : [];
  },
};
