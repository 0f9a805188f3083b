import { accountConfig } from "./account/config";
import { Display as AccountDisplay } from "./account/Display";
import { Input as AccountInput } from "./account/Input";
import { booleanConfig } from "./boolean/config";
import { Display as BooleanDisplay } from "./boolean/Display";
import { Input as BooleanInput } from "./boolean/Input";
import { dateConfig } from "./date/config";
import { Display as DateDisplay } from "./date/Display";
import { Input as DateInput } from "./date/Input";
import { dateTimeConfig } from "./date_time/config";
import { Display as DateTimeDisplay } from "./date_time/Display";
import { Input as DateTimeInput } from "./date_time/Input";
import { decimalConfig } from "./decimal/config";
import { Display as DecimalDisplay } from "./decimal/Display";
import { Input as DecimalInput } from "./decimal/Input";
import type { FieldConfig } from "./FieldConfig";
import type { FieldKind } from "./FieldKind";
import { fileConfig } from "./file/config";
import { Display as FileDisplay } from "./file/Display";
import { Input as FileInput } from "./file/Input";
import { imageConfig } from "./image/config";
import { Display as ImageDisplay } from "./image/Display";
import { Input as ImageInput } from "./image/Input";
import { integerConfig } from "./integer/config";
import { Display as IntegerDisplay } from "./integer/Display";
import { Input as IntegerInput } from "./integer/Input";
import { longTextConfig } from "./long_text/config";
import { Display as LongTextDisplay } from "./long_text/Display";
import { Input as LongTextInput } from "./long_text/Input";
import { lookupConfig } from "./lookup/config";
import { Display as LookupDisplay } from "./lookup/Display";
import { Input as LookupInput } from "./lookup/Input";
import type { FieldValue, Kind } from "./model";
import { moneyConfig } from "./money/config";
import { Display as MoneyDisplay } from "./money/Display";
import { Input as MoneyInput } from "./money/Input";
import { multiConfig } from "./multi/config";
import { Display as MultiDisplay } from "./multi/Display";
import { Input as MultiInput } from "./multi/Input";
import { multiLookupConfig } from "./multi_lookup/config";
import { Display as MultiLookupDisplay } from "./multi_lookup/Display";
import { Input as MultiLookupInput } from "./multi_lookup/Input";
import { phoneConfig } from "./phone/config";
import { Display as PhoneDisplay } from "./phone/Display";
import { Input as PhoneInput } from "./phone/Input";
import { signatureConfig } from "./signature/config";
import { Display as SignatureDisplay } from "./signature/Display";
import { Input as SignatureInput } from "./signature/Input";
import { singleConfig } from "./single/config";
import { Display as SingleDisplay } from "./single/Display";
import { Input as SingleInput } from "./single/Input";
import { textConfig } from "./text/config";
import { Display as TextDisplay } from "./text/Display";
import { Input as TextInput } from "./text/Input";

// Each kind is checked against its own value type here; behind the registry only the key of the map knows it.
const kind = <V extends FieldValue>(k: FieldKind<V>) => k as unknown as FieldKind;

const REGISTRY: Readonly<Record<Kind, FieldKind>> = {
  text: kind({ config: textConfig, Input: TextInput, Display: TextDisplay }),
  long_text: kind({ config: longTextConfig, Input: LongTextInput, Display: LongTextDisplay, wide: true }),
  integer: kind({ config: integerConfig, Input: IntegerInput, Display: IntegerDisplay, align: "right" }),
  decimal: kind({ config: decimalConfig, Input: DecimalInput, Display: DecimalDisplay, align: "right" }),
  money: kind({ config: moneyConfig, Input: MoneyInput, Display: MoneyDisplay, align: "right" }),
  boolean: kind({ config: booleanConfig, Input: BooleanInput, Display: BooleanDisplay }),
  single: kind({ config: singleConfig, Input: SingleInput, Display: SingleDisplay }),
  multi: kind({ config: multiConfig, Input: MultiInput, Display: MultiDisplay }),
  date: kind({ config: dateConfig, Input: DateInput, Display: DateDisplay }),
  date_time: kind({ config: dateTimeConfig, Input: DateTimeInput, Display: DateTimeDisplay }),
  account: kind({ config: accountConfig, Input: AccountInput, Display: AccountDisplay }),
  phone: kind({ config: phoneConfig, Input: PhoneInput, Display: PhoneDisplay }),
  lookup: kind({ config: lookupConfig, Input: LookupInput, Display: LookupDisplay }),
  multi_lookup: kind({ config: multiLookupConfig, Input: MultiLookupInput, Display: MultiLookupDisplay }),
  file: kind({ config: fileConfig, Input: FileInput, Display: FileDisplay }),
  image: kind({ config: imageConfig, Input: ImageInput, Display: ImageDisplay, wide: true }),
  signature: kind({ config: signatureConfig, Input: SignatureInput, Display: SignatureDisplay }),
};

/** A kind this browser's version does not know yet is shown and edited as a text rather than not at all. */
export function fieldKind(kind: string): FieldKind {
  return Object.hasOwn(REGISTRY, kind) ? REGISTRY[kind as Kind] : REGISTRY.text;
}

export function configOf(kind: string): FieldConfig {
  return fieldKind(kind).config;
}

export const KINDS = Object.keys(REGISTRY) as readonly Kind[];
