import type { FieldKind } from "../FieldKind";
import { treeConfig } from "./config";
import { Display } from "./Display";
import { Input } from "./Input";

export const treeKind: FieldKind<string> = { config: treeConfig, Input, Display };
