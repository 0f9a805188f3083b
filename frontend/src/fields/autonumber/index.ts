import type { FieldKind } from "../FieldKind";
import { autonumberConfig } from "./config";
import { Display } from "./Display";
import { Input } from "./Input";

export const autonumberKind: FieldKind<string> = { config: autonumberConfig, Input, Display };
