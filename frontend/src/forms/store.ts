import { createStore, type StoreApi } from "zustand/vanilla";
import { type Change, configOf, type FieldValue, type Json, NO_SETTINGS, type Problem } from "@/fields";
import type { DraftStore } from "./drafts";
import {
  computeForm,
  type Fact,
  type FormField,
  type FormPlan,
  type FormState,
  type Judge,
  type Moment,
  planForm,
  type TypedText,
} from "./engine";

/** A colleague saved another value while this one was being typed. */
export interface Conflict {
  readonly theirs: FieldValue;
  readonly by: string | null;
  readonly at: string | null;
}

export interface FormData {
  readonly plan: FormPlan;
  readonly base: Readonly<Record<string, FieldValue>>;
  readonly values: Readonly<Record<string, FieldValue>>;
  readonly texts: Readonly<Record<string, TypedText>>;
  readonly facts: Readonly<Record<string, Fact>>;
  readonly form: FormState;
  readonly dirty: readonly string[];
  readonly conflicts: Readonly<Record<string, Conflict>>;
  /** What the server refused, until the field is changed. */
  readonly refused: Readonly<Record<string, readonly Problem[]>>;
  /** Fields that were left once, or all after an attempt to save: only these complain about being empty. */
  readonly touched: Readonly<Record<string, true>>;
  readonly attempted: boolean;
  /** Fields a colleague just changed, to show it for a moment. */
  readonly arrived: readonly string[];
  readonly moment: Moment;
  /** Key of the tab or page that was opened; null for the first. */
  readonly part: string | null;
}

export interface FormSource {
  readonly fields: readonly FormField[];
  readonly values: Readonly<Record<string, FieldValue>>;
  readonly facts: Readonly<Record<string, Fact>>;
}

export interface FormStore extends StoreApi<FormData> {
  /** Calls back when something about one field may have changed: of a long form a keystroke asks few of its fields. */
  watch(key: string, listener: () => void): () => void;
  set(key: string, change: Change<FieldValue>): void;
  /** Somebody left the field. */
  touch(key: string): void;
  /** Shows every problem; answers whether the form may be saved. */
  attempt(): boolean;
  /** Shows what is missing or wrong among these fields; answers their keys in the order of the form. */
  attemptSome(keys: readonly string[]): string[];
  /** Shows which fields an action needs and lacks; answers their keys in the order of the form. */
  attemptAction(requires: readonly string[]): string[];
  /** Opens a tab or a page. */
  open(part: string): void;
  discard(): void;
  /** The server has new values: untouched fields follow, touched ones that differ become conflicts. */
  follow(
    source: FormSource,
    by?: (key: string) => { by: string | null; at: string | null } | undefined,
  ): void;
  /** The server took what was `sent`: what it answered is the new base. */
  saved(source: FormSource, sent: Readonly<Record<string, FieldValue>>): void;
  resolve(key: string, choice: "mine" | "theirs"): void;
  refuse(problems: Readonly<Record<string, readonly Problem[]>>): void;
  /** The clock moved: conditions on it are decided anew. */
  tick(moment: Moment): void;
  /** What to send: the API's JSON of every changed field the person may write. */
  changes(): Record<string, Json>;
}

interface Options {
  readonly source: FormSource;
  readonly judge: Judge;
  readonly moment: Moment;
  readonly draft?: DraftStore | undefined;
}

