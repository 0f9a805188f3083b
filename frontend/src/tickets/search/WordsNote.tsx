import { IconInfoCircle, IconTextSpellcheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { FoundWords } from "@/api";
import classes from "./search.module.css";

/** What one should know of the answer: that it is not what was typed, or that it may lack something. */
export function WordsNote({
  q,
  found,
}: {
  q: string;
  found: Pick<FoundWords, "similar" | "words" | "gap"> | null;
}) {
  const { t } = useTranslation();
  if (!found || (!found.similar && found.gap === null)) return null;
  const words = found.words.join(t("search:wordsJoin"));
  return (
    <div className={classes.notes} role="status">
      {found.similar && (
        <p className={classes.note}>
          <IconTextSpellcheck size={16} stroke={1.7} aria-hidden />
          <span>{words ? t("search:similar", { q, words }) : t("search:similarUnnamed", { q })}</span>
        </p>
      )}
      {found.gap !== null && (
        <p className={classes.note}>
          <IconInfoCircle size={16} stroke={1.7} aria-hidden />
          <span>{t(`search:gap.${found.gap}`)}</span>
        </p>
      )}
    </div>
  );
}
