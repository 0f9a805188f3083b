import { configOf, type Formats, type Kind, NO_SETTINGS } from "@/fields";

/** A sample's value as the reader sees it elsewhere: the server sends days and moments as ISO 8601 has them. */
export function sampleText(kind: Kind | undefined, text: string, formats: Formats): string {
  if (kind !== "date" && kind !== "date_time") return text;
  const config = configOf(kind);
  // What was cut off or worded before stays as it was sent.
  const value = config.fromJson(text, NO_SETTINGS);
  return value === null ? text : config.format(value, NO_SETTINGS, formats);
}
