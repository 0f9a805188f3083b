import type { FieldKind } from "../FieldKind";
import type { Money } from "../model";
import { moneyConfig } from "./config";
import { Display } from "./Display";
import { Input } from "./Input";

export const moneyKind: FieldKind<Money> = {
  config: moneyConfig,
  Input,
  Display,
  align: "right",
  bare: true,
};
