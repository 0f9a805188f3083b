import type { FieldKind } from "../FieldKind";
import { multiConfig } from "./config";
import { Display } from "./Display";
import { Input } from "./Input";

export const multiKind: FieldKind<readonly string[]> = {
  config: multiConfig,
  Input,
  Display,
};
