import { IconAlertTriangle, IconChevronRight } from "@tabler/icons-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useShallow } from "zustand/react/shallow";
import { useLabel } from "@/ui";
import { FormContext, type FormScope, focusField, useForm } from "./context";
import type { FormLayout } from "./definition";
import { FormField } from "./FormField";
import styles from "./forms.module.css";
import { blocking } from "./store";

interface Props extends FormScope {
  readonly layout: FormLayout;
  /** Key of a section shown elsewhere on the page: left out here as long as nothing in it can be written. */
  readonly elsewhere?: string | undefined;
  /** The level of the sections' titles on this page. */
  readonly heading?: "h2" | "h3";
}

/** A form as its definition lays it out: sections, columns, fields; those nobody may see simply are not there. */
export function FormView({ layout, elsewhere, heading: Heading = "h3", ...scope }: Props) {
  const { store } = scope;
  const { t } = useTranslation();
  const label = useLabel();
  const fields = useForm(store, (d) => d.plan.fields);
  const visible = useForm(
    store,
    useShallow((d) => d.plan.fields.filter((f) => d.form.fields.get(f.key)?.visible).map((f) => f.key)),
  );
  const sections = useMemo(() => {
    const byKey = new Map(fields.map((f) => [f.key, f]));
    const placed = new Set(layout.sections.flatMap((s) => s.fields));
    const all = layout.sections.map((s) => ({
      key: s.key,
      label: s.label,
      columns: Math.min(Math.max(s.columns, 1), 3),
      fields: s.fields.flatMap((key) => byKey.get(key) ?? []),
    }));
    // Beyond this step's layout the server sends what conditions look at. Only what is asked for is shown, at the end:
    // a field that stands in the way must be there to be filled in.
    const rest = fields.filter(
      (f) => !placed.has(f.key) && (f.required || f.requiredToAct || f.requiredWhen),
    );
    return rest.length > 0 ? [...all, { key: "", label: null, columns: 2, fields: rest }] : all;
  }, [layout, fields]);
  const written = useForm(
    store,
    useShallow((d) =>
      d.plan.fields
        .filter((f) => {
          const state = d.form.fields.get(f.key);
          return state && (!state.readOnly || !state.empty);
        })
        .map((f) => f.key),
    ),
  );
  const writable = useForm(
    store,
    useShallow((d) => d.plan.fields.filter((f) => !d.form.fields.get(f.key)?.readOnly).map((f) => f.key)),
  );
  const shown = sections.filter(
    (s) =>
      s.fields.some((f) => visible.includes(f.key)) &&
      (s.key !== elsewhere || s.fields.some((f) => writable.includes(f.key))),
  );
  return (
    <FormContext value={scope}>
      <div className={styles.form}>
        {shown.map((section) => {
          const grid = (
            <div className={styles.grid} data-columns={section.columns}>
              {section.fields.map((field) => (
                <FormField key={field.key} field={field} />
              ))}
            </div>
          );
          // Nothing to read and nothing to write yet, such as the next step's fields: one line, not six empty boxes.
          if (section.label && !section.fields.some((f) => written.includes(f.key))) {
            return (
              <details key={section.key} className={styles.section}>
                <summary className={styles.later}>
                  <IconChevronRight size={14} stroke={1.8} aria-hidden />
                  {label(section.label)} <span>{t("forms:nothing_yet")}</span>
                </summary>
                {grid}
              </details>
            );
          }
          return (
            <section key={section.key} className={styles.section}>
              {section.label && <Heading className={styles.title}>{label(section.label)}</Heading>}
              {grid}
            </section>
          );
        })}
      </div>
    </FormContext>
  );
}

/** After an attempt to save: how many things stand in the way, each a link to its field. */
export function ErrorSummary({ store, prefix }: Pick<FormScope, "store" | "prefix">) {
  const { t } = useTranslation();
  const label = useLabel();
  const attempted = useForm(store, (d) => d.attempted);
  const keys = useForm(
    store,
    useShallow((d) => blocking(d)),
  );
  const fields = useForm(store, (d) => d.plan.fields);
  if (!attempted || keys.length === 0) return null;
  return (
    <div className={styles.summary} role="alert">
      <IconAlertTriangle size={16} stroke={1.8} aria-hidden />
      <span>{t("forms:need_attention", { count: keys.length })}</span>
      {keys.map((key) => (
        <button key={key} type="button" onClick={() => focusField(prefix, key)}>
          {label(fields.find((f) => f.key === key)?.label)}
        </button>
      ))}
    </div>
  );
}
