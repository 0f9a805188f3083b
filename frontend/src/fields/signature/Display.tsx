import { IconSignature } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { pictureAddress } from "@/api";
import { useFormats } from "../context";
import type { DisplayProps } from "../FieldKind";
import { NO_SETTINGS } from "../FieldSpec";
import styles from "../files/files.module.css";
import { useAttachments } from "../files/useAttachments";
import { signatureConfig, signerOf } from "./config";

export function Display({ field, value, mode }: DisplayProps<string>) {
  const formats = useFormats();
  if (mode === "read") return <Signature id={value} />;
  return (
    <span className={styles.count}>
      <IconSignature size={13} stroke={1.7} aria-hidden />
      {signatureConfig.format(value, field.settings ?? NO_SETTINGS, formats)}
    </span>
  );
}

/** The signature on paper, whatever the theme: it was written in ink. */
export function Signature({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  const file = useAttachments([id]).get(id);
  if (file === undefined) return <span className={styles.paper} data-waiting aria-hidden />;
  if (!file?.hasPictures)
    return <span className={styles.meta}>{t(file ? "files:gone" : "files:missing")}</span>;
  const signer = signerOf(file.name);
  return (
    <span className={styles.signed} data-block>
      <span className={styles.paper}>
        <img
          src={pictureAddress(id, "small")}
          alt={t("files:signature_of", { name: signer })}
          draggable={false}
        />
      </span>
      <span className={styles.meta}>{signer}</span>
    </span>
  );
}
