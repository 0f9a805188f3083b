import type { FieldKind } from "../FieldKind";
import { fileConfig } from "./config";
import { Display } from "./Display";
import { Input } from "./Input";

export const fileKind: FieldKind<readonly string[]> = { config: fileConfig, Input, Display };
