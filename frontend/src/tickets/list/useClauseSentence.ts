import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import type { TypeSchema } from "@/api";
import { useFormats, usePeople } from "@/fields";
import { formatDate, formatDateTime, formatDecimal, useLabel } from "@/ui";
import { type Clause, compareOf, type FilterField } from "./filter";
import { useValueOptions } from "./useValueOptions";

/** A clause in words, in the reader's language: "Reason is Damaged on arrival". */
export function useClauseSentence(
  fields: readonly FilterField[],
  schema: TypeSchema,
  clauses: readonly Clause[] = [],
): (clause: Clause) => string {
  const { t } = useTranslation();
  const label = useLabel();
  const { language, zone } = useFormats();
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
          case "account":
            return people.get(value)?.name ?? value;
          default:
            return value;
        }
      };
      const said = clause.values.map(word).join(t("list:filter.listJoin"));
      // Between Chinese and what is not stands a space; before a sign or a mark there is one, or none is wanted.
      const bare =
        clause.op === "is" || clause.op === "isNot" || clause.op === "oneOf" || clause.op === "has";
      const value = language === "zh" && bare && /^[\w¥$€£-]/.test(said) ? ` ${said}` : said;
      const dated = ["date", "timestamp", "period"].includes(compareOf(field.kind)) ? "date" : "plain";
      return t(`list:filter.sentence.${dated}.${clause.op}`, {
        field: name,
        value,
        defaultValue: t(`list:filter.sentence.plain.${clause.op}`, { field: name, value }),
      });
    },
    [fields, label, options, language, zone, t, people],
  );
}
