import type { FieldKind } from "../FieldKind";
import { imageConfig } from "./config";
import { Display } from "./Display";
import { Input } from "./Input";

export const imageKind: FieldKind<readonly string[]> = {
  config: imageConfig,
  Input,
  Display,
  wide: true,
};
