import type { DisplayProps } from "../FieldKind";
import styles from "../fields.module.css";
import { usePerson } from "../people";

export function Display({ value, mode }: DisplayProps<string>) {
  const person = usePerson(value);
  return (
    <span className={mode === "cell" ? styles.cell : styles.read} title={person?.name}>
      {person?.name ?? "…"}
    </span>
  );
}
