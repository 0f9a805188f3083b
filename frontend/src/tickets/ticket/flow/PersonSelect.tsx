import { Select } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { usePeopleSearch } from "@/fields";

/** One person by name. */
export function PersonSelect({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string | null;
  onChange: (id: string | null) => void;
}) {
  const { t } = useTranslation();
  const [search, setSearch] = useState("");
  const [name, setName] = useState<string | null>(null);
  const { people, loading } = usePeopleSearch(search, true);
  const options = people.map((one) => ({ value: one.id, label: one.name }));
  // Who was chosen stays in the list whatever is looked for next.
  if (value && name && !options.some((one) => one.value === value)) options.unshift({ value, label: name });
  return (
    <Select
      label={label}
      required
      data={options}
      value={value}
      onChange={(id, option) => {
        setName(option?.label ?? null);
        onChange(id);
      }}
      searchable
      searchValue={search}
      onSearchChange={setSearch}
      // The server has searched already.
      filter={({ options: found }) => found}
      nothingFoundMessage={loading ? t("fields:searching") : t("fields:nobody_found")}
      placeholder={t("fields:choose_person")}
      comboboxProps={{ withinPortal: true }}
    />
  );
}
