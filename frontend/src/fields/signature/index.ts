import type { FieldKind } from "../FieldKind";
import { signatureConfig } from "./config";
import { Display } from "./Display";
import { Input } from "./Input";

export const signatureKind: FieldKind<string> = { config: signatureConfig, Input, Display };
