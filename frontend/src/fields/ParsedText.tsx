import { TextInput } from "@mantine/core";
import { type ReactNode, useEffect, useLayoutEffect, useRef } from "react";
import { GrowingTextarea } from "@/ui";
import { useFormats } from "./context";
import type { FieldConfig } from "./FieldConfig";
import type { Change, InputProps } from "./FieldKind";
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
 * ("12." stays "12."); afterwards the value as it was understood. The text is the browser's own, so that a keystroke
 * draws nothing.
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
  const shown = text ?? config.edit(value, settings, formats);
  const box = useRef<HTMLInputElement & HTMLTextAreaElement>(null);
  /** What was sent since this was drawn: with it, what is drawn here is no longer the last word. */
  const sent = useRef<Change<V>>(null);

  useLayoutEffect(() => {
    sent.current = null;
    if (document.activeElement !== box.current) show(box.current, shown);
  });

  const take = useRef((_: string) => {});
  take.current = (now) => {
    const read = config.parse(now, settings, formats);
    const change: Change<V> = read.ok ? { value: read.value } : { text: now, problem: read.problem };
    sent.current = change;
    onChange(change);
  };
  // Heard at the box itself: React would ask everything around it, which takes longer than deciding the form.
  useEffect(() => {
    const heard = box.current;
    if (!heard) return;
    const typed = (event: Event) => {
      event.stopPropagation();
      take.current(heard.value);
    };
    heard.addEventListener("input", typed);
    return () => heard.removeEventListener("input", typed);
  }, []);

  const common = {
    id: props.id,
    ref: box,
    defaultValue: shown,
    error: props.invalid,
    placeholder: props.placeholder,
    "aria-invalid": props.invalid || undefined,
    "aria-required": props.required || undefined,
    "aria-describedby": props.describedBy,
    autoComplete: "off",
    onBlur: () => {
      const last = sent.current;
      if (!last) show(box.current, shown);
      else show(box.current, "text" in last ? last.text : config.edit(last.value, settings, formats));
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

function show(box: HTMLInputElement | HTMLTextAreaElement | null, text: string): void {
  if (box && box.value !== text) box.value = text;
}
