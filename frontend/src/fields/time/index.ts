import type { FieldKind } from "../FieldKind";
import { timeConfig } from "./config";
import { Display } from "./Display";
import { Input } from "./Input";

export const timeKind: FieldKind<string> = { config: timeConfig, Input, Display, bare: true };
