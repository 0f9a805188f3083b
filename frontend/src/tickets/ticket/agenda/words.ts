/** A key as people say it: "first_look" is "First look". */
export function keyInWords(key: string): string {
  const words = key.replace(/_/g, " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
