import { useId } from "react";
import { useTranslation } from "react-i18next";
import { type FieldValue, fieldKind } from "@/fields";
import { useLabel } from "@/ui";
import classes from "./MacroDialog.module.css";
import type { Given, Need } from "./needs";

interface Props {
  readonly needs: readonly Need[];
  /** How many tickets it is about in all. */
  readonly all: number;
  readonly given: Given;
  readonly onGive: (key: string, value: FieldValue) => void;
}

/** What the action needs and some tickets lack, to be filled in once for all of these. */
export function Needs({ needs, all, given, onGive }: Props) {
  const { t } = useTranslation();
  if (needs.length === 0) return null;
  return (
    <fieldset className={classes.needs}>
      <legend>{t("macros:needs")}</legend>
      {needs.map((need) => (
        <NeededField key={need.field.key} need={need} all={all} given={given} onGive={onGive} />
      ))}
    </fieldset>
  );
}

function NeededField({ need, all, given, onGive }: Omit<Props, "needs"> & { need: Need }) {
  const { t } = useTranslation();
  const label = useLabel();
  const id = useId();
  const { field, tickets } = need;
  const { Input } = fieldKind(field.kind);
  return (
    <div className={classes.need} data-field={field.key}>
      <label id={`${id}-label`} htmlFor={id}>
        {label(field.label)}
        <span className={classes.star} aria-hidden>
          {" "}
          *
        </span>
        <span className="sr-only">{t("fields:required")}</span>
      </label>
      <Input
        id={id}
        field={field}
        value={given[field.key] ?? null}
        onChange={(change) => onGive(field.key, "value" in change ? change.value : null)}
        invalid={false}
        required
        labelledBy={`${id}-label`}
        describedBy={all > 1 ? `${id}-for` : undefined}
        inPopover
      />
      {all > 1 && <span id={`${id}-for`}>{t("macros:needed_for", { count: tickets.length, all })}</span>}
    </div>
  );
}
