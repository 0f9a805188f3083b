import { useTeams } from "@/api";
import { useLabel } from "@/ui";
import type { DisplayProps } from "../FieldKind";
import styles from "../fields.module.css";

export function Display({ value, mode }: DisplayProps<string>) {
  const label = useLabel();
  const team = useTeams().data?.find((t) => t.key === value);
  const text = team ? label(team.label) : value;
  return (
    <span className={mode === "cell" ? styles.cell : styles.read} title={text}>
      {text}
    </span>
  );
}
