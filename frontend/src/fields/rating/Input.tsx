import { CloseButton, Rating } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { InputProps } from "../FieldKind";
import { NO_SETTINGS } from "../FieldSpec";
import styles from "../fields.module.css";
import { useTouch } from "../useTouch";
import { starsOf } from "./config";

export function Input(props: InputProps<string>) {
  const { t } = useTranslation();
  const touch = useTouch();
  const stars = starsOf(props.field.settings ?? NO_SETTINGS);
  return (
    <div
      id={props.id}
      className={styles.stars}
      role="group"
      aria-labelledby={props.labelledBy}
      aria-describedby={props.describedBy}
      data-invalid={props.invalid || undefined}
    >
      <Rating
        value={Number(props.value ?? 0)}
        count={stars}
        size={touch ? 44 : "md"}
        color="var(--warn-dot)"
        getSymbolLabel={(star) => t("fields:rating.of", { star, stars })}
        onChange={(star) => props.onChange({ value: star > 0 ? String(star) : null })}
      />
      {props.value != null && !props.required && (
        <CloseButton
          size="sm"
          aria-label={t("fields:clear")}
          onClick={() => props.onChange({ value: null })}
        />
      )}
    </div>
  );
}
