import type { FieldKind } from "../FieldKind";
import { accountConfig } from "./config";
import { Display } from "./Display";
import { Input } from "./Input";

export const accountKind: FieldKind<string> = {
  config: accountConfig,
  Input,
  Display,
  bare: true,
};
