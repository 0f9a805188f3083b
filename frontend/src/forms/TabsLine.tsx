import { IconAlertCircleFilled } from "@tabler/icons-react";
import { type KeyboardEvent, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useShallow } from "zustand/react/shallow";
import { useCurrentInSight, useLabel } from "@/ui";
import { useForm, useFormScope } from "./context";
import type { FormLayout } from "./definition";
import styles from "./forms.module.css";
import { fieldsOf, type Part } from "./layout";
import { markOf } from "./marks";

export const tabId = (prefix: string, part: string) => `${prefix}-tab-${part}`;
export const panelId = (prefix: string, part: string) => `${prefix}-panel-${part}`;

interface Props {
  readonly layout: FormLayout;
  readonly parts: readonly Part[];
  /** Place of the open one. */
  readonly open: number;
  readonly onOpen: (part: string) => void;
}

/** The names of the tabs: one stop of the Tab key, arrow keys go from one to the next. */
export function TabsLine({ layout, parts, open, onOpen }: Props) {
  const { t } = useTranslation();
  const label = useLabel();
  const { store, prefix, neededFor } = useFormScope();
  const line = useCurrentInSight<HTMLDivElement>(`${open} of ${parts.length}`);
  const fields = useMemo(() => parts.map(fieldsOf), [parts]);
  const marks = useForm(
    store,
    useShallow((d) => fields.map((keys) => markOf(d, keys, neededFor))),
  );

  function onKeyDown(event: KeyboardEvent) {
    const to = target(event.key, open, parts.length);
    const part = to === null ? undefined : parts[to];
    if (!part || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    onOpen(part.key);
    document.getElementById(tabId(prefix, part.key))?.focus();
  }

  return (
    <div ref={line} role="tablist" aria-label={label(layout.label)} className={styles.tabs}>
      {parts.map((part, place) => (
        <button
          key={part.key}
          id={tabId(prefix, part.key)}
          type="button"
          role="tab"
          aria-selected={place === open}
          aria-controls={place === open ? panelId(prefix, part.key) : undefined}
          tabIndex={place === open ? 0 : -1}
          className={styles.tab}
          onClick={() => onOpen(part.key)}
          onKeyDown={onKeyDown}
        >
          {label(part.label)}
          {marks[place] === "wrong" && (
            <>
              <IconAlertCircleFilled size={14} className={styles.wrong} aria-hidden />
              <span className="sr-only">{t("forms:part_wrong")}</span>
            </>
          )}
          {marks[place] === "missing" && (
            <>
              <span className={styles.star} aria-hidden>
                *
              </span>
              <span className="sr-only">{t("forms:part_missing")}</span>
            </>
          )}
        </button>
      ))}
    </div>
  );
}

/** Where a key leads from the tab in `open`; null when it leads nowhere. */
export function target(key: string, open: number, count: number): number | null {
  switch (key) {
    case "ArrowRight":
      return (open + 1) % count;
    case "ArrowLeft":
      return (open - 1 + count) % count;
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return null;
  }
}
