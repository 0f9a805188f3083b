import type { TFunction } from "i18next";
import { createContext, use } from "react";
import { useStore } from "zustand";
import type { useFieldProblemText } from "@/fields";
import type { useLabel } from "@/ui";
import type { FormData, FormStore } from "./store";

export interface FormScope {
  readonly store: FormStore;
  /** Makes DOM ids unique on a page with several forms. */
  readonly prefix: string;
  /** The action a missing field stands in the way of, named in the reader's language. */
  readonly neededFor: (key: string) => string | null;
  /** Whether a masked field can be searched by. */
  readonly canMatch: (key: string) => boolean;
}

/** How a form speaks: asked for once for all of its fields. */
export interface FormWords {
  readonly t: TFunction;
  readonly label: ReturnType<typeof useLabel>;
  readonly problemText: ReturnType<typeof useFieldProblemText>;
}

export const FormContext = createContext<(FormScope & FormWords) | null>(null);

export function useFormScope(): FormScope & FormWords {
  const scope = use(FormContext);
  if (!scope) throw new Error("a form field outside of a form");
  return scope;
}

/** Subscribes to a part of the form: draws again only when that part is another one. */
export function useForm<T>(store: FormStore, select: (data: FormData) => T): T {
  return useStore(store, select);
}

export const controlId = (prefix: string, key: string) => `${prefix}-${key}`;

/** How the forms on the page open what a field stands in, by their prefix. */
const revealing = new Map<string, (key: string) => void>();

/** Calls `open` before a field of the form is focused, to open the tab or page it is on; answers how to stop that. */
export function onReveal(prefix: string, open: (key: string) => void): () => void {
  revealing.set(prefix, open);
  return () => {
    if (revealing.get(prefix) === open) revealing.delete(prefix);
  };
}

/** Brings a field into view and puts the cursor in it. */
export function focusField(prefix: string, key: string): void {
  revealing.get(prefix)?.(key);
  const frame = document.getElementById(`${controlId(prefix, key)}-frame`);
  // Inside a folded section nothing can be focused.
  frame?.closest("details")?.setAttribute("open", "");
  // The sections between here and there of a long form get their height only when they come into sight.
  const far = frame?.closest("[data-long]");
  frame?.scrollIntoView({ block: "center", behavior: far ? "instant" : "smooth" });
  const control = document.getElementById(controlId(prefix, key));
  const target = control?.matches("input, textarea, select, button")
    ? control
    : frame?.querySelector<HTMLElement>("input, textarea, button");
  target?.focus({ preventScroll: true });
}
