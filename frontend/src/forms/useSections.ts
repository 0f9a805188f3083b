import { useMemo } from "react";
import { useShallow } from "zustand/react/shallow";
import { useForm } from "./context";
import type { FormLayout } from "./definition";
import type { FormField } from "./engine";
import type { FormData, FormStore } from "./store";

export interface Section {
  readonly key: string;
  readonly label: Readonly<Record<string, string>> | null;
  readonly columns: number;
  readonly fields: readonly FormField[];
}

/** The sections of a layout that have something to show to this person now. */
export function useSections(
  store: FormStore,
  layout: FormLayout,
  elsewhere: string | undefined,
): readonly Section[] {
  const fields = useForm(store, (d) => d.plan.fields);
  const visible = useForm(store, (d) => d.form.visible);
  const writable = useForm(store, (d) => d.form.writable);
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
      fields: s.fields.flatMap((key) => byKey.get(key) ?? []),
    }));
    return rest.length > 0 ? [...all, { key: "", label: null, columns: 2, fields: rest }] : all;
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

/** Fields of a section that ask for the eye: changed, refused, contradicted or wrong. Never folded away. */
export function usePressing(store: FormStore, fields: readonly FormField[]): boolean {
  return useForm(store, (d) => fields.some(({ key }) => isPressing(d, key)));
}

function isPressing(d: FormData, key: string): boolean {
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
  return useForm(store, (d) =>
    fields.some(({ key }) => {
      const state = d.form.fields.get(key);
      return (
        state?.visible === true &&
        !state.readOnly &&
        state.empty &&
        (state.required || state.requiredToAct || neededFor(key) !== null)
      );
    }),
  );
}
