import type { FieldKind } from "../FieldKind";
import { ratingConfig } from "./config";
import { Display } from "./Display";
import { Input } from "./Input";

export const ratingKind: FieldKind<string> = { config: ratingConfig, Input, Display, bare: true };
