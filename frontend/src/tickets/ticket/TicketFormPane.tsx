import { Button } from "@mantine/core";
import { IconEyeOff } from "@tabler/icons-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { TicketDetail, TypeSchema } from "@/api";
import { ErrorSummary, type FormStore, FormView, PagedForm, useForm } from "@/forms";
import { Kbd, Pill, useLabel } from "@/ui";
import { CUSTOMER } from "./SidePane";
import styles from "./ticket.module.css";
import { FORM, type TicketWork } from "./useTicketWork";

interface Props {
  readonly detail: TicketDetail;
  readonly schema: TypeSchema;
  readonly store: FormStore;
  readonly work: TicketWork;
  /** Whether the customer's pane stands beside the form. */
  readonly sideShown: boolean;
}

/** The step's form, what was changed in it, and what still stands in the way. */
export function TicketFormPane({ detail, schema, store, work, sideShown }: Props) {
  const { t } = useTranslation();
  const label = useLabel();
  const dirty = useForm(store, (d) => d.dirty.length);
  const layout = schema.forms.find((f) => f.key === detail.form.key) ?? schema.forms[0];
  const action = useMemo(() => {
    const open = detail.actions.filter((a) => a.enabled);
    return open.find((a) => a.key === work.wanted) ?? open.find((a) => a.tone === "main") ?? open[0];
  }, [detail.actions, work.wanted]);
  const toAct = useForm(store, (d) => d.plan.fields);
  const scope = useMemo(() => {
    const matchable = new Set(schema.fields.filter((f) => f.match).map((f) => f.key));
    const asked = new Set([
      ...(action?.requires ?? []),
      ...toAct.filter((f) => f.requiredToAct).map((f) => f.key),
    ]);
    return {
      store,
      prefix: FORM,
      neededFor: (key: string) => (action && asked.has(key) ? label(action.label) : null),
      canMatch: (key: string) => matchable.has(key),
    };
  }, [store, schema.fields, action, toAct, label]);
  if (!layout) return null;
  const elsewhere = sideShown ? CUSTOMER : undefined;
  const form = (
    <FormView
      key={detail.step.id}
      layout={layout}
      elsewhere={elsewhere}
      folded
      known={detail.title}
      {...scope}
    />
  );
  return (
    <section className={styles.formPane} aria-labelledby="ticket-form-title">
      <div className={styles.formHead}>
        <h2 id="ticket-form-title" className={styles.formTitle}>
          {label(layout.label)}
        </h2>
        {detail.hiddenCount ? (
          <span className={styles.hidden}>
            <IconEyeOff size={14} stroke={1.7} aria-hidden />
            {t("ticket:hidden_fields", { count: detail.hiddenCount })}
            <Pill small>{t("ticket:admin_hint")}</Pill>
          </span>
        ) : null}
        <div className={styles.unsaved} aria-live="polite">
          {dirty > 0 && (
            <>
              <span>{t("ticket:unsaved", { count: dirty })}</span>
              <Button variant="subtle" onClick={() => store.discard()}>
                {t("ticket:discard")}
              </Button>
              <Button onClick={() => void work.save()} aria-busy={work.busy === "save" || undefined}>
                {t("common:save")}
                <span className={styles.keyIn}>
                  <Kbd>mod+s</Kbd>
                </span>
              </Button>
            </>
          )}
        </div>
      </div>
      <ErrorSummary store={store} prefix={FORM} />
      {layout.shape === "pages" ? (
        <PagedForm
          key={detail.step.id}
          store={store}
          layout={layout}
          prefix={FORM}
          elsewhere={elsewhere}
          onDone={() => void work.save()}
          done={
            <Button
              type="submit"
              variant="filled"
              disabled={dirty === 0}
              aria-busy={work.busy === "save" || undefined}
            >
              {t("common:save")}
            </Button>
          }
        >
          {form}
        </PagedForm>
      ) : (
        form
      )}
    </section>
  );
}
