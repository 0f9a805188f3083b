import type { FieldKind } from "../FieldKind";
import { teamConfig } from "./config";
import { Display } from "./Display";
import { Input } from "./Input";

export const teamKind: FieldKind<string> = { config: teamConfig, Input, Display, bare: true };
