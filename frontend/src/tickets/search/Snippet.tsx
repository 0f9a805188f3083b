import { useTranslation } from "react-i18next";
import type { Highlight, TypeSchema } from "@/api";
import { Marked, useLabel } from "@/ui";
import { excerpt } from "./excerpt";
import classes from "./search.module.css";

/** Where something was found and the words around it, in a line: "Complaint · …leaking all night". */
export function Snippet({ highlight, schema }: { highlight: Highlight; schema: TypeSchema | undefined }) {
  const { t } = useTranslation();
  const label = useLabel();
  const shown = excerpt(highlight);
  const place =
    highlight.place === "field"
      ? label(schema?.fields.find((field) => field.key === highlight.field)?.label)
      : t(`search:place.${highlight.place}`);
  return (
    <span className={classes.snippet}>
      {place && <span className={classes.place}>{place}</span>}
      <span className={classes.words}>
        <Marked {...shown} />
      </span>
    </span>
  );
}
