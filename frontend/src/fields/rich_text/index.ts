import type { FieldKind } from "../FieldKind";
import type { Parts } from "../model";
import { richTextConfig } from "./config";
import { Display } from "./Display";
import { Input } from "./Input";

export const richTextKind: FieldKind<Parts> = { config: richTextConfig, Input, Display, wide: true };
