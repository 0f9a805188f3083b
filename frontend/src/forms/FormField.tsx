import { IconLock, IconUsers } from "@tabler/icons-react";
import { memo } from "react";
import { Because, Derived, FieldDisplay, fieldKind } from "@/fields";
import { DescribedBy, sentences } from "@/ui";
import { complaintsOf } from "./complaints";
import { controlId, useFormScope } from "./context";
import type { FormField as Field } from "./engine";
import styles from "./forms.module.css";
import { useStanding } from "./useStanding";

/** One field of a form, drawn again only when something about itself changes. */
export const FormField = memo(function FormField({ field }: { field: Field }) {
  const { store, prefix, neededFor, canMatch, t, label, problemText } = useFormScope();
  const key = field.key;
  const kind = fieldKind(field.kind);
  const { standing, send } = useStanding(store, key, kind.keepsTyped ?? false);
  const { state, typed, text, refused, conflict, arrived, complains } = standing;
  if (!state?.visible) return null;

  const value = field.formula ? state.value : typed;
  const id = controlId(prefix, key);
  const action = neededFor(key);
  const asked = state.required || state.requiredToAct || action !== null;
  const { problems: shown, ahead } = complaintsOf(state, refused, action, complains);
  const invalid = shown.length > 0;
  const labelId = `${id}-label`;
  const helpId = field.help ? `${id}-help` : undefined;
  const errorId = invalid ? `${id}-error` : undefined;
  const aheadId = ahead && !invalid ? `${id}-ahead` : undefined;
  const masked = field.masked != null && !(kind.writeOnly && !state.readOnly);
  const described = [helpId, errorId, aheadId].filter(Boolean).join(" ") || undefined;
  const { Input } = kind;

  return (
    <div
      id={`${id}-frame`}
      className={styles.field}
      data-wide={kind.wide || undefined}
      data-field={key}
      data-arrived={arrived || undefined}
    >
      <div className={styles.labelRow}>
        <label id={labelId} htmlFor={masked || state.readOnly ? undefined : id} className={styles.label}>
          {label(field.label)}
          {asked && !state.readOnly && (
            <span className={styles.star} aria-hidden>
              *
            </span>
          )}
          {asked && !state.readOnly && <span className="sr-only">{t("fields:required")}</span>}
        </label>
        {field.derived && <Derived by={field.derived} />}
        {field.deprecated && <span className={styles.aside}>{t("forms:deprecated")}</span>}
        {masked && <IconLock size={13} stroke={1.7} className={styles.labelIcon} aria-hidden />}
      </div>

      {masked || state.readOnly ? (
        <div
          id={id}
          className={styles.readOnly}
          role="group"
          aria-labelledby={labelId}
          data-masked={masked || undefined}
        >
          <FieldDisplay
            field={field}
            value={masked ? { masked: field.masked ?? "" } : kind.config.toJson(value, field.settings ?? {})}
            mode="read"
            empty={state.because && !masked ? <Because reason={state.because} /> : undefined}
          />
          {masked && (
            <span className={styles.aside}>
              {/* A secret is not even searched for. */}
              {canMatch(key) && !kind.writeOnly ? t("fields:masked_match") : t("fields:masked")}
            </span>
          )}
        </div>
      ) : (
        <DescribedBy value={described}>
          <Input
            id={id}
            field={field}
            value={value}
            text={text}
            onChange={send}
            onBlur={() => store.touch(key)}
            invalid={invalid}
            required={asked}
            describedBy={described}
            labelledBy={labelId}
          />
        </DescribedBy>
      )}

      {field.help && (
        <p id={helpId} className={styles.help}>
          {label(field.help)}
        </p>
      )}
      {invalid && (
        <p id={errorId} className={styles.error}>
          {sentences(t, shown.map(problemText))}
        </p>
      )}
      {ahead && !invalid && (
        <p id={aheadId} className={styles.help}>
          {problemText(ahead)}
        </p>
      )}
      {conflict && (
        <div className={styles.conflict} role="alert">
          <IconUsers size={14} stroke={1.7} aria-hidden />
          <span>
            {conflict.by ? t("forms:conflict_by", { name: conflict.by }) : t("forms:conflict")}{" "}
            <b>
              <FieldDisplay
                field={field}
                value={kind.config.toJson(conflict.theirs, field.settings ?? {})}
                mode="read"
                empty={t("forms:emptied")}
              />
            </b>
          </span>
          <span className={styles.choices}>
            <button type="button" onClick={() => store.resolve(key, "mine")}>
              {t("forms:keep_mine")}
            </button>
            <button type="button" onClick={() => store.resolve(key, "theirs")}>
              {t("forms:take_theirs")}
            </button>
          </span>
        </div>
      )}
    </div>
  );
});
