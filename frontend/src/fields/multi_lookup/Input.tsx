import { MultiSelect } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLabel } from "@/ui";
import type { InputProps } from "../FieldKind";
import type { Reference } from "../model";
import { useRecordChoices } from "../records";

const MOST = 100;

export function Input(props: InputProps<readonly Reference[]>) {
  const { t } = useTranslation();
  const label = useLabel();
  const [open, setOpen] = useState(false);
  const [search, setSearch] = useState("");
  const [q] = useDebouncedValue(search.trim(), 200);
  const { records, loading } = useRecordChoices(props.field.settings?.target ?? "", q, open);
  const chosen = props.value ?? [];
  const known = new Map<string, Reference>(
    records.map((r) => [r.id, { id: r.id, type: r.type, title: r.title }]),
  );
  for (const record of chosen) known.set(record.id, record);
  return (
    <MultiSelect
      id={props.id}
      // The list that opens is named by it.
      aria-label={label(props.field.label)}
      data={[...known.values()].map((r) => ({ value: r.id, label: r.title ?? t("fields:record_untitled") }))}
      value={chosen.map((r) => r.id)}
      onChange={(ids) => {
        const next = ids.flatMap((id) => known.get(id) ?? []);
        props.onChange({ value: next.length > 0 ? next : null });
      }}
      onBlur={props.onBlur}
      searchable
      searchValue={search}
      onSearchChange={setSearch}
      filter={({ options: found }) => found}
      onDropdownOpen={() => setOpen(true)}
      onDropdownClose={() => setOpen(false)}
      hidePickedOptions
      maxValues={MOST}
      nothingFoundMessage={loading ? t("fields:searching") : t("fields:no_record_found")}
      error={props.invalid}
      aria-required={props.required || undefined}
      aria-describedby={props.describedBy}
      placeholder={chosen.length === 0 ? (props.placeholder ?? t("fields:choose_records")) : undefined}
      clearable
      clearButtonProps={{ "aria-label": t("fields:clear") }}
      leftSection={<IconSearch size={14} stroke={1.7} aria-hidden />}
      comboboxProps={{ withinPortal: true, shadow: "md" }}
    />
  );
}
