import type { Kind, Label, Settings } from "./model";

/** What showing or editing a value needs to know about its field. */
export interface FieldSpec {
  readonly key: string;
  readonly kind: Kind;
  readonly label: Label;
  readonly help?: Label | null;
  readonly settings?: Settings | null;
  /** What stands for a value that is there and may not be read. */
  readonly masked?: string | null;
}

export const NO_SETTINGS: Settings = {};
