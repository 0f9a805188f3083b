const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;

/** 1,536 as "1.5 kB", in the reader's language. */
export function formatSize(bytes: number, language: string): string {
  let unit = 0;
  let amount = bytes;
  while (amount >= 1000 && unit < UNITS.length - 1) {
    amount /= 1000;
    unit++;
  }
  return new Intl.NumberFormat(language === "zh" ? "zh-CN" : "en-GB", {
    style: "unit",
    unit: UNITS[unit],
    // "30 byte" is no English.
    unitDisplay: unit === 0 ? "long" : "short",
    maximumFractionDigits: amount < 10 && unit > 0 ? 1 : 0,
  }).format(amount);
}
