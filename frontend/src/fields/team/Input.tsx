import { Select } from "@mantine/core";
import { IconUsersGroup } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useTeams } from "@/api";
import { useLabel } from "@/ui";
import type { InputProps } from "../FieldKind";

export function Input(props: InputProps<string>) {
  const { t } = useTranslation();
  const label = useLabel();
  const teams = useTeams().data ?? [];
  const data = teams.map((team) => ({ value: team.key, label: label(team.label) }));
  if (props.value && !data.some((d) => d.value === props.value)) {
    data.push({ value: props.value, label: props.value });
  }
  return (
    <Select
      id={props.id}
      // The list that opens is named by it.
      aria-label={label(props.field.label)}
      data={data}
      value={props.value}
      onChange={(key) => props.onChange({ value: key })}
      onBlur={props.onBlur}
      error={props.invalid}
      aria-required={props.required || undefined}
      aria-describedby={props.describedBy}
      placeholder={props.placeholder ?? t("fields:choose_team")}
      searchable
      clearable={!props.required}
      allowDeselect={false}
      nothingFoundMessage={t("fields:nothing_found")}
      clearButtonProps={{ "aria-label": t("fields:clear") }}
      leftSection={<IconUsersGroup size={14} stroke={1.7} aria-hidden />}
      comboboxProps={{ withinPortal: true, shadow: "md" }}
    />
  );
}