export function createFormStore({ source, judge, moment, draft }: Options): FormStore {
  const start = opened(source, draft?.load() ?? null);
  const plan = planForm(source.fields);
  const store = createStore<FormData>(() => ({
    ...start,
    plan,
    facts: source.facts,
    form: computeForm(plan, { ...start, facts: source.facts }, moment, judge),
    dirty: dirtyKeys(plan, start),
    refused: {},
    touched: {},
    attempted: false,
    arrived: [],
    moment,
    part: null,
  }));

  const watchers = new Map<string, Set<() => void>>();
  store.subscribe((now, was) => {
    const concerned = concernsAll(now, was) ? watchers.keys() : now.form === was.form ? [] : now.form.decided;
    for (const key of concerned) for (const listener of watchers.get(key) ?? []) listener();
  });

  /** Takes new data, decides what depends on it and keeps the draft. */
  function commit(change: Partial<FormData>, changed: readonly string[] | "all"): void {
    const next = { ...store.getState(), ...change };
    const form = computeForm(
      next.plan,
      next,
      next.moment,
      judge,
      changed === "all" ? undefined : { previous: next.form, changed },
    );
    const moved =
      changed === "all" || changed.some((key) => isDirty(next.plan, next, key) !== next.dirty.includes(key));
    const dirty = moved ? dirtyKeys(next.plan, next) : next.dirty;
    store.setState({ ...change, form, dirty });
    keep({ ...next, dirty });
  }

  function touchAll(keys: readonly string[]): void {
    const { touched } = store.getState();
    if (keys.some((key) => !touched[key]))
      store.setState({ touched: { ...touched, ...Object.fromEntries(keys.map((key) => [key, true])) } });
  }

  function keep(data: FormData): void {
    if (!draft) return;
    const kept = data.dirty.filter((key) => !data.plan.secrets.has(key));
    if (kept.length === 0) draft.clear();
    else
      draft.save({
        values: pick(data.values, kept),
        texts: pick(data.texts, kept),
        base: pick(data.base, kept),
      });
  }

  return {
    ...store,
    watch(key, listener) {
      const listeners = watchers.get(key) ?? new Set();
      watchers.set(key, listeners.add(listener));
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) watchers.delete(key);
      };
    },
    set(key, change) {
      const { values, texts, refused } = store.getState();
      if ("text" in change) {
        commit({ texts: { ...texts, [key]: change }, refused: without(refused, key) }, [key]);
      } else {
        commit(
          {
            values: { ...values, [key]: change.value },
            texts: without(texts, key),
            refused: without(refused, key),
          },
          [key],
        );
      }
    },
    touch(key) {
      const { touched, dirty } = store.getState();
      // What nobody began to fill in is not missing yet. Said when it is left, it would also move what is being clicked.
      if (touched[key] || !dirty.includes(key)) return;
      store.setState({ touched: { ...touched, [key]: true } });
    },
    attempt() {
      store.setState({ attempted: true });
      return blocking(store.getState()).length === 0;
    },
    attemptSome(keys) {
      const wrong = blocking(store.getState()).filter((key) => keys.includes(key));
      touchAll(wrong);
      return wrong;
    },
    attemptAction(requires) {
      const gaps = missingFor(store.getState(), requires);
      touchAll(gaps);
      return gaps;
    },
    open(part) {
      if (store.getState().part !== part) store.setState({ part });
    },
    discard() {
      const { base } = store.getState();
      commit({ values: base, texts: {}, conflicts: {}, refused: {}, touched: {}, attempted: false }, "all");
    },
    follow(next, by) {
      const now = store.getState();
      const nextPlan = planForm(next.fields);
      const values: Record<string, FieldValue> = { ...next.values };
      const conflicts: Record<string, Conflict> = {};
      const arrived: string[] = [];
      for (const { key, kind } of next.fields) {
        const config = configOf(kind);
        const theirs = next.values[key] ?? null;
        const moved = key in now.base && !config.equal(theirs, now.base[key] ?? null);
        if (!now.dirty.includes(key)) {
          if (moved) arrived.push(key);
          continue;
        }
        const mine = now.values[key] ?? null;
        values[key] = mine;
        const known = now.conflicts[key];
        if ((moved || known) && (now.texts[key] || !config.equal(theirs, mine))) {
          const who = by?.(key) ?? { by: null, at: null };
          conflicts[key] = moved || !known || known.by === null ? { theirs, ...who } : known;
        }
      }
      commit({ plan: nextPlan, base: next.values, values, facts: next.facts, conflicts, arrived }, "all");
    },
    saved(next, sent) {
      const now = store.getState();
      // Typed again while the request was on its way: that stays, as a change to what was saved.
      const since = now.plan.fields
        .filter(({ key, kind }) => {
          if (!now.dirty.includes(key)) return false;
          return (
            now.texts[key] ||
            !(key in sent) ||
            !configOf(kind).equal(now.values[key] ?? null, sent[key] ?? null)
          );
        })
        .map((f) => f.key);
      const values = { ...next.values, ...pick(now.values, since) };
      commit(
        {
          plan: planForm(next.fields),
          base: next.values,
          values,
          texts: pick(now.texts, since),
          facts: next.facts,
          conflicts: pick(now.conflicts, since),
          refused: {},
          attempted: false,
          arrived: [],
        },
        "all",
      );
    },
    resolve(key, choice) {
      const { values, texts, conflicts, base } = store.getState();
      const rest = without(conflicts, key);
      if (choice === "mine") commit({ conflicts: rest }, [key]);
      else {
        commit(
          { values: { ...values, [key]: base[key] ?? null }, texts: without(texts, key), conflicts: rest },
          [key],
        );
      }
    },
    refuse(problems) {
      store.setState({ refused: problems, attempted: true });
    },
    tick(next) {
      const data = store.getState();
      const form = computeForm(data.plan, data, next, judge, {
        previous: data.form,
        changed: [],
        momentMoved: true,
      });
      store.setState({ form, moment: next });
    },
    changes() {
      const { plan: now, dirty, form, texts, values } = store.getState();
      const changes: Record<string, Json> = {};
      for (const field of now.fields) {
        const state = form.fields.get(field.key);
        if (!dirty.includes(field.key) || !state || state.readOnly || texts[field.key]) continue;
        const value = state.visible || field.whenHidden === "keep" ? (values[field.key] ?? null) : null;
        changes[field.key] = configOf(field.kind).toJson(value, field.settings ?? NO_SETTINGS);
      }
      return changes;
    },
  };
}

