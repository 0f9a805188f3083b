import type { FieldKind } from "../FieldKind";
import { regionConfig } from "./config";
import { Display } from "./Display";
import { Input } from "./Input";

export const regionKind: FieldKind<string> = { config: regionConfig, Input, Display };
