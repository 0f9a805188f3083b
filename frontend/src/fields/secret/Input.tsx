import { Button, PasswordInput } from "@mantine/core";
import { IconKey } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { InputProps } from "../FieldKind";
import styles from "../fields.module.css";

/** A new secret; the one there is can be replaced or taken away, not seen. */
export function Input(props: InputProps<string>) {
  const { t } = useTranslation();
  const there = props.field.masked != null;
  const taken = props.value === "";
  return (
    <div className={styles.secret}>
      <PasswordInput
        id={props.id}
        value={props.value ?? ""}
        onChange={(event) => props.onChange({ value: event.currentTarget.value || null })}
        onBlur={props.onBlur}
        error={props.invalid}
        aria-required={props.required || undefined}
        aria-describedby={props.describedBy}
        placeholder={there && !taken ? t("fields:secret.there") : t("fields:secret.none")}
        autoComplete="new-password"
        leftSection={<IconKey size={14} stroke={1.7} aria-hidden />}
        visibilityToggleButtonProps={{ "aria-label": t("fields:secret.show") }}
      />
      {there && !props.required && (
        <Button variant="subtle" onClick={() => props.onChange({ value: taken ? null : "" })}>
          {taken ? t("fields:secret.keep") : t("fields:secret.remove")}
        </Button>
      )}
    </div>
  );
}
