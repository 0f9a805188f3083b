import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import type { TypeSchema } from "@/api";
import { durationConfig, NO_SETTINGS, useFormats, usePeople } from "@/fields";
import { formatDate, formatDateTime, formatDecimal, useLabel } from "@/ui";
import { type Clause, compareOf, type FilterField, type Operator } from "./filter";
import { useValueOptions } from "./useValueOptions";

/** Where, in Chinese, the value follows a word without a mark or a space. */
const UNSPACED: readonly Operator[] = ["is", "isNot", "oneOf", "has", "under"];

/** A clause in words, in the reader's language: "Reason is Damaged on arrival". */
export function useClauseSentence(
  fields: readonly FilterField[],
  schema: TypeSchema,
  clauses: readonly Clause[] = [],
): (clause: Clause) => string {
  const { t } = useTranslation();
  const label = useLabel();
  const formats = useFormats();
  const { language, zone } = formats;
  const options = useValueOptions(schema);
  const accounts = new Set(
    fields.filter((field) => compareOf(field.kind) === "account").map((field) => field.key),
  );
  const people = usePeople(
    clauses.filter((clause) => accounts.has(clause.key)).flatMap((clause) => clause.values),
  );
  return useCallback(
    (clause) => {
      const field = fields.find((each) => each.key === clause.key);
      if (!field) return clause.key;
      const name = label(field.column.label);
      const word = (value: string) => {
        const option = options(field)?.find((each) => each.value === value);
        if (option) return option.label;
        switch (compareOf(field.kind)) {
          case "date":
          case "period":
            return formatDate(value, language);
          case "timestamp":
            return formatDateTime(value, language, zone);
          case "bool":
            return t(value === "true" ? "common:yes" : "common:no");
          case "number":
          case "money":
            return formatDecimal(value, language);
          case "span": {
            const read = durationConfig.parse(value, NO_SETTINGS, formats);
            return read.ok ? durationConfig.format(read.value, NO_SETTINGS, formats) : value;
          }
          case "account":
            return people.get(value)?.name ?? value;
          default:
            return value;
        }
      };
      const said = clause.values.map(word).join(t("list:filter.listJoin"));
      // Between Chinese and a number or a Latin word stands a space; quotation marks and signs have theirs.
      const value =
        language === "zh" && UNSPACED.includes(clause.op) && /^[\w¥$€£-]/.test(said) ? ` ${said}` : said;
      const dated = ["date", "timestamp", "period"].includes(compareOf(field.kind)) ? "date" : "plain";
      return t(`list:filter.sentence.${dated}.${clause.op}`, {
        field: name,
        value,
        defaultValue: t(`list:filter.sentence.plain.${clause.op}`, { field: name, value }),
      });
    },
    [fields, label, options, language, zone, formats, t, people],
  );
}
