import type { FieldKind } from "../FieldKind";
import { percentConfig } from "./config";
import { Display } from "./Display";
import { Input } from "./Input";

export const percentKind: FieldKind<string> = {
  config: percentConfig,
  Input,
  Display,
  keepsTyped: true,
  align: "right",
  bare: true,
};
