import { Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconCheck, IconUser } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLabel } from "@/ui";
import type { InputProps } from "../FieldKind";
import styles from "../fields.module.css";
import { usePeopleSearch, usePerson } from "../people";

export function Input(props: InputProps<string>) {
  const { t } = useTranslation();
  const label = useLabel();
  const [open, setOpen] = useState(false);
  const [search, setSearch] = useState("");
  const chosen = usePerson(props.value);
  // What stands in the box is the chosen name until somebody types: then it is a search.
  const [q] = useDebouncedValue(search === chosen?.name ? "" : search.trim(), 200);
  const { people, loading } = usePeopleSearch(q, open);
  const options = people.map((p) => ({ value: p.id, label: p.name }));
  if (props.value && !options.some((o) => o.value === props.value)) {
    options.unshift({ value: props.value, label: chosen?.name ?? "…" });
  }
  return (
    <Select
      id={props.id}
      // The list that opens is named by it.
      aria-label={label(props.field.label)}
      data={options}
      value={props.value}
      onChange={(id) => props.onChange({ value: id })}
      onBlur={props.onBlur}
      searchable
      searchValue={search}
      onSearchChange={setSearch}
      // The server has searched already (by name, login, pinyin as it sees fit): show what it found.
      filter={({ options: found }) => found}
      onDropdownOpen={() => setOpen(true)}
      onDropdownClose={() => setOpen(false)}
      nothingFoundMessage={loading ? t("fields:searching") : t("fields:nobody_found")}
      error={props.invalid}
      aria-required={props.required || undefined}
      aria-describedby={props.describedBy}
      placeholder={props.placeholder ?? t("fields:choose_person")}
      clearable={!props.required}
      allowDeselect={false}
      leftSection={<IconUser size={14} stroke={1.7} aria-hidden />}
      renderOption={({ option, checked }) => (
        <span className={styles.option}>
          {option.label}
          {checked && <IconCheck size={14} stroke={2.4} aria-hidden />}
        </span>
      )}
    />
  );
}
