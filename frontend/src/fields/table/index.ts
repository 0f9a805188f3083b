import type { FieldKind } from "../FieldKind";
import type { Row } from "../model";
import { tableConfig } from "./config";
import { Display } from "./Display";
import { Input } from "./Input";

export const tableKind: FieldKind<readonly Row[]> = {
  config: tableConfig,
  Input,
  Display,
  wide: true,
  bare: true,
};
