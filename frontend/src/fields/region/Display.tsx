import { useFormats } from "../context";
import type { DisplayProps } from "../FieldKind";
import styles from "../fields.module.css";
import { pathWords } from "../tree/config";
import { useRegions } from "./regions";

export function Display({ value, mode }: DisplayProps<string>) {
  const { language } = useFormats();
  const text = pathWords(useRegions(), value, language);
  return (
    <span className={mode === "cell" ? styles.cell : styles.read} title={mode === "cell" ? text : undefined}>
      {text}
    </span>
  );
}
