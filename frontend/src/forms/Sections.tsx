import { IconInfoCircle } from "@tabler/icons-react";
import { type ReactNode, useDeferredValue, useMemo } from "react";
import { useLabel } from "@/ui";
import { useForm, useFormScope } from "./context";
import { FoldedSection } from "./FoldedSection";
import { FormField } from "./FormField";
import styles from "./forms.module.css";
import { entriesOf, type Section } from "./layout";

/** So many fields are drawn at once; those of a longer form follow while its first ones can be written in. */
const AT_ONCE = 60;

interface Props {
  readonly sections: readonly Section[];
  /** Names the form, to remember by what was folded. */
  readonly form: string;
  readonly heading: "h2" | "h3";
  /** Sections nobody needs now are one line each. */
  readonly folded?: boolean;
  readonly known?: string | null | undefined;
  /** The name of the tab or page they are on: a section alone there need not say the same again. */
  readonly under?: string | undefined;
  /** A field that must be among those drawn at once. */
  readonly reach?: string | null;
}

/** Sections one below the other. */
export function Sections({
  sections: all,
  form,
  heading,
  folded = false,
  known,
  under,
  reach = null,
}: Props) {
  const label = useLabel();
  const beginning = useMemo(() => first(all, reach), [all, reach]);
  const drawn = useDeferredValue(all, beginning);
  const sections = beginning.length === all.length ? all : drawn;
  const long = beginning.length < all.length;
  const Heading = heading;
  return (
    <div
      ref={quieten}
      className={styles.form}
      data-folded={folded || undefined}
      data-long={long || undefined}
    >
      {sections.map((section, index) => {
        const titled = section.label && (all.length > 1 || label(section.label) !== under);
        const grid = (
          <div className={styles.grid} data-columns={section.columns}>
            {section.notes.length > 0 ? (
              <WithNotes section={section} heading={below(heading, titled !== false)} />
            ) : (
              section.fields.map((field) => <FormField key={field.key} field={field} />)
            )}
          </div>
        );
        if (folded && section.label) {
          return (
            <FoldedSection
              key={section.key}
              section={section}
              form={form}
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
            {titled && <Heading className={styles.title}>{label(section.label)}</Heading>}
            {grid}
          </section>
        );
      })}
    </div>
  );
}

const below = (heading: "h2" | "h3", titled: boolean) => (!titled ? heading : heading === "h2" ? "h3" : "h4");

/** Fields with dividers and texts between them. */
function WithNotes({
  section,
  heading: Heading,
}: {
  section: Section;
  heading: "h2" | "h3" | "h4";
}): ReactNode {
  const label = useLabel();
  const { store } = useFormScope();
  const visible = useForm(store, (d) => d.form.visible);
  const entries = useMemo(() => {
    const seen = new Set(visible);
    return entriesOf(section, (key) => seen.has(key));
  }, [section, visible]);
  let notes = 0;
  return entries.map((entry) => {
    if (entry.kind === "field") return <FormField key={entry.field.key} field={entry.field} />;
    notes++;
    if (entry.kind === "text") {
      return (
        <p key={`note ${notes}`} className={styles.note}>
          <IconInfoCircle size={14} stroke={1.7} aria-hidden />
          <span>{label(entry.text)}</span>
        </p>
      );
    }
    return entry.title ? (
      <Heading key={`note ${notes}`} className={styles.divider}>
        {label(entry.title)}
      </Heading>
    ) : (
      <hr key={`note ${notes}`} className={styles.divider} />
    );
  });
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

/** The sections a form begins with, until there are enough fields for any screen and the one that is wanted. */
function first(sections: readonly Section[], reach: string | null): readonly Section[] {
  let fields = 0;
  let reached = reach === null || !sections.some((s) => s.fields.some((f) => f.key === reach));
  const end = sections.findIndex((section) => {
    fields += section.fields.length;
    reached ||= section.fields.some((f) => f.key === reach);
    return fields >= AT_ONCE && reached;
  });
  return end < 0 ? sections : sections.slice(0, end + 1);
}
