import { IconCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useLabel } from "@/ui";
import { useForm, useFormScope } from "./context";
import type { FormLayout } from "./definition";
import styles from "./forms.module.css";
import { type Part, reachable } from "./layout";
import { blocking } from "./store";

interface Props {
  readonly layout: FormLayout;
  readonly parts: readonly Part[];
  /** Place of the open one. */
  readonly open: number;
}

export const pageId = (prefix: string) => `${prefix}-page`;

/** How far one has come: every page by name, those that can be gone to as buttons. */
export function PagesLine({ layout, parts, open }: Props) {
  const { t } = useTranslation();
  const label = useLabel();
  const { store, prefix } = useFormScope();
  const reach = useForm(store, (d) => Math.max(reachable(parts, blocking(d)), open));
  return (
    <nav className={styles.pages} aria-label={label(layout.label)}>
      <ol>
        {parts.map((part, place) => (
          <li key={part.key} data-state={place < open ? "done" : place === open ? "now" : "ahead"}>
            <button
              type="button"
              disabled={place > reach}
              aria-current={place === open ? "step" : undefined}
              onClick={() => store.open(part.key)}
            >
              <span className={styles.pageName}>
                {place < open && <IconCheck size={12} stroke={2.4} aria-hidden />}
                {label(part.label)}
              </span>
            </button>
          </li>
        ))}
      </ol>
      <p id={pageId(prefix)} tabIndex={-1} aria-live="polite">
        {t("forms:page_of", { page: open + 1, count: parts.length })}
        <b>{label(parts[open]?.label ?? {})}</b>
      </p>
    </nav>
  );
}
