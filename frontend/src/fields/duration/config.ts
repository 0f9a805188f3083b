import { type FieldConfig, parsed, refused } from "../FieldConfig";
import type { Problem } from "../model";

const LONGEST = 36_525 * 86_400;
const ISO = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;
const WORDS =
  /^(?:(\d{1,6})(?:d|天))?(?:(\d{1,8})(?:h|小时|时))?(?:(\d{1,9})(?:min|m|分钟|分))?(?:(\d{1,10})(?:s|秒))?$/;
const CLOCK = /^(\d{1,6}):([0-5]\d)(?::([0-5]\d))?$/;

/** Seconds of an ISO duration, null for anything else. */
export function secondsOf(iso: string): number | null {
  const m = ISO.exec(iso);
  if (!m || iso === "P" || iso.endsWith("T")) return null;
  return sum(m);
}

const sum = (m: RegExpExecArray) =>
  Number(m[1] ?? 0) * 86_400 + Number(m[2] ?? 0) * 3_600 + Number(m[3] ?? 0) * 60 + Number(m[4] ?? 0);

/** As the server writes it: hours are not gathered into days. */
export function isoOf(seconds: number): string {
  if (seconds === 0) return "PT0S";
  const [h, m, s] = [Math.floor(seconds / 3_600), Math.floor((seconds % 3_600) / 60), seconds % 60];
  return `PT${h ? `${h}H` : ""}${m ? `${m}M` : ""}${s ? `${s}S` : ""}`;
}

function words(
  iso: string | null,
  units: readonly [string, string, string, string],
  between: string,
): string {
  const seconds = iso == null ? null : secondsOf(iso);
  if (seconds == null) return "";
  const counts = [
    Math.floor(seconds / 86_400),
    Math.floor((seconds % 86_400) / 3_600),
    Math.floor((seconds % 3_600) / 60),
    seconds % 60,
  ];
  const said = counts.flatMap((n, i) => (n > 0 ? [`${n}${units[i]}`] : []));
  return said.length > 0 ? said.join(between) : `0${units[2]}`;
}

export const durationConfig: FieldConfig<string> = {
  kind: "duration",
  compare: "span",
  fromJson(json) {
    const seconds = typeof json === "string" ? secondsOf(json) : null;
    return seconds == null ? null : isoOf(seconds);
  },
  toJson: (value) => value,
  parse(text) {
    const t = text
      .replace(/[！-～]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
      .replace(/\s/g, "")
      .toLowerCase();
    if (t === "") return parsed<string>(null);
    const clock = CLOCK.exec(t);
    const m = WORDS.exec(t);
    const seconds = clock
      ? Number(clock[1]) * 3_600 + Number(clock[2]) * 60 + Number(clock[3] ?? 0)
      : m
        ? sum(m)
        : secondsOf(t.toUpperCase());
    return seconds == null || seconds > LONGEST ? refused("field.duration") : parsed(isoOf(seconds));
  },
  edit: (value, settings, formats) => durationConfig.format(value, settings, formats),
  format: (value, _settings, formats) =>
    formats.language === "zh"
      ? words(value, ["天", "小时", "分钟", "秒"], "")
      : words(value, ["d", "h", "m", "s"], " "),
  isEmpty: (value) => value == null,
  equal: (a, b) => a === b,
  validate(value, settings) {
    const seconds = value == null ? null : secondsOf(value);
    const problems: Problem[] = [];
    if (seconds == null) return problems;
    if (settings.min != null && seconds < Number(settings.min) * 60)
      problems.push({ code: "field.too-short-time", params: { min: String(settings.min) } });
    if (settings.max != null && seconds > Number(settings.max) * 60)
      problems.push({ code: "field.too-long-time", params: { max: String(settings.max) } });
    return problems;
  },
};
