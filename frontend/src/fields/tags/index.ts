import type { FieldKind } from "../FieldKind";
import { tagsConfig } from "./config";
import { Display } from "./Display";
import { Input } from "./Input";

export const tagsKind: FieldKind<readonly string[]> = { config: tagsConfig, Input, Display };
