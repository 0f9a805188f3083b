import type { FieldKind } from "../FieldKind";
import { phoneConfig } from "./config";
import { Display } from "./Display";
import { Input } from "./Input";

export const phoneKind: FieldKind<string> = {
  config: phoneConfig,
  Input,
  Display,
  keepsTyped: true,
};
