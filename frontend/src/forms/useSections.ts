import { useMemo } from "react";
import { useShallow } from "zustand/react/shallow";
import { useForm } from "./context";
import type { FormLayout } from "./definition";
import type { FormField } from "./engine";
import { type Part, partsOf, type Section } from "./layout";
import type { FormData, FormStore } from "./store";

const NO_FIELDS: readonly FormField[] = [];
const NO_KEYS: readonly string[] = [];

/**
 * The sections of a layout that have something to show to this person now.
 *
 * @param wanted whether they are; without it there are none, and nothing is drawn again for what becomes of the fields
 */
export function useSections(
  store: FormStore,
  layout: FormLayout,
  elsewhere: string | undefined,
  wanted = true,
): readonly Section[] {
  const fields = useForm(store, (d) => (wanted ? d.plan.fields : NO_FIELDS));
  const visible = useForm(store, (d) => (wanted ? d.form.visible : NO_KEYS));
  const writable = useForm(store, (d) => (wanted ? d.form.writable : NO_KEYS));
  // Beyond this step's layout the server sends what conditions look at. Only what is asked for and still to be filled
  // in is shown, at the end: a field that stands in the way must be there.
  const asked = useMemo(() => {
    const placed = new Set(layout.sections.flatMap((s) => s.fields));
    return fields.filter(
      (f) => !placed.has(f.key) && (f.required || f.requiredToAct || f.requiredWhen !== null),
    );
  }, [layout, fields]);
  const rest = useForm(
    store,
    useShallow((d) => asked.filter(({ key }) => d.form.fields.get(key)?.empty || isPressing(d, key))),
  );
  const sections = useMemo((): readonly Section[] => {
    const byKey = new Map(fields.map((f) => [f.key, f]));
    const all = layout.sections.map((s) => ({
      key: s.key,
      label: s.label,
      columns: Math.min(Math.max(s.columns, 1), 3),
      ...placed(s, byKey),
    }));
    return rest.length > 0 ? [...all, { key: "", label: null, columns: 2, fields: rest, notes: [] }] : all;
  }, [layout, fields, rest]);
  return useMemo(() => {
    const seen = new Set(visible);
    const taken = new Set(writable);
    return sections.filter(
      (s) =>
        s.fields.some((f) => seen.has(f.key)) &&
        (s.key !== elsewhere || s.fields.some((f) => taken.has(f.key))),
    );
  }, [sections, visible, writable, elsewhere]);
}

/** A section's fields, and what stands between those that are there. */
function placed(
  section: FormLayout["sections"][number],
  byKey: ReadonlyMap<string, FormField>,
): Pick<Section, "fields" | "notes"> {
  const fields = section.fields.flatMap((key) => byKey.get(key) ?? []);
  if (fields.length === section.fields.length || section.notes.length === 0)
    return { fields, notes: section.notes };
  const above = (at: number) => section.fields.slice(0, at).filter((key) => byKey.has(key)).length;
  return { fields, notes: section.notes.map((note) => ({ ...note, at: above(note.at) })) };
}

/** The pages of a wizard that have something to show; none of a form without pages. */
export function usePageParts(
  store: FormStore,
  layout: FormLayout,
  elsewhere: string | undefined,
): readonly Part[] {
  const paged = layout.shape === "pages";
  const sections = useSections(store, layout, elsewhere, paged);
  return useMemo(() => (paged ? partsOf(layout, sections) : NO_PARTS), [paged, layout, sections]);
}

const NO_PARTS: readonly Part[] = [];

/** Fields of a section that ask for the eye: changed, refused, contradicted or wrong. Never folded away. */
export function usePressing(store: FormStore, fields: readonly FormField[]): boolean {
  return useForm(store, (d) => fields.some(({ key }) => isPressing(d, key)));
}

export function isPressing(d: FormData, key: string): boolean {
  const state = d.form.fields.get(key);
  return (
    state?.visible === true &&
    (d.dirty.includes(key) ||
      key in d.texts ||
      key in d.conflicts ||
      (d.refused[key]?.length ?? 0) > 0 ||
      (!state.readOnly && state.problems.length > 0))
  );
}

/** Fields somebody has to fill in: before saving, or before the action he is likely to take next. */
export function useAsked(
  store: FormStore,
  fields: readonly FormField[],
  neededFor: (key: string) => string | null,
): boolean {
  return useForm(store, (d) => fields.some(({ key }) => isAsked(d, key, neededFor)));
}

export function isAsked(d: Pick<FormData, "form">, key: string, neededFor: (key: string) => string | null) {
  const state = d.form.fields.get(key);
  return (
    state?.visible === true &&
    !state.readOnly &&
    state.empty &&
    (state.required || state.requiredToAct || neededFor(key) !== null)
  );
}
