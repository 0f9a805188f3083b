import type { FieldKind } from "../FieldKind";
import { barcodeConfig } from "./config";
import { Display } from "./Display";
import { Input } from "./Input";

export const barcodeKind: FieldKind<string> = { config: barcodeConfig, Input, Display };
