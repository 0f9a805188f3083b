import type { FieldKind } from "../FieldKind";
import { sliderConfig } from "./config";
import { Display } from "./Display";
import { Input } from "./Input";

export const sliderKind: FieldKind<string> = {
  config: sliderConfig,
  Input,
  Display,
  align: "right",
  bare: true,
};
