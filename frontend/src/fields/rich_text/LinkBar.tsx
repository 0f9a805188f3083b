import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import styles from "../fields.module.css";
import { urlConfig } from "../url/config";

/** Asks for a link's address. `onDone` gets it, "" to take the link away, null to leave it. */
export function LinkBar({ href, onDone }: { href: string; onDone: (href: string | null) => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState(href);
  const [wrong, setWrong] = useState(false);
  const take = () => {
    const read = urlConfig.parse(text, {}, { language: "en", zone: "UTC", currency: "CNY" });
    const value = read.ok ? read.value : null;
    if (value == null) onDone(href === "" ? null : "");
    else if (urlConfig.validate(value, {}).length > 0) setWrong(true);
    else onDone(value);
  };
  return (
    <div className={styles.linkBar}>
      <TextInput
        aria-label={t("fields:rich.address")}
        placeholder="https://example.com"
        value={text}
        error={wrong ? t("fields:problem.field_url") : undefined}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setWrong(false);
        }}
        onKeyDown={(event) => {
          if (event.key === "Enter") {
            event.preventDefault();
            take();
          } else if (event.key === "Escape") {
            event.stopPropagation();
            onDone(null);
          }
        }}
        autoFocus
      />
      <Button onClick={take}>{t("fields:rich.take")}</Button>
    </div>
  );
}
