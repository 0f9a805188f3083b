import type { FieldKind } from "../FieldKind";
import { textConfig } from "./config";
import { Display } from "./Display";
import { Input } from "./Input";

export const textKind: FieldKind<string> = {
  config: textConfig,
  Input,
  Display,
  keepsTyped: true,
};
