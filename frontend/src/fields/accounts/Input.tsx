import { MultiSelect } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconUsers } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLabel } from "@/ui";
import type { InputProps } from "../FieldKind";
import { usePeople, usePeopleSearch } from "../people";

export function Input(props: InputProps<readonly string[]>) {
  const { t } = useTranslation();
  const label = useLabel();
  const [open, setOpen] = useState(false);
  const [search, setSearch] = useState("");
  const chosen = props.value ?? [];
  const known = usePeople(chosen);
  const [q] = useDebouncedValue(search.trim(), 200);
  const { people, loading } = usePeopleSearch(q, open);
  const options = people.map((p) => ({ value: p.id, label: p.name }));
  for (const id of chosen) {
    if (!options.some((o) => o.value === id)) options.push({ value: id, label: known.get(id)?.name ?? "…" });
  }
  return (
    <MultiSelect
      id={props.id}
      // The list that opens is named by it.
      aria-label={label(props.field.label)}
      data={options}
      value={[...chosen]}
      onChange={(ids) => props.onChange({ value: ids.length > 0 ? ids : null })}
      onBlur={props.onBlur}
      searchable
      searchValue={search}
      onSearchChange={setSearch}
      // The server has searched already: show what it found.
      filter={({ options: found }) => found}
      onDropdownOpen={() => setOpen(true)}
      onDropdownClose={() => setOpen(false)}
      nothingFoundMessage={loading ? t("fields:searching") : t("fields:nobody_found")}
      error={props.invalid}
      aria-required={props.required || undefined}
      aria-describedby={props.describedBy}
      placeholder={chosen.length === 0 ? (props.placeholder ?? t("fields:choose_people")) : undefined}
      clearable
      clearButtonProps={{ "aria-label": t("fields:clear") }}
      leftSection={<IconUsers size={14} stroke={1.7} aria-hidden />}
      comboboxProps={{ withinPortal: true, shadow: "md" }}
    />
  );
}
