import { type FieldConfig, parsed, refused } from "../FieldConfig";
import { isDay } from "../zone";

export const dateConfig: FieldConfig<string> = {
  kind: "date",
  compare: "date",
  fromJson: (json) => (typeof json === "string" && isDay(json) ? json : null),
  toJson: (value) => value,
  parse(text) {
    const t = text.trim();
    if (t === "") return parsed<string>(null);
    const m = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/.exec(t);
    const day = m ? `${m[1]}-${m[2]?.padStart(2, "0")}-${m[3]?.padStart(2, "0")}` : t;
    return isDay(day) ? parsed(day) : refused("field.date");
  },
  edit: (value) => value ?? "",
  format(value, _settings, formats) {
    if (value == null) return "";
    // A day has no zone: format it where it is noon.
    const noon = new Date(`${value}T12:00:00Z`);
    return new Intl.DateTimeFormat(formats.language === "zh" ? "zh-CN" : "en-GB", {
      timeZone: "UTC",
      year: "numeric",
      month: formats.language === "zh" ? "long" : "short",
      day: "numeric",
    }).format(noon);
  },
  isEmpty: (value) => value == null || value === "",
  equal: (a, b) => a === b,
  validate: () => [],
};
