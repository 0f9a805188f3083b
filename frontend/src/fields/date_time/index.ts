import type { FieldKind } from "../FieldKind";
import { dateTimeConfig } from "./config";
import { Display } from "./Display";
import { Input } from "./Input";

export const dateTimeKind: FieldKind<string> = {
  config: dateTimeConfig,
  Input,
  Display,
  bare: true,
};
