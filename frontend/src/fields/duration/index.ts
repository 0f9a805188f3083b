import type { FieldKind } from "../FieldKind";
import { durationConfig } from "./config";
import { Display } from "./Display";
import { Input } from "./Input";

export const durationKind: FieldKind<string> = {
  config: durationConfig,
  Input,
  Display,
  align: "right",
  bare: true,
};
