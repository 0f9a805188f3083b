import type { FieldKind } from "../FieldKind";
import { singleConfig } from "./config";
import { Display } from "./Display";
import { Input } from "./Input";

export const singleKind: FieldKind<string> = {
  config: singleConfig,
  Input,
  Display,
};
