import { Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconCheck, IconSearch } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLabel } from "@/ui";
import type { InputProps } from "../FieldKind";
import styles from "../fields.module.css";
import type { Reference } from "../model";
import { useRecordChoices } from "../records";

export function Input(props: InputProps<Reference>) {
  const { t } = useTranslation();
  const label = useLabel();
  const [open, setOpen] = useState(false);
  const [search, setSearch] = useState("");
  const target = props.field.settings?.target ?? "";
  const titled = props.value?.title ?? (props.value ? t("fields:record_untitled") : "");
  // What stands in the box is the chosen record's title until somebody types: then it is a search.
  const [q] = useDebouncedValue(search === titled ? "" : search.trim(), 200);
  const { records, loading } = useRecordChoices(target, q, open);
  const options = records.map((r) => ({
    value: r.id,
    label: r.title ?? t("fields:record_untitled"),
    note: r.externalId !== r.title ? r.externalId : null,
  }));
  if (props.value && !options.some((o) => o.value === props.value?.id)) {
    options.unshift({ value: props.value.id, label: titled, note: null });
  }
  return (
    <Select
      id={props.id}
      // The list that opens is named by it.
      aria-label={label(props.field.label)}
      data={options}
      value={props.value?.id ?? null}
      onChange={(id) => {
        const record = records.find((r) => r.id === id);
        if (id === null) props.onChange({ value: null });
        else if (record) props.onChange({ value: { id: record.id, type: record.type, title: record.title } });
      }}
      onBlur={props.onBlur}
      searchable
      searchValue={search}
      onSearchChange={setSearch}
      // The server has searched already, by number, name or phone: show what it found.
      filter={({ options: found }) => found}
      onDropdownOpen={() => setOpen(true)}
      onDropdownClose={() => setOpen(false)}
      nothingFoundMessage={loading ? t("fields:searching") : t("fields:no_record_found")}
      error={props.invalid}
      aria-required={props.required || undefined}
      aria-describedby={props.describedBy}
      placeholder={props.placeholder ?? t("fields:choose_record")}
      clearable={!props.required}
      allowDeselect={false}
      leftSection={<IconSearch size={14} stroke={1.7} aria-hidden />}
      renderOption={({ option, checked }) => (
        <span className={styles.option}>
          {option.label}
          <span className={styles.note}>{options.find((o) => o.value === option.value)?.note}</span>
          {checked && <IconCheck size={14} stroke={2.4} aria-hidden />}
        </span>
      )}
    />
  );
}
