/** What the address of a list holds: everything needed to show the same list again. */
export interface ListSearch {
  view?: string;
  type?: string;
  /** A condition in the expression language, in addition to the view's own. */
  filter?: string;
  /** Words that must be found, in addition to the filter. */
  q?: string;
  /** Column key, "-" first for descending. */
  sort?: string;
  /** What the server can sort by, for a group is a run of equal values. */
  group?: "priority";
}

const text = (value: unknown, max: number) =>
  typeof value === "string" && value.length > 0 && value.length <= max ? value : undefined;

/** The server looks for no more. */
export const MOST_WORDS = 200;

/** Words of an address. A number that was typed is one in the address, too: the router reads it as such. */
export function words(raw: unknown): string | undefined {
  const typed = typeof raw === "number" ? String(raw) : typeof raw === "string" ? raw.trim() : "";
  return typed === "" ? undefined : typed.slice(0, MOST_WORDS);
}

/** Reads the address; what is not understood is dropped rather than refused, so that old links keep working. */
export function parseListSearch(raw: Record<string, unknown>): ListSearch {
  const search: ListSearch = {};
  const view = text(raw.view, 100);
  const type = text(raw.type, 100);
  const filter = text(raw.filter, 4000);
  const q = words(raw.q);
  const sort = text(raw.sort, 100);
  if (view) search.view = view;
  if (type) search.type = type;
  if (filter) search.filter = filter;
  if (q) search.q = q;
  if (sort) search.sort = sort;
  if (raw.group === "priority") search.group = raw.group;
  return search;
}
