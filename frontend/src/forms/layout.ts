import type { FormLayout } from "./definition";
import type { FormField } from "./engine";

export type Texts = Readonly<Record<string, string>>;

export interface Section {
  readonly key: string;
  readonly label: Texts | null;
  readonly columns: number;
  readonly fields: readonly FormField[];
  /** What stands between them. */
  readonly notes: FormLayout["sections"][number]["notes"];
}

/** What stands in a section, one below or beside the other. */
export type Entry =
  | { readonly kind: "field"; readonly field: FormField }
  | { readonly kind: "divider"; readonly title: Texts | null }
  | { readonly kind: "text"; readonly text: Texts };

/** A tab or a page with something to show. */
export interface Part {
  readonly key: string;
  readonly label: Texts | null;
  readonly sections: readonly Section[];
}

/**
 * What a section shows now: where no field between two dividers is shown, its texts and the divider above it are gone,
 * too.
 *
 * @param seen whether a field is shown
 */
export function entriesOf(section: Section, seen: (key: string) => boolean): Entry[] {
  const entries: Entry[] = [];
  let group: Entry[] = [];
  let divider: Entry | null = null;
  const close = () => {
    if (group.some((e) => e.kind === "field" && seen(e.field.key))) {
      // A bare line at the top would part nothing.
      if (divider?.kind === "divider" && (divider.title || entries.length > 0)) entries.push(divider);
      entries.push(...group);
    }
    group = [];
  };
  for (let at = 0; at <= section.fields.length; at++) {
    for (const note of section.notes) {
      if (note.at !== at) continue;
      if (note.kind === "divider") {
        close();
        divider = { kind: "divider", title: note.text ?? null };
      } else if (note.text) group.push({ kind: "text", text: note.text });
    }
    const field = section.fields[at];
    if (field) group.push({ kind: "field", field });
  }
  close();
  return entries;
}

/**
 * The tabs or pages that have something to show, with their sections.
 *
 * @param sections those with something to show; one without a key is what no part asks for and joins the last
 */
export function partsOf(layout: FormLayout, sections: readonly Section[]): readonly Part[] {
  const parts = layout.parts.flatMap((part): Part[] => {
    const own = sections.filter((s) => part.sections.includes(s.key));
    return own.length > 0 ? [{ key: part.key, label: part.label, sections: own }] : [];
  });
  const rest = sections.filter((s) => s.key === "");
  if (rest.length === 0) return parts;
  const last = parts.at(-1);
  return last
    ? [...parts.slice(0, -1), { ...last, sections: [...last.sections, ...rest] }]
    : [{ key: "", label: null, sections: rest }];
}

/** Which of the shown parts is open: the one that was asked for, or what is left of the form before it. */
export function openAt(layout: FormLayout, parts: readonly Part[], wanted: string | null): number {
  const place = layout.parts.findIndex((p) => p.key === wanted);
  if (place < 0) return 0;
  const before = new Set(layout.parts.slice(0, place + 1).map((p) => p.key));
  return Math.max(
    parts.findLastIndex((p) => before.has(p.key)),
    0,
  );
}

/** The key of the part a field stands on; undefined when it is on none of the shown ones. */
export const partWith = (parts: readonly Part[], field: string): string | undefined =>
  parts.find((p) => p.sections.some((s) => s.fields.some((f) => f.key === field)))?.key;

/** The keys of a part's fields, in order. */
export const fieldsOf = (part: Part): string[] => part.sections.flatMap((s) => s.fields.map((f) => f.key));

/** Up to which page one may go: the first that is not right yet. */
export function reachable(parts: readonly Part[], blocked: readonly string[]): number {
  const wrong = new Set(blocked);
  const first = parts.findIndex((p) => fieldsOf(p).some((key) => wrong.has(key)));
  return first < 0 ? parts.length - 1 : first;
}
