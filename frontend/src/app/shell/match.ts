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
