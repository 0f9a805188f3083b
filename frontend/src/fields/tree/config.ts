import { labelIn } from "@/ui";
import { type FieldConfig, parsed, refused } from "../FieldConfig";
import type { Option, Settings } from "../model";

/** The options on the way to a place, as far as they are known. */
export function wayTo(options: readonly Option[], path: string): readonly Option[] {
  const way: Option[] = [];
  let level: readonly Option[] = options;
  for (const key of path.split("/")) {
    const found = level.find((o) => o.key === key);
    if (!found) break;
    way.push(found);
    level = found.options ?? [];
  }
  return way;
}

/** Every place of a tree with the words on the way to it, from the root down. */
export function places(
  options: readonly Option[],
  language: string,
  above: { readonly path: string; readonly words: readonly string[] } = { path: "", words: [] },
): readonly { path: string; words: readonly string[]; leaf: boolean }[] {
  return options.flatMap((option) => {
    const path = above.path === "" ? option.key : `${above.path}/${option.key}`;
    const words = [...above.words, labelIn(option.label, language)];
    const below = option.options ?? [];
    return [{ path, words, leaf: below.length === 0 }, ...places(below, language, { path, words })];
  });
}

/** The words of a path; what is not known any more is its keys. */
export function pathWords(options: readonly Option[], path: string, language: string): string {
  const way = wayTo(options, path);
  const keys = path.split("/");
  return keys.map((key, i) => (way[i] ? labelIn(way[i].label, language) : key)).join(" / ");
}

/** What trees and regions share; they differ in where the options come from. */
export function pathConfig(
  kind: "tree" | "region",
  optionsOf: (settings: Settings) => readonly Option[],
): FieldConfig<string> {
  return {
    kind,
    compare: "path",
    fromJson: (json) => (typeof json === "string" && json !== "" ? json : null),
    toJson: (value) => value,
    parse(text, settings, formats) {
      const t = text.trim();
      if (t === "") return parsed<string>(null);
      const known = places(optionsOf(settings), formats.language);
      const found =
        known.find((p) => p.path === t) ??
        known.find(
          (p) => p.words.join(" / ").toLowerCase() === t.replace(/\s*[/>›]\s*/g, " / ").toLowerCase(),
        );
      return found ? parsed(found.path) : refused("field.unknown-option", { value: t });
    },
    edit: (value) => value ?? "",
    format: (value, settings, formats) =>
      value == null ? "" : pathWords(optionsOf(settings), value, formats.language),
    isEmpty: (value) => value == null || value === "",
    equal: (a, b) => a === b,
    validate(value, settings) {
      const options = optionsOf(settings);
      // Regions are loaded when they are needed; until then the server is the judge.
      if (value == null || options.length === 0) return [];
      const way = wayTo(options, value);
      const keys = value.split("/");
      if (way.length < keys.length) return [{ code: "field.unknown-option", params: { value } }];
      const finer = way[way.length - 1]?.options ?? [];
      return settings.depth != null && keys.length < settings.depth && finer.length > 0
        ? [{ code: "field.too-shallow", params: { depth: settings.depth } }]
        : [];
    },
  };
}

export const treeConfig = pathConfig("tree", (settings) => settings.options ?? []);
