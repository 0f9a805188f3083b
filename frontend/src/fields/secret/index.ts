import type { FieldKind } from "../FieldKind";
import { secretConfig } from "./config";
import { Display } from "./Display";
import { Input } from "./Input";

export const secretKind: FieldKind<string> = { config: secretConfig, Input, Display, writeOnly: true };
