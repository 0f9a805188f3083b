import type { FieldKind } from "../FieldKind";
import { dateConfig } from "./config";
import { Display } from "./Display";
import { Input } from "./Input";

export const dateKind: FieldKind<string> = {
  config: dateConfig,
  Input,
  Display,
  bare: true,
};
