import { dateConfig } from "../date/config";
import { type FieldConfig, parsed, refused } from "../FieldConfig";
import type { Parts } from "../model";
import { partsFromJson, sameParts } from "../parts";

const PARTS = ["start", "end"] as const;

/** From one day to another, both included; without an end it is open. */
export const dateRangeConfig: FieldConfig<Parts> = {
  kind: "date_range",
  compare: "period",
  fromJson: (json) => partsFromJson(json, PARTS, (part) => dateConfig.fromJson(part, {})),
  toJson: (value) =>
    value == null
      ? null
      : { ...(value.start ? { start: value.start } : {}), ...(value.end ? { end: value.end } : {}) },
  parse(text, settings, formats) {
    const t = text.trim();
    if (t === "") return parsed<Parts>(null);
    const cut = t.indexOf("-") > 0 ? /^([^/~–至到]+?)\s*(?:\/|~|–|至|到)\s*(.*)$/.exec(t) : null;
    const start = dateConfig.parse(cut?.[1] ?? t, settings, formats);
    const end = cut ? dateConfig.parse(cut[2] ?? "", settings, formats) : start;
    if (!start.ok || !end.ok || start.value == null) return refused("field.date");
    return parsed<Parts>(end.value == null ? { start: start.value } : { start: start.value, end: end.value });
  },
  edit: (value) => (value == null ? "" : `${value.start ?? ""}/${value.end ?? ""}`),
  format(value, settings, formats) {
    if (value == null) return "";
    const day = (d: string | undefined) => dateConfig.format(d ?? null, settings, formats);
    return `${day(value.start)} – ${day(value.end)}`.trim();
  },
  isEmpty: (value) => value == null || (!value.start && !value.end),
  equal: (a, b) => sameParts(a, b, PARTS),
  validate(value) {
    if (value == null) return [];
    if (!value.start) return [{ code: "field.range-start" }];
    return value.end && value.end < value.start ? [{ code: "field.range-order" }] : [];
  },
};