/** Whether something changed that every field looks at. */
const concernsAll = (now: FormData, was: FormData) =>
  now.plan !== was.plan ||
  now.attempted !== was.attempted ||
  now.touched !== was.touched ||
  now.refused !== was.refused ||
  now.conflicts !== was.conflicts ||
  now.arrived !== was.arrived;

/** Keys of visible fields that stand in the way of saving, in the order of the form. */
export function blocking(data: Pick<FormData, "plan" | "form" | "refused">): string[] {
  return data.plan.fields.flatMap(({ key }) => {
    const state = data.form.fields.get(key);
    if (!state?.visible) return [];
    const wrong =
      state.problems.length > 0 || (state.required && state.empty) || (data.refused[key]?.length ?? 0) > 0;
    return wrong ? [key] : [];
  });
}

/** Keys needed for an action and empty: the form's own and those the server named for it, in the order of the form. */
function missingFor(data: Pick<FormData, "plan" | "form">, requires: readonly string[]): string[] {
  return data.plan.fields.flatMap(({ key }) => {
    const state = data.form.fields.get(key);
    if (!state?.visible || !state.empty) return [];
    return state.required || state.requiredToAct || requires.includes(key) ? [key] : [];
  });
}

function opened(source: FormSource, draft: ReturnType<DraftStore["load"]>) {
  const base = source.values;
  const values: Record<string, FieldValue> = { ...base };
  const texts: Record<string, TypedText> = {};
  const conflicts: Record<string, Conflict> = {};
  for (const { key, kind, readOnly, level } of source.fields) {
    // A field that may no longer be written cannot get its draft back.
    if (!draft || readOnly || (level !== "edit" && level !== "append")) continue;
    const config = configOf(kind);
    const text = draft.texts[key];
    if (text && typeof text.text === "string") texts[key] = text;
    else if (!(key in draft.values)) continue;
    else values[key] = draft.values[key] ?? null;
    const theirs = base[key] ?? null;
    if (!config.equal(draft.base[key] ?? null, theirs) && !config.equal(values[key] ?? null, theirs)) {
      conflicts[key] = { theirs, by: null, at: null };
    }
  }
  return { base, values, texts, conflicts };
}

type Typed = Pick<FormData, "values" | "base" | "texts">;

const dirtyKeys = (plan: FormPlan, data: Typed) =>
  plan.fields.map((f) => f.key).filter((key) => isDirty(plan, data, key));

function isDirty(plan: FormPlan, { values, base, texts }: Typed, key: string): boolean {
  const kind = plan.kinds.get(key);
  if (kind === undefined) return false;
  return texts[key] !== undefined || !configOf(kind).equal(values[key] ?? null, base[key] ?? null);
}

function without<T>(map: Readonly<Record<string, T>>, key: string): Readonly<Record<string, T>> {
  if (!(key in map)) return map;
  const { [key]: _, ...rest } = map;
  return rest;
}

function pick<T>(map: Readonly<Record<string, T>>, keys: readonly string[]): Record<string, T> {
  const found: Record<string, T> = {};
  for (const key of keys) {
    const value = map[key];
    if (value !== undefined) found[key] = value;
  }
  return found;
}
