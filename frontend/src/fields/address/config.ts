import { COUNTRIES, countryName } from "../countries";
import { type FieldConfig, parsed } from "../FieldConfig";
import type { Parts, Problem } from "../model";
import { partsFromJson, sameParts } from "../parts";

export const ADDRESS_PARTS = ["country", "province", "city", "district", "street", "postcode"] as const;

const MOST: Readonly<Record<string, number>> = { street: 300, postcode: 20 };

export const addressConfig: FieldConfig<Parts> = {
  kind: "address",
  compare: "none",
  fromJson: (json) =>
    partsFromJson(json, ADDRESS_PARTS, (part) => (typeof part === "string" ? part.trim() : null)),
  toJson: (value) =>
    value == null ? null : (partsFromJson(value, ADDRESS_PARTS, (p) => String(p ?? "").trim()) as never),
  parse(text) {
    const t = text.trim();
    if (t === "") return parsed<Parts>(null);
    if (t.startsWith("{")) {
      try {
        return parsed(addressConfig.fromJson(JSON.parse(t), {}));
      } catch {
        // What is not JSON is an address in one line.
      }
    }
    return parsed<Parts>({ street: t });
  },
  edit: (value) => (value == null ? "" : JSON.stringify(value)),
  /** From the large to the small in Chinese, the other way round else. */
  format(value, _settings, formats) {
    if (value == null) return "";
    const country = value.country ? countryName(value.country, formats.language) : undefined;
    const { province, city, district, street, postcode } = value;
    return formats.language === "zh"
      ? [country, province, city, district, street, postcode].filter(Boolean).join(" ")
      : [street, district, city, province, postcode, country].filter(Boolean).join(", ");
  },
  isEmpty: (value) => value == null,
  equal: (a, b) => sameParts(a, b, ADDRESS_PARTS),
  validate(value) {
    const problems: Problem[] = [];
    for (const part of ADDRESS_PARTS) {
      const max = MOST[part] ?? 100;
      if ([...(value?.[part] ?? "")].length > max) problems.push({ code: "field.too-long", params: { max } });
    }
    if (value?.country && !COUNTRIES.includes(value.country)) problems.push({ code: "field.country" });
    return problems;
  },
};
