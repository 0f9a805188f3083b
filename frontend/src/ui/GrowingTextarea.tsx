import { Textarea, type TextareaProps } from "@mantine/core";
import type { CSSProperties } from "react";
import styles from "./GrowingTextarea.module.css";

/** Whether the browser itself makes a box as high as what is written in it; else script measures it at each keystroke. */
const GROWS = globalThis.CSS?.supports?.("field-sizing", "content") ?? false;

const GROWING = { input: styles.growing as string };

interface Props
  extends Omit<TextareaProps, "autosize" | "minRows" | "maxRows" | "rows" | "style" | "classNames"> {
  /** Lines there is room for before anything is written. */
  readonly minRows: number;
  /** Lines after which it scrolls. */
  readonly maxRows: number;
}

/** A box for a text of some lines, as high as the text. */
export function GrowingTextarea({ minRows, maxRows, ...props }: Props) {
  if (!GROWS) return <Textarea {...props} autosize minRows={minRows} maxRows={maxRows} />;
  const lines = { "--rows-least": minRows, "--rows-most": maxRows } as CSSProperties;
  return <Textarea {...props} rows={minRows} classNames={GROWING} style={lines} />;
}
