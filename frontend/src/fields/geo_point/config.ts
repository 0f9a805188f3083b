import Big from "big.js";
import { compareDecimals, decimalFromJson, readDecimal } from "../decimal";
import { type FieldConfig, parsed, refused } from "../FieldConfig";
import type { Parts } from "../model";
import { partsFromJson, sameParts } from "../parts";

const PARTS = ["lat", "lon"] as const;
const DIGITS = 6;

const rounded = (degrees: string): string => new Big(degrees).round(DIGITS, Big.roundHalfEven).toFixed();

/** A position from the browser: more digits than a hand's breadth are noise. */
export function place(lat: number, lon: number): Parts {
  return { lat: rounded(new Big(lat).toFixed()), lon: rounded(new Big(lon).toFixed()) };
}

export const geoPointConfig: FieldConfig<Parts> = {
  kind: "geo_point",
  compare: "none",
  fromJson: (json) => partsFromJson(json, PARTS, decimalFromJson),
  toJson: (value) => (value?.lat && value.lon ? { lat: Number(value.lat), lon: Number(value.lon) } : null),
  parse(text) {
    const t = text.replace(/，/g, ",").trim();
    if (t === "") return parsed<Parts>(null);
    const [lat, lon, more] = t.split(/\s*[,;]\s*|\s+/).map(readDecimal);
    return lat == null || lon == null || more !== undefined
      ? refused("field.geo")
      : parsed<Parts>({ lat: rounded(lat), lon: rounded(lon) });
  },
  edit: (value) => (value == null ? "" : `${value.lat ?? ""}, ${value.lon ?? ""}`),
  format: (value) => (value == null ? "" : `${value.lat ?? ""}, ${value.lon ?? ""}`),
  isEmpty: (value) => value == null,
  equal: (a, b) => sameParts(a, b, PARTS),
  validate(value) {
    if (value == null) return [];
    if (!value.lat || !value.lon) return [{ code: "field.degrees-both" }];
    const wrong =
      compareDecimals(value.lat.replace("-", ""), 90) > 0 ||
      compareDecimals(value.lon.replace("-", ""), 180) > 0;
    return wrong ? [{ code: "field.degrees" }] : [];
  },
};
