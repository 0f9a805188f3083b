import type { FieldKind } from "../FieldKind";
import type { Parts } from "../model";
import { dateRangeConfig } from "./config";
import { Display } from "./Display";
import { Input } from "./Input";

export const dateRangeKind: FieldKind<Parts> = { config: dateRangeConfig, Input, Display, bare: true };
