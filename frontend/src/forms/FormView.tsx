import { IconAlertTriangle } from "@tabler/icons-react";
import { useDeferredValue, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useShallow } from "zustand/react/shallow";
import { useFieldProblemText } from "@/fields";
import { useLabel } from "@/ui";
import { FormContext, type FormScope, type FormWords, focusField, useForm } from "./context";
import type { FormLayout } from "./definition";
import { FoldedSection } from "./FoldedSection";
import { FormField } from "./FormField";
import styles from "./forms.module.css";
import { blocking } from "./store";
import { type Section, useSections } from "./useSections";

/** So many fields are drawn at once; those of a longer form follow while its first ones can be written in. */
const AT_ONCE = 60;

interface Props extends FormScope {
  readonly layout: FormLayout;
  /** Key of a section shown elsewhere on the page: left out here as long as nothing in it can be written. */
  readonly elsewhere?: string | undefined;
  /** The level of the sections' titles on this page. */
  readonly heading?: "h2" | "h3";
  /** Sections nobody needs now are one line each. */
  readonly folded?: boolean;
  /** A value the page shows elsewhere, such as the title: folded sections do not repeat it. */
  readonly known?: string | null | undefined;
}

/** A form as its definition lays it out: sections, columns, fields; those nobody may see simply are not there. */
export function FormView(props: Props) {
  const {
    layout,
    elsewhere,
    heading = "h3",
    folded = false,
    known,
    store,
    prefix,
    neededFor,
    canMatch,
  } = props;
  const { t } = useTranslation();
  const label = useLabel();
  const problemText = useFieldProblemText();
  const all = useSections(store, layout, elsewhere);
  const beginning = useMemo(() => first(all), [all]);
  const drawn = useDeferredValue(all, beginning);
  const sections = beginning.length === all.length ? all : drawn;
  // The same object as long as it says the same: every field of the form looks at it.
  const scope = useMemo<FormScope & FormWords>(
    () => ({ store, prefix, neededFor, canMatch, t, label, problemText }),
    [store, prefix, neededFor, canMatch, t, label, problemText],
  );
  const long = beginning.length < all.length;
  const Heading = heading;
  return (
    <FormContext value={scope}>
      <div
        ref={quieten}
        className={styles.form}
        data-folded={folded || undefined}
        data-long={long || undefined}
      >
        {sections.map((section, index) => {
          const grid = (
            <div className={styles.grid} data-columns={section.columns}>
              {section.fields.map((field) => (
                <FormField key={field.key} field={field} />
              ))}
            </div>
          );
          if (folded && section.label) {
            return (
              <FoldedSection
                key={section.key}
                section={section}
                form={layout.key}
                first={index === 0}
                heading={heading}
                known={known}
              >
                {grid}
              </FoldedSection>
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

/** What comes with every key and nothing on a page listens to; each would be asked of all that is around a field. */
const UNHEARD = ["keypress", "keyup", "textInput"];

/** A third of a keystroke's script was asking around for events that nobody wants. */
function quieten(form: HTMLElement | null): (() => void) | undefined {
  if (!form) return undefined;
  const stop = (event: Event) => event.stopPropagation();
  for (const type of UNHEARD) form.addEventListener(type, stop);
  return () => {
    for (const type of UNHEARD) form.removeEventListener(type, stop);
  };
}

/** The sections a form begins with, until there are enough fields for any screen. */
function first(sections: readonly Section[]): readonly Section[] {
  let fields = 0;
  const end = sections.findIndex((section) => {
    fields += section.fields.length;
    return fields >= AT_ONCE;
  });
  return end < 0 ? sections : sections.slice(0, end + 1);
}

const NONE: readonly string[] = [];

/** After an attempt to save: how many things stand in the way, each a link to its field. */
export function ErrorSummary({ store, prefix }: Pick<FormScope, "store" | "prefix">) {
  const { t } = useTranslation();
  const label = useLabel();
  const attempted = useForm(store, (d) => d.attempted);
  const keys = useForm(
    store,
    // Nothing is said before an attempt, so nothing need be looked for.
    useShallow((d) => (d.attempted ? blocking(d) : NONE)),
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
