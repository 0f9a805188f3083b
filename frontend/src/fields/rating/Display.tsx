import { IconStar, IconStarFilled } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { DisplayProps } from "../FieldKind";
import { NO_SETTINGS } from "../FieldSpec";
import styles from "../fields.module.css";
import { starsOf } from "./config";

export function Display({ field, value }: DisplayProps<string>) {
  const { t } = useTranslation();
  const stars = starsOf(field.settings ?? NO_SETTINGS);
  const given = Number(value);
  return (
    <span className={styles.starLine} role="img" aria-label={t("fields:rating.of", { star: given, stars })}>
      {Array.from({ length: stars }, (_, i) =>
        i < given ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: a star is its place
          <IconStarFilled key={i} size={13} color="var(--warn-dot)" aria-hidden />
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: a star is its place
          <IconStar key={i} size={13} stroke={1.6} color="var(--ink3)" aria-hidden />
        ),
      )}
    </span>
  );
}
