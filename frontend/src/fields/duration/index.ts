import type { FieldKind } from "../FieldKind";
import { durationConfig } from "./config";
import { Display } from "./Display";
import { Input } from "./Input";

export const durationKind: FieldKind<string> = {
  config: durationConfig,
  Input,
  Display,
  keepsTyped: true,
  align: "right",
  bare: true,
};
