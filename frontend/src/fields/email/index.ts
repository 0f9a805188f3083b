import type { FieldKind } from "../FieldKind";
import { emailConfig } from "./config";
import { Display } from "./Display";
import { Input } from "./Input";

export const emailKind: FieldKind<string> = { config: emailConfig, Input, Display, keepsTyped: true };
