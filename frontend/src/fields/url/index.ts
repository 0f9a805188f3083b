import type { FieldKind } from "../FieldKind";
import { urlConfig } from "./config";
import { Display } from "./Display";
import { Input } from "./Input";

export const urlKind: FieldKind<string> = { config: urlConfig, Input, Display, keepsTyped: true };
