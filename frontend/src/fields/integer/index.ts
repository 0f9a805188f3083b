import type { FieldKind } from "../FieldKind";
import { integerConfig } from "./config";
import { Display } from "./Display";
import { Input } from "./Input";

export const integerKind: FieldKind<string> = {
  config: integerConfig,
  Input,
  Display,
  keepsTyped: true,
  align: "right",
  bare: true,
};
