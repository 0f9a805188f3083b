import type { FieldKind } from "../FieldKind";
import type { Reference } from "../model";
import { lookupConfig } from "./config";
import { Display } from "./Display";
import { Input } from "./Input";

export const lookupKind: FieldKind<Reference> = { config: lookupConfig, Input, Display };
