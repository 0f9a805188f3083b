import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import type { TypeSchema } from "@/api";
import { useFormats, usePeople } from "@/fields";
import { formatDate, formatDateTime, formatDecimal, useLabel } from "@/ui";
import type { Clause, FilterField } from "./filter";
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
  const accounts = new Set(fields.filter((field) => field.kind === "account").map((field) => field.key));
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
        if (field.kind === "date") return formatDate(value, language);
        if (field.kind === "date_time") return formatDateTime(value, language, zone);
        if (field.kind === "boolean") return t(value === "true" ? "common:yes" : "common:no");
        if (field.kind === "number") return value;
        if (["integer", "decimal", "money"].includes(field.kind)) return formatDecimal(value, language);
        if (field.kind === "account") return people.get(value)?.name ?? value;
        return value;
      };
      const value = clause.values.map(word).join(t("list:filter.listJoin"));
      const dated = field.kind === "date" || field.kind === "date_time" ? "date" : "plain";
      return t(`list:filter.sentence.${dated}.${clause.op}`, {
        field: name,
        value,
        defaultValue: t(`list:filter.sentence.plain.${clause.op}`, { field: name, value }),
      });
    },
    [fields, label, options, language, zone, t, people],
  );
}
