import { useCallback } from "react";
import { useTranslation } from "react-i18next";

/** Picks the text in `language`; a missing translation falls back to English, then to whatever exists. */
export function labelIn(
  label: Readonly<Record<string, string>> | string | null | undefined,
  language: string,
): string {
  if (!label) return "";
  if (typeof label === "string") return label;
  return label[language] ?? label.en ?? Object.values(label)[0] ?? "";
}

/** A function from a defined label to text in the reader's language. */
export function useLabel(): (label: Readonly<Record<string, string>> | string | null | undefined) => string {
  const { i18n } = useTranslation();
  const language = i18n.language;
  return useCallback((label) => labelIn(label, language), [language]);
}
