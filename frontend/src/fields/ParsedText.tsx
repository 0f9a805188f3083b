import { TextInput } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { GrowingTextarea } from "@/ui";
import { useFormats } from "./context";
import type { FieldConfig } from "./FieldConfig";
import type { InputProps } from "./FieldKind";
import { NO_SETTINGS } from "./FieldSpec";
import type { FieldValue } from "./model";

interface Props<V extends FieldValue> extends InputProps<V> {
  readonly config: FieldConfig<V>;
  readonly multiline?: boolean;
  readonly inputMode?: "text" | "numeric" | "decimal" | "tel" | "email" | "url";
  readonly type?: "text" | "tel" | "email";
  readonly leftSection?: ReactNode;
  readonly rightSection?: ReactNode;
  readonly rightSectionWidth?: number;
  readonly numeric?: boolean;
}

/**
 * A text control whose value is read from what is typed. While it has the focus it shows exactly the keys pressed
 * ("12." stays "12."); afterwards the value as it was understood.
 */
export function ParsedText<V extends FieldValue>({
  config,
  field,
  value,
  text,
  onChange,
  ...props
}: Props<V>) {
  const formats = useFormats();
  const settings = field.settings ?? NO_SETTINGS;
  const [typed, setTyped] = useState<string | null>(null);
  const shown = typed ?? text ?? config.edit(value, settings, formats);

  const common = {
    id: props.id,
    value: shown,
    error: props.invalid,
    placeholder: props.placeholder,
    "aria-invalid": props.invalid || undefined,
    "aria-required": props.required || undefined,
    "aria-describedby": props.describedBy,
    autoComplete: "off",
    onChange: (event: { currentTarget: { value: string } }) => {
      const now = event.currentTarget.value;
      setTyped(now);
      const read = config.parse(now, settings, formats);
      onChange(read.ok ? { value: read.value } : { text: now, problem: read.problem });
    },
    onFocus: () => setTyped(shown),
    onBlur: () => {
      setTyped(null);
      props.onBlur?.();
    },
  };
  if (props.multiline) return <GrowingTextarea {...common} minRows={2} maxRows={14} />;
  return (
    <TextInput
      {...common}
      type={props.type ?? "text"}
      inputMode={props.inputMode ?? "text"}
      leftSection={props.leftSection}
      rightSection={props.rightSection}
      {...(props.rightSectionWidth ? { rightSectionWidth: props.rightSectionWidth } : {})}
      {...(props.numeric ? { styles: { input: { fontVariantNumeric: "tabular-nums" } } } : {})}
    />
  );
}
