import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { type TypeSchema, useTeams } from "@/api";
import { byName, places, useRegions } from "@/fields";
import { useLabel } from "@/ui";
import type { FilterField } from "./filter";

export interface ValueOption {
  value: string;
  label: string;
}

const PRIORITIES = ["urgent", "high", "normal", "low"] as const;
const STATUSES = ["new", "open", "waiting", "solved", "closed", "cancelled"] as const;

/** The closed set of values a field can be compared with; undefined when any value may be typed. */
export function useValueOptions(schema?: TypeSchema): (field: FilterField) => ValueOption[] | undefined {
  const { t, i18n } = useTranslation();
  const regions = useRegions(
    [...(schema?.fields ?? []), ...(schema?.related ?? [])].some((field) => field.kind === "region"),
  );
  const label = useLabel();
  const teams = useTeams();
  return useCallback(
    (field) => {
      switch (field.kind) {
        case "priority":
          return PRIORITIES.map((value) => ({ value, label: t(`ui:priority.${value}`) }));
        case "status":
          return STATUSES.map((value) => ({ value, label: t(`ui:status.${value}`) }));
        case "team":
          return teams.data?.map((team) => ({ value: team.key, label: label(team.label) }));
        case "step":
          return schema?.steps
            .filter((step) => step.category)
            .map((step) => ({ value: step.id, label: label(step.label) }));
        case "boolean":
          return [
            { value: "true", label: t("common:yes") },
            { value: "false", label: t("common:no") },
          ];
        case "tree":
          return places(field.field?.settings.options ?? [], i18n.language === "zh" ? "zh" : "en").map(
            (place) => ({
              value: place.path,
              label: place.words.join(" / "),
            }),
          );
        case "region":
          return places(byName(regions, i18n.language), i18n.language).map((place) => ({
            value: place.path,
            label: place.words.join(" / "),
          }));
        case "single":
        case "multi":
          return field.field?.settings.options?.map((option) => ({
            value: option.key,
            label: label(option.label),
          }));
        default:
          return undefined;
      }
    },
    [t, i18n.language, label, teams.data, schema, regions],
  );
}
