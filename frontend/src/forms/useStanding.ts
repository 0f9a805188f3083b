import { useCallback, useRef, useSyncExternalStore } from "react";
import type { Change, FieldValue, Problem } from "@/fields";
import { alike, type FieldState } from "./engine";
import type { Conflict, FormStore } from "./store";

const NONE: readonly Problem[] = [];

/** How a field stands at the moment. */
export interface Standing {
  readonly state: FieldState | undefined;
  readonly typed: FieldValue;
  readonly text: string | undefined;
  readonly refused: readonly Problem[];
  readonly conflict: Conflict | undefined;
  readonly arrived: boolean;
  readonly complains: boolean;
}

/**
 * How a field stands, asked only when something about it may have changed and answered with the same object while
 * nothing has.
 *
 * @param keepsTyped whether the control itself keeps what is typed: what it sent is no news to it, so that a keystroke
 *     which changes nothing else draws nothing
 */
export function useStanding(
  store: FormStore,
  key: string,
  keepsTyped: boolean,
): { standing: Standing; send: (change: Change<FieldValue>) => void } {
  const last = useRef<Standing>(null);
  /** The value the control has sent since it was drawn. */
  const sent = useRef<{ readonly value: FieldValue }>(null);
  const watch = useCallback((listener: () => void) => store.watch(key, listener), [store, key]);
  const read = useCallback(() => {
    const d = store.getState();
    const state = d.form.fields.get(key);
    const typed = d.values[key] ?? null;
    const text = d.texts[key]?.text;
    const refused = d.refused[key] ?? NONE;
    const conflict = d.conflicts[key];
    const arrived = d.arrived.includes(key);
    const complains = d.attempted || d.touched[key] === true;
    const was = last.current;
    if (
      was &&
      (keepsTyped
        ? typed === (sent.current ?? { value: was.typed }).value && alike(was.state, state)
        : typed === was.typed && state === was.state) &&
      was.text === text &&
      was.refused === refused &&
      was.conflict === conflict &&
      was.arrived === arrived &&
      was.complains === complains
    )
      return was;
    sent.current = null;
    last.current = { state, typed, text, refused, conflict, arrived, complains };
    return last.current;
  }, [store, key, keepsTyped]);
  const send = useCallback(
    (change: Change<FieldValue>) => {
      if (keepsTyped && "value" in change) sent.current = { value: change.value };
      store.set(key, change);
    },
    [store, key, keepsTyped],
  );
  return { standing: useSyncExternalStore(watch, read), send };
}
