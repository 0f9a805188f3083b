import { IconChevronRight } from "@tabler/icons-react";
import { Fragment, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { useShallow } from "zustand/react/shallow";
import { FieldDisplay, fieldKind } from "@/fields";
import { useLabel } from "@/ui";
import { useForm, useFormScope } from "./context";
import type { FormField } from "./engine";
import styles from "./forms.module.css";
import { inShort } from "./inShort";
import type { Section } from "./layout";
import { useAsked, usePressing } from "./useSections";

/** As many fields as fit in two rows; more would push the history out of sight. */
const SHORT = 4;

/** What somebody opened or closed stays so on the next ticket, for as long as the page lives. */
const chosen = new Map<string, boolean>();

interface Props {
  readonly section: Section;
  /** Names the form, to remember by. */
  readonly form: string;
  /** The step's own section: open when it is short, for its fields are what the step is about. */
  readonly first: boolean;
  readonly heading: "h2" | "h3";
  /** A value the page shows elsewhere, left out of the line. */
  readonly known?: string | null | undefined;
  readonly children: ReactNode;
}

/** A section that is one line until it is needed: its title and what stands in it. */
export function FoldedSection({ section, form, first, heading: Heading, known, children }: Props) {
  const label = useLabel();
  const { store, neededFor } = useFormScope();
  const asked = useAsked(store, section.fields, neededFor);
  const writable = useForm(store, (d) => section.fields.some((f) => !d.form.fields.get(f.key)?.readOnly));
  const pressing = usePressing(store, section.fields);
  const id = `${form}.${section.key}`;
  // Decided when the ticket opens: filling in the last missing field must not fold the section under one's hands.
  const [open, setOpen] = useState(
    () => asked || (chosen.get(id) ?? (first && writable && section.fields.length <= SHORT)),
  );
  const shown = open || pressing;
  return (
    <details
      className={styles.section}
      open={shown}
      onToggle={(event) => {
        const now = event.currentTarget.open;
        // The browser also reports what was drawn; only the rest is somebody's choice.
        if (now === shown) return;
        chosen.set(id, now);
        setOpen(now);
      }}
    >
      <summary className={styles.fold}>
        <IconChevronRight size={14} stroke={1.8} aria-hidden />
        <Heading className={styles.title}>{label(section.label)}</Heading>
        {!shown && <InShort fields={section.fields} known={known} />}
      </summary>
      {children}
    </details>
  );
}

/** The values of a folded section, side by side. */
function InShort({ fields, known }: { fields: readonly FormField[]; known?: string | null | undefined }) {
  const { t } = useTranslation();
  const label = useLabel();
  const { store } = useFormScope();
  const filled = useForm(
    store,
    useShallow((d) => inShort(fields, d, known)),
  );
  const shown = fields.filter((f) => filled.includes(f.key));
  if (shown.length === 0) return <span className={styles.nothing}>{t("forms:nothing_yet")}</span>;
  return (
    <span className={styles.inShort}>
      <span>
        {shown.map((field, index) => (
          <Fragment key={field.key}>
            {index > 0 && <span className={styles.inShortName}> · </span>}
            <span title={label(field.label)}>
              <Short field={field} />
            </span>
          </Fragment>
        ))}
      </span>
    </span>
  );
}

function Short({ field }: { field: FormField }) {
  const label = useLabel();
  const { store } = useFormScope();
  const value = useForm(store, (d) =>
    field.formula ? (d.form.fields.get(field.key)?.value ?? null) : (d.values[field.key] ?? null),
  );
  const { config, bare } = fieldKind(field.kind);
  const json = field.masked != null ? { masked: field.masked } : config.toJson(value, field.settings ?? {});
  return (
    <>
      {bare && <span className={styles.inShortName}>{label(field.label)} </span>}
      <FieldDisplay field={field} value={json} mode="cell" />
    </>
  );
}
