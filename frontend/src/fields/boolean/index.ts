import type { FieldKind } from "../FieldKind";
import { booleanConfig } from "./config";
import { Display } from "./Display";
import { Input } from "./Input";

export const booleanKind: FieldKind<boolean> = {
  config: booleanConfig,
  Input,
  Display,
  bare: true,
};
