import { type FieldConfig, parsed, refused } from "../FieldConfig";
import { instantToWall, wallToInstant } from "../zone";

export const dateTimeConfig: FieldConfig<string> = {
  kind: "date_time",
  compare: "timestamp",
  fromJson: (json) => (typeof json === "string" && !Number.isNaN(Date.parse(json)) ? json : null),
  toJson: (value) => value,
  parse(text, _settings, formats) {
    const t = text.trim().replace(" ", "T");
    if (t === "") return parsed<string>(null);
    const at = wallToInstant(t, formats.zone);
    return at == null ? refused("field.date-time") : parsed(at);
  },
  edit: (value, _settings, formats) =>
    value == null ? "" : instantToWall(value, formats.zone).replace("T", " "),
  format(value, _settings, formats) {
    if (value == null) return "";
    return new Intl.DateTimeFormat(formats.language === "zh" ? "zh-CN" : "en-GB", {
      timeZone: formats.zone,
      year: "numeric",
      month: formats.language === "zh" ? "long" : "short",
      day: "numeric",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    }).format(new Date(value));
  },
  isEmpty: (value) => value == null || value === "",
  // "…:00Z" and "…:00.000Z" are the same instant.
  equal: (a, b) => a === b || (a != null && b != null && Date.parse(a) === Date.parse(b)),
  validate: () => [],
};
