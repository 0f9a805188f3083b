import {
  IconAlertTriangle,
  IconFile,
  IconFileText,
  IconFileTypePdf,
  IconFileZip,
  IconPhoto,
  IconRefresh,
  IconShieldCheck,
  IconShieldX,
  IconX,
} from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiProblem, type Attachment, fileAddress, pictureAddress } from "@/api";
import { problemText } from "@/ui";
import { useFieldProblemText } from "../useFieldProblemText";
import styles from "./files.module.css";
import { Lightbox } from "./Lightbox";
import { formatSize } from "./size";
import { type Known, useAttachments } from "./useAttachments";
import type { Upload, Uploads } from "./useUploads";

interface Props {
  readonly ids: readonly string[];
  readonly uploads?: Uploads;
  /** Takes a file out; left out where files are only looked at. */
  readonly onRemove?: ((id: string, name: string) => void) | undefined;
  /** Pictures large and side by side, or everything in lines. */
  readonly look: "tiles" | "lines";
  readonly label?: string;
}

/** Files that are there, and those on their way, with everything one can do with each. */
export function FileList({ ids, uploads, onRemove, look, label }: Props) {
  const { t } = useTranslation();
  const known = useAttachments(ids);
  const [open, setOpen] = useState<string | null>(null);
  const running = uploads?.running ?? [];
  if (ids.length === 0 && running.length === 0) return null;
  const images = ids.flatMap((id) => {
    const file = known.get(id);
    return file?.hasPictures ? [file] : [];
  });
  return (
    <>
      <ul className={styles.list} data-look={look} aria-label={label}>
        {ids.map((id) => (
          <Item key={id} id={id} file={known.get(id)} look={look} onOpen={setOpen} onRemove={onRemove} />
        ))}
        {running.map((one) => (
          <Sending key={`u${one.key}`} upload={one} uploads={uploads as Uploads} />
        ))}
      </ul>
      <span className="sr-only" aria-live="polite">
        {uploads?.busy ? t("files:sending", { count: running.filter((u) => !u.failure).length }) : ""}
      </span>
      {open && <Lightbox images={images} first={open} onClose={() => setOpen(null)} />}
    </>
  );
}

interface ItemProps {
  readonly id: string;
  readonly file: Known;
  readonly look: "tiles" | "lines";
  readonly onOpen: (id: string) => void;
  readonly onRemove?: ((id: string, name: string) => void) | undefined;
}

function Item({ id, file, look, onOpen, onRemove }: ItemProps) {
  const { t, i18n } = useTranslation();
  if (file === undefined) return <li className={styles.item} data-look={look} data-waiting aria-hidden />;
  const name = file?.name || t(file ? "files:erased" : "files:missing");
  const pictured = file?.hasPictures === true;
  return (
    <li
      className={styles.item}
      data-look={look}
      data-pictured={pictured || undefined}
      data-state={file?.state ?? "gone"}
    >
      {pictured ? (
        <button
          type="button"
          className={styles.picture}
          aria-label={t("files:look_at", { name })}
          title={name}
          onClick={() => onOpen(id)}
        >
          <img src={pictureAddress(id, "small")} alt="" loading="lazy" draggable={false} />
        </button>
      ) : (
        <span className={styles.icon}>
          <FileIcon file={file} />
        </span>
      )}
      <span className={styles.about}>
        {file?.state === "ready" ? (
          <a href={fileAddress(id)} download={file.name} className={styles.name} title={name}>
            {name}
          </a>
        ) : (
          <span className={styles.name} title={name}>
            {name}
          </span>
        )}
        <span className={styles.meta}>{file ? about(file) : null}</span>
      </span>
      {onRemove && (
        <button
          type="button"
          className={styles.act}
          aria-label={t("files:remove_one", { name })}
          title={t("files:remove")}
          onClick={() => onRemove(id, name)}
        >
          <IconX size={14} stroke={2} aria-hidden />
        </button>
      )}
    </li>
  );

  function about(of: Attachment): ReactNode {
    switch (of.state) {
      case "ready":
        return formatSize(of.size, i18n.language);
      case "checking":
        return (
          <>
            <IconShieldCheck size={12} stroke={1.8} aria-hidden /> {t("files:checking")}
          </>
        );
      case "infected":
        return (
          <>
            <IconShieldX size={12} stroke={1.8} aria-hidden /> {t("files:infected")}
          </>
        );
      default:
        return t("files:gone");
    }
  }
}

function Sending({ upload, uploads }: { upload: Upload; uploads: Uploads }) {
  const { t, i18n } = useTranslation();
  const fieldProblem = useFieldProblemText();
  const { failure, name } = upload;
  const percent = Math.round(upload.progress * 100);
  const words =
    failure === null
      ? null
      : failure instanceof ApiProblem
        ? problemText(t, failure).title
        : fieldProblem(
            failure.code === "field.file-too-large"
              ? { ...failure, params: { max: formatSize(Number(failure.params?.max), i18n.language) } }
              : failure,
          );
  return (
    <li className={styles.item} data-look="lines" data-failed={failure ? true : undefined}>
      <span className={styles.icon}>
        {failure ? (
          <IconAlertTriangle size={18} stroke={1.7} aria-hidden />
        ) : (
          <IconFile size={18} stroke={1.7} aria-hidden />
        )}
      </span>
      <span className={styles.about}>
        <span className={styles.name} title={name}>
          {name}
        </span>
        {words ? (
          <span className={styles.failure} role="alert">
            {words}
          </span>
        ) : (
          <progress
            className={styles.progress}
            max={100}
            value={percent}
            aria-label={t("files:sending_file", { name })}
          />
        )}
      </span>
      {words && failure instanceof ApiProblem && (
        <button
          type="button"
          className={styles.act}
          aria-label={t("files:retry_one", { name })}
          title={t("files:retry")}
          onClick={() => uploads.retry(upload.key)}
        >
          <IconRefresh size={14} stroke={1.8} aria-hidden />
        </button>
      )}
      <button
        type="button"
        className={styles.act}
        aria-label={t("files:cancel_one", { name })}
        title={t("common:cancel")}
        onClick={() => uploads.cancel(upload.key)}
      >
        <IconX size={14} stroke={2} aria-hidden />
      </button>
    </li>
  );
}

function FileIcon({ file }: { file: Known }) {
  const type = file?.type ?? "";
  const Icon =
    type === "application/pdf"
      ? IconFileTypePdf
      : type === "application/zip"
        ? IconFileZip
        : type.startsWith("image/")
          ? IconPhoto
          : type.startsWith("text/") || type.includes("document")
            ? IconFileText
            : IconFile;
  return <Icon size={18} stroke={1.7} aria-hidden />;
}
