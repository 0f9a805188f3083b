import { labelIn } from "@/ui";
import { useFormats } from "./context";
import styles from "./fields.module.css";
import type { Settings } from "./model";
import { optionOf } from "./single/config";

/** A chosen option: its word on its tone. A toneless one is a plain word, so that a list stays calm. */
export function Tag({ settings, option, boxed }: { settings: Settings; option: string; boxed?: boolean }) {
  const formats = useFormats();
  const known = optionOf(settings, option);
  const text = known ? labelIn(known.label, formats.language) : option;
  if (!known?.tone && !boxed) return <>{text}</>;
  return (
    <span className={styles.tag} data-tone={known?.tone ?? undefined}>
      {text}
    </span>
  );
}
