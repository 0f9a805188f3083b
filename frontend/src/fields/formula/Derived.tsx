import { Tooltip } from "@mantine/core";
import { IconMathFunction } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import styles from "../fields.module.css";
import type { EmptyBecause } from "./config";

/** Beside the label of a field nobody writes: that it is computed. */
export function Derived({ by }: { readonly by: string }) {
  const { t } = useTranslation();
  const says = t(`fields:derived.${by}`, { defaultValue: t("fields:derived.formula") });
  return (
    <Tooltip label={says}>
      <span className={styles.derived} role="img" aria-label={says}>
        <IconMathFunction size={13} stroke={1.7} aria-hidden />
      </span>
    </Tooltip>
  );
}

/** In the place of a computed value that is not there: why. */
export function Because({ reason }: { readonly reason: EmptyBecause }) {
  const { t } = useTranslation();
  return <span className={styles.because}>{t(`fields:derived.${reason}`)}</span>;
}
