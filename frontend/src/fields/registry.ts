import { accountKind } from "./account";
import { accountsKind } from "./accounts";
import { addressKind } from "./address";
import { autonumberKind } from "./autonumber";
import { barcodeKind } from "./barcode";
import { booleanKind } from "./boolean";
import { dateKind } from "./date";
import { dateRangeKind } from "./date_range";
import { dateTimeKind } from "./date_time";
import { decimalKind } from "./decimal/index";
import { durationKind } from "./duration";
import { emailKind } from "./email";
import type { FieldConfig } from "./FieldConfig";
import type { FieldKind } from "./FieldKind";
import { fileKind } from "./file";
import { geoPointKind } from "./geo_point";
import { imageKind } from "./image";
import { integerKind } from "./integer";
import { longTextKind } from "./long_text";
import { lookupKind } from "./lookup";
import { markdownKind } from "./markdown";
import type { FieldValue, Kind } from "./model";
import { moneyKind } from "./money";
import { multiKind } from "./multi";
import { multiLookupKind } from "./multi_lookup";
import { percentKind } from "./percent";
import { phoneKind } from "./phone";
import { ratingKind } from "./rating";
import { regionKind } from "./region";
import { richTextKind } from "./rich_text";
import { secretKind } from "./secret";
import { signatureKind } from "./signature";
import { singleKind } from "./single";
import { sliderKind } from "./slider";
import { tableKind } from "./table";
import { tagsKind } from "./tags";
import { teamKind } from "./team";
import { textKind } from "./text";
import { timeKind } from "./time";
import { treeKind } from "./tree";
import { urlKind } from "./url";

// Each kind is checked against its own value type in its folder; behind the registry only the key of the map knows it.
const kind = <V extends FieldValue>(k: FieldKind<V>) => k as unknown as FieldKind;

/** The one place where a kind is registered. */
const REGISTRY: Readonly<Record<Kind, FieldKind>> = {
  text: kind(textKind),
  long_text: kind(longTextKind),
  rich_text: kind(richTextKind),
  markdown: kind(markdownKind),
  email: kind(emailKind),
  phone: kind(phoneKind),
  url: kind(urlKind),
  barcode: kind(barcodeKind),
  secret: kind(secretKind),
  integer: kind(integerKind),
  decimal: kind(decimalKind),
  money: kind(moneyKind),
  percent: kind(percentKind),
  rating: kind(ratingKind),
  slider: kind(sliderKind),
  duration: kind(durationKind),
  autonumber: kind(autonumberKind),
  boolean: kind(booleanKind),
  single: kind(singleKind),
  multi: kind(multiKind),
  tree: kind(treeKind),
  tags: kind(tagsKind),
  date: kind(dateKind),
  date_time: kind(dateTimeKind),
  time: kind(timeKind),
  date_range: kind(dateRangeKind),
  account: kind(accountKind),
  accounts: kind(accountsKind),
  team: kind(teamKind),
  geo_point: kind(geoPointKind),
  address: kind(addressKind),
  region: kind(regionKind),
  table: kind(tableKind),
  lookup: kind(lookupKind),
  multi_lookup: kind(multiLookupKind),
  file: kind(fileKind),
  image: kind(imageKind),
  signature: kind(signatureKind),
};

/** A kind this browser's version does not know yet is shown and edited as a text rather than not at all. */
export function fieldKind(kind: string): FieldKind {
  return Object.hasOwn(REGISTRY, kind) ? REGISTRY[kind as Kind] : REGISTRY.text;
}

export function configOf(kind: string): FieldConfig {
  return fieldKind(kind).config;
}

export const KINDS = Object.keys(REGISTRY) as readonly Kind[];
