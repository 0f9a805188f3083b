import { IconHourglass } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { InputProps } from "../FieldKind";
import { ParsedText } from "../ParsedText";
import { durationConfig } from "./config";

export function Input(props: InputProps<string>) {
  const { t } = useTranslation();
  return (
    <ParsedText
      {...props}
      config={durationConfig}
      numeric
      placeholder={props.placeholder ?? t("fields:duration_hint")}
      leftSection={<IconHourglass size={14} stroke={1.7} aria-hidden />}
    />
  );
}
