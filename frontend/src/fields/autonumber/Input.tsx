import { TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { InputProps } from "../FieldKind";

/** Never written: forms show it read-only, and this where something else offers an input. */
export function Input(props: InputProps<string>) {
  const { t } = useTranslation();
  return <TextInput id={props.id} value={props.value ?? ""} placeholder={t("fields:autonumber")} readOnly />;
}
