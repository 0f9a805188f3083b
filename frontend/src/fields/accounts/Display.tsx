import { useFormats } from "../context";
import type { DisplayProps } from "../FieldKind";
import styles from "../fields.module.css";
import { usePeople } from "../people";

export function Display({ value, mode }: DisplayProps<readonly string[]>) {
  const { language } = useFormats();
  const people = usePeople(value);
  const text = value.map((id) => people.get(id)?.name ?? "…").join(language === "zh" ? "、" : ", ");
  return (
    <span className={mode === "cell" ? styles.cell : styles.read} title={text}>
      {text}
    </span>
  );
}
