import type { Highlight } from "@/api";
import type { TextRange } from "@/ui";

/** What is shown of a place in one or two lines. */
export interface Excerpt {
  text: string;
  ranges: TextRange[];
}

/** What was found of a record: in its title, in its number, and elsewhere, as the server ordered it. */
export interface Found {
  title: readonly TextRange[];
  number: readonly TextRange[];
  elsewhere: readonly Highlight[];
}

/** Sorts what was found by where it is shown; the title is known by its text, whatever field it is made of. */
export function foundIn(highlights: readonly Highlight[], title: string | null): Found {
  let inTitle: readonly TextRange[] = [];
  let inNumber: readonly TextRange[] = [];
  const elsewhere: Highlight[] = [];
  for (const highlight of highlights) {
    if (highlight.place === "number") inNumber = highlight.ranges;
    else if (highlight.place === "field" && highlight.text === title) inTitle = highlight.ranges;
    else elsewhere.push(highlight);
  }
  return { title: inTitle, number: inNumber, elsewhere };
}

/** The part of a highlight around what was found first, with so many characters before it and so many in all. */
export function excerpt(highlight: Highlight, before = 32, longest = 200): Excerpt {
  const { text, ranges } = highlight;
  const first = ranges[0]?.offset ?? 0;
  const from = first <= before + 8 ? 0 : wordStart(text, first - before, first);
  const to = from + longest >= text.length ? text.length : whole(text, from + longest);
  const lead = from > 0 || highlight.from > 0 ? "…" : "";
  const tail = to < text.length || highlight.from + text.length < highlight.of ? "…" : "";
  return {
    // Shown in lines of its own: what the writer broke into lines need not be broken here.
    text: lead + text.slice(from, to).replace(/[\n\r\t]/g, " ") + tail,
    ranges: ranges
      .filter((range) => range.offset >= from && range.offset + range.length <= to)
      .map((range) => ({ offset: range.offset - from + lead.length, length: range.length })),
  };
}

/** Where a word begins between `from` and `until`, else `from`: scripts without spaces have no such place. */
function wordStart(text: string, from: number, until: number): number {
  const space = text.slice(from, until).search(/\s\S/);
  return whole(text, space >= 0 && space < 16 ? from + space + 1 : from);
}

/** Not in the middle of a character. */
function whole(text: string, at: number): number {
  const unit = text.charCodeAt(at);
  return unit >= 0xdc00 && unit <= 0xdfff ? at - 1 : at;
}
