import type { FieldKind } from "../FieldKind";
import type { Reference } from "../model";
import { multiLookupConfig } from "./config";
import { Display } from "./Display";
import { Input } from "./Input";

export const multiLookupKind: FieldKind<readonly Reference[]> = { config: multiLookupConfig, Input, Display };
