import { ActionIcon } from "@mantine/core";
import { IconCurrentLocation, IconMapPin } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { InputProps } from "../FieldKind";
import styles from "../fields.module.css";
import type { Parts } from "../model";
import { ParsedText } from "../ParsedText";
import { geoPointConfig, place } from "./config";

/** How long a person waits for satellites before typing is quicker. */
const PATIENCE_MS = 15_000;

export function Input(props: InputProps<Parts>) {
  const { t } = useTranslation();
  const [state, setState] = useState<"idle" | "asking" | "refused">("idle");
  const locate = () => {
    setState("asking");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        setState("idle");
        props.onChange({ value: place(coords.latitude, coords.longitude) });
      },
      () => setState("refused"),
      { enableHighAccuracy: true, timeout: PATIENCE_MS },
    );
  };
  return (
    <>
      <ParsedText
        {...props}
        config={geoPointConfig}
        numeric
        placeholder={props.placeholder ?? "31.2304, 121.4737"}
        leftSection={<IconMapPin size={14} stroke={1.7} aria-hidden />}
        rightSection={
          "geolocation" in navigator ? (
            <ActionIcon
              variant="subtle"
              aria-label={t("fields:geo.here")}
              loading={state === "asking"}
              onClick={locate}
            >
              <IconCurrentLocation size={16} stroke={1.7} aria-hidden />
            </ActionIcon>
          ) : undefined
        }
      />
      {state === "refused" && (
        <p className={styles.hint} role="status">
          {t("fields:geo.refused")}
        </p>
      )}
    </>
  );
}
