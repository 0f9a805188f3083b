import type { FieldKind } from "../FieldKind";
import type { Parts } from "../model";
import { geoPointConfig } from "./config";
import { Display } from "./Display";
import { Input } from "./Input";

export const geoPointKind: FieldKind<Parts> = { config: geoPointConfig, Input, Display, bare: true };
