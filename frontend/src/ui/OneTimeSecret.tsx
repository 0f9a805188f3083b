import { Button } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import classes from "./OneTimeSecret.module.css";

/** A secret the server shows once: to copy now. */
export function OneTimeSecret({
  title,
  secret,
  onDone,
}: {
  title: string;
  secret: string;
  onDone: () => void;
}) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  return (
    <div className={classes.box} role="status">
      <p>
        <b>{title}</b> {t("ui:secretOnce")}
      </p>
      <div className={classes.line}>
        <code>{secret}</code>
        <Button
          leftSection={copied ? <IconCheck size={14} stroke={2.4} /> : <IconCopy size={14} stroke={1.7} />}
          onClick={() => {
            // Without clipboard rights the text can still be selected and copied by hand.
            navigator.clipboard?.writeText(secret).then(
              () => setCopied(true),
              () => {},
            );
          }}
        >
          {copied ? t("common:copied") : t("common:copy")}
        </Button>
        <Button onClick={onDone}>{t("ui:secretKept")}</Button>
      </div>
    </div>
  );
}
