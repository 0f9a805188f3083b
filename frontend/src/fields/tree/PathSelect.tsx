import { Select } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useLabel } from "@/ui";
import { useFormats } from "../context";
import type { InputProps } from "../FieldKind";
import styles from "../fields.module.css";
import type { Option } from "../model";
import { places } from "./config";

/** So many rows a list shows at once; typing finds the rest. */
const SHOWN = 100;

/** All places of a tree in one list, each below the one it belongs to: found by typing any word on the way to it. */
export function PathSelect(props: InputProps<string> & { readonly options: readonly Option[] }) {
  const { t } = useTranslation();
  const label = useLabel();
  const { language } = useFormats();
  const all = useMemo(() => places(props.options, language), [props.options, language]);
  const depth = props.field.settings?.depth ?? 1;
  const data = useMemo(() => {
    const open = all.filter((p) => p.leaf || p.words.length >= depth);
    const list = open.map((p) => ({ value: p.path, label: p.words.join(" / ") }));
    if (props.value && !list.some((p) => p.value === props.value)) {
      list.push({ value: props.value, label: props.value });
    }
    return list;
  }, [all, depth, props.value]);
  return (
    <Select
      id={props.id}
      // The list that opens is named by it.
      aria-label={label(props.field.label)}
      data={data}
      value={props.value}
      onChange={(path) => props.onChange({ value: path })}
      onBlur={props.onBlur}
      error={props.invalid}
      aria-required={props.required || undefined}
      aria-describedby={props.describedBy}
      placeholder={props.placeholder ?? t("fields:choose")}
      searchable
      limit={SHOWN}
      clearable={!props.required}
      allowDeselect={false}
      nothingFoundMessage={t("fields:nothing_found")}
      clearButtonProps={{ "aria-label": t("fields:clear") }}
      comboboxProps={{ withinPortal: true, shadow: "md" }}
      renderOption={({ option, checked }) => {
        const words = option.label.split(" / ");
        return (
          <span className={styles.option}>
            <span>
              {words.length > 1 && <span className={styles.above}>{words.slice(0, -1).join(" / ")} / </span>}
              {words[words.length - 1]}
            </span>
            {checked && <IconCheck size={14} stroke={2.4} aria-hidden />}
          </span>
        );
      }}
    />
  );
}
