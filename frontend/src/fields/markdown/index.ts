import type { FieldKind } from "../FieldKind";
import { markdownConfig } from "./config";
import { Display } from "./Display";
import { Input } from "./Input";

export const markdownKind: FieldKind<string> = { config: markdownConfig, Input, Display, wide: true };
