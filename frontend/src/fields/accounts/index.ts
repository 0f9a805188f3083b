import type { FieldKind } from "../FieldKind";
import { accountsConfig } from "./config";
import { Display } from "./Display";
import { Input } from "./Input";

export const accountsKind: FieldKind<readonly string[]> = {
  config: accountsConfig,
  Input,
  Display,
  bare: true,
};
