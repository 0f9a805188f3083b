import type { FieldKind } from "../FieldKind";
import type { Parts } from "../model";
import { addressConfig } from "./config";
import { Display } from "./Display";
import { Input } from "./Input";

export const addressKind: FieldKind<Parts> = { config: addressConfig, Input, Display, wide: true };
