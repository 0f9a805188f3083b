import type { FieldKind } from "../FieldKind";
import { longTextConfig } from "./config";
import { Display } from "./Display";
import { Input } from "./Input";

export const longTextKind: FieldKind<string> = {
  config: longTextConfig,
  Input,
  Display,
  keepsTyped: true,
  wide: true,
};
