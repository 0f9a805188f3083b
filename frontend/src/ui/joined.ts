import type { TFunction } from "i18next";

/** Texts one after the other, with the language's own comma between them. */
export function listed(t: TFunction, items: readonly string[]): string {
  return items.length === 0
    ? ""
    : items.reduce((before, after) => t("common:joined.list", { before, after }));
}

/** Sentences one after the other: English wants a space between them, Chinese none. */
export function sentences(t: TFunction, items: readonly string[]): string {
  return items.length === 0
    ? ""
    : items.reduce((before, after) => t("common:joined.sentences", { before, after }));
}

/** What is said of something, after its name and the language's own colon; the text alone where nothing is named. */
export function saidOf(t: TFunction, name: string | null | undefined, text: string): string {
  return name ? t("common:joined.about", { name, text }) : text;
}
