import { SegmentedControl } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { GrowingTextarea } from "@/ui";
import type { InputProps } from "../FieldKind";
import styles from "../fields.module.css";

const Rendered = lazy(() => import("./Rendered"));

/** Written as it is kept, with a look at how it will read. */
export function Input(props: InputProps<string>) {
  const { t } = useTranslation();
  const [look, setLook] = useState<"write" | "read">("write");
  return (
    <div className={styles.markdown}>
      <SegmentedControl
        size="xs"
        aria-label={t("fields:markdown.look")}
        value={look}
        onChange={(to) => setLook(to as "write" | "read")}
        data={[
          { value: "write", label: t("fields:markdown.write") },
          { value: "read", label: t("fields:markdown.read") },
        ]}
      />
      {look === "write" ? (
        <GrowingTextarea
          id={props.id}
          value={props.value ?? ""}
          onChange={(event) => props.onChange({ value: event.currentTarget.value || null })}
          onBlur={props.onBlur}
          error={props.invalid}
          aria-required={props.required || undefined}
          aria-describedby={props.describedBy}
          placeholder={props.placeholder ?? t("fields:markdown.hint")}
          minRows={4}
          maxRows={18}
        />
      ) : (
        <div id={props.id} className={styles.preview} role="group" aria-labelledby={props.labelledBy}>
          <Suspense fallback={null}>
            <Rendered text={props.value ?? ""} />
          </Suspense>
        </div>
      )}
    </div>
  );
}
