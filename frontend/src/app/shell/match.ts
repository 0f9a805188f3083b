/** Whether every word of `query` occurs in `text`, or its letters start the words in order ("vc" finds "VIP customers"). */
export function matches(query: string, text: string): boolean {
  const wanted = query.trim().toLowerCase();
  if (wanted === "") return true;
  const within = text.toLowerCase();
  if (wanted.split(/\s+/).every((word) => within.includes(word))) return true;
  const initials = within
    .split(/[\s·,>]+/)
    .map((word) => word[0] ?? "")
    .join("");
  return wanted.length > 1 && initials.includes(wanted);
}

/** Whether a text is enough to look for: two letters, or one character of a script in which one is a word. */
export function worthSearching(text: string): boolean {
  const typed = text.trim();
  return [...typed].length > 1 || /[^\p{ASCII}\p{Script=Latin}]/u.test(typed);
}
