/** A piece of a sentence; strong ones are the values that matched. */
export interface Part {
  readonly text: string;
  readonly strong: boolean;
}

/** The sentence in pieces, the values that occur in it made strong. A value is only found as a whole word. */
export function emphasised(sentence: string, values: ReadonlyMap<string, string>): Part[] {
  const wanted = [...new Set(values.values())]
    .filter((v) => v.length > 1)
    .sort((a, b) => b.length - a.length);
  if (wanted.length === 0) return [{ text: sentence, strong: false }];
  const pattern = wanted.map((v) => v.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|");
  const parts: Part[] = [];
  let at = 0;
  for (const match of sentence.matchAll(
    new RegExp(`(?<![\\p{Script=Latin}\\d])(?:${pattern})(?![\\p{Script=Latin}\\d])`, "giu"),
  )) {
    if (match.index > at) parts.push({ text: sentence.slice(at, match.index), strong: false });
    parts.push({ text: match[0], strong: true });
    at = match.index + match[0].length;
  }
  if (at < sentence.length) parts.push({ text: sentence.slice(at), strong: false });
  return parts;
}
