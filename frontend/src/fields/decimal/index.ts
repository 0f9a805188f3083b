import type { FieldKind } from "../FieldKind";
import { decimalConfig } from "./config";
import { Display } from "./Display";
import { Input } from "./Input";

export const decimalKind: FieldKind<string> = {
  config: decimalConfig,
  Input,
  Display,
  keepsTyped: true,
  align: "right",
  bare: true,
};
