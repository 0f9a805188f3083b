import { type FieldConfig, parsed, refused } from "../FieldConfig";

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;
const LOOSE = /^(上午|下午)?\s*(\d{1,2})[:.时点](\d{2})?分?(?::\d{2})?\s*(am|pm)?$/;

/** A time of day, "09:30"; as texts they have the order of the day. */
export const timeConfig: FieldConfig<string> = {
  kind: "time",
  compare: "time",
  fromJson: (json) => (typeof json === "string" && TIME.test(json) ? json : null),
  toJson: (value) => value,
  parse(text) {
    const t = text
      .replace(/[！-～]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
      .trim()
      .toLowerCase();
    if (t === "") return parsed<string>(null);
    const m = LOOSE.exec(t);
    const hour = Number(m?.[2] ?? Number.NaN);
    const twelve = m?.[1] !== undefined || m?.[4] !== undefined;
    const after = m?.[1] === "下午" || m?.[4] === "pm";
    const of24 = twelve && hour <= 12 ? (hour % 12) + (after ? 12 : 0) : hour;
    const time = `${String(of24).padStart(2, "0")}:${m?.[3] ?? "00"}`;
    return TIME.test(time) ? parsed(time) : refused("field.time");
  },
  edit: (value) => value ?? "",
  format: (value) => value ?? "",
  isEmpty: (value) => value == null || value === "",
  equal: (a, b) => a === b,
  validate: () => [],
};
