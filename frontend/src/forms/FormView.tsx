import { IconAlertTriangle } from "@tabler/icons-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useShallow } from "zustand/react/shallow";
import { useFieldProblemText } from "@/fields";
import { useLabel } from "@/ui";
import { FormContext, type FormScope, type FormWords, focusField, useForm } from "./context";
import type { FormLayout } from "./definition";
import styles from "./forms.module.css";
import { partsOf } from "./layout";
import { Parts } from "./Parts";
import { Sections } from "./Sections";
import { blocking } from "./store";
import { useSections } from "./useSections";

interface Props extends FormScope {
  readonly layout: FormLayout;
  /** Key of a section shown elsewhere on the page: left out here as long as nothing in it can be written. */
  readonly elsewhere?: string | undefined;
  /** The level of the sections' titles on this page. */
  readonly heading?: "h2" | "h3";
  /** Sections nobody needs now are one line each, unless tabs or pages part them already. */
  readonly folded?: boolean;
  /** A value the page shows elsewhere, such as the title: folded sections do not repeat it. */
  readonly known?: string | null | undefined;
}

/** A form as its definition lays it out; what nobody may see simply is not there. */
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
  const sections = useSections(store, layout, elsewhere);
  const plain = layout.shape === "plain";
  const parts = useMemo(() => (plain ? [] : partsOf(layout, sections)), [plain, layout, sections]);
  // The same object as long as it says the same: every field of the form looks at it.
  const scope = useMemo<FormScope & FormWords>(
    () => ({ store, prefix, neededFor, canMatch, t, label, problemText }),
    [store, prefix, neededFor, canMatch, t, label, problemText],
  );
  return (
    <FormContext value={scope}>
      {parts.length > 1 ? (
        <Parts layout={layout} parts={parts} heading={heading} />
      ) : (
        <Sections
          sections={sections}
          form={layout.key}
          heading={heading}
          folded={folded && plain}
          known={known}
        />
      )}
    </FormContext>
  );
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
