import type { ComponentType } from "react";
import type { FieldConfig } from "./FieldConfig";
import type { FieldSpec } from "./FieldSpec";
import type { FieldValue, Problem } from "./model";

/** What a person did in an input: a value, or a text that is none yet and must not be lost. */
export type Change<V extends FieldValue> =
  | { readonly value: V | null }
  | { readonly text: string; readonly problem: Problem };

export interface InputProps<V extends FieldValue = FieldValue> {
  /** The DOM id of the control, which the label points to. */
  readonly id: string;
  readonly field: FieldSpec;
  readonly value: V | null;
  /** A typed text that could not be read as a value, shown instead of the value. */
  readonly text?: string | undefined;
  readonly onChange: (change: Change<V>) => void;
  readonly onBlur?: () => void;
  readonly invalid: boolean;
  readonly required: boolean;
  /** Ids of help and error texts. */
  readonly describedBy?: string | undefined;
  /** The name for assistive technology where a label element cannot be used (groups). */
  readonly labelledBy: string;
  readonly placeholder?: string | undefined;
  /** It stands in a popover that closes when one presses outside of it: what it opens is to be inside. */
  readonly inPopover?: boolean | undefined;
}

export interface DisplayProps<V extends FieldValue = FieldValue> {
  readonly field: FieldSpec;
  readonly value: V;
  /** `cell`: one line of a list, cut off with a title; `read`: a read-only field of a form. */
  readonly mode: "cell" | "read";
}

/** One field kind with its screens. A new kind is one folder and one line in `registry.ts`. */
export interface FieldKind<V extends FieldValue = FieldValue> {
  readonly config: FieldConfig<V>;
  readonly Input: ComponentType<InputProps<V>>;
  readonly Display: ComponentType<DisplayProps<V>>;
  /** Numbers stand right in lists. */
  readonly align?: "right";
  /** Takes the whole width of a form. */
  readonly wide?: boolean;
  /** A value alone says nothing ("3"): where values stand side by side it needs its field's name. */
  readonly bare?: boolean;
  /** Its input keeps what is typed by itself: the value it sent need not come back to it. */
  readonly keepsTyped?: boolean;
  /** Written, never read back: what the server has is shown as a mask that can be replaced. */
  readonly writeOnly?: boolean;
}
