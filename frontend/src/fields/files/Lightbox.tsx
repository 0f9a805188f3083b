import { IconChevronLeft, IconChevronRight, IconDownload, IconX } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";
import { useTranslation } from "react-i18next";
import { type Attachment, fileAddress, pictureAddress } from "@/api";
import styles from "./files.module.css";

interface Props {
  readonly images: readonly Attachment[];
  /** Which one is looked at first. */
  readonly first: string;
  readonly onClose: () => void;
}

/** How far a finger moves for the next picture, in pixels. */
const SWIPE = 48;

/** One picture over the whole page: arrows, Home and End go through them, Escape closes, a finger swipes. */
export function Lightbox({ images, first, onClose }: Props) {
  const { t } = useTranslation();
  const dialog = useRef<HTMLDialogElement>(null);
  const from = useRef<number | null>(null);
  const [at, setAt] = useState(() =>
    Math.max(
      0,
      images.findIndex((image) => image.id === first),
    ),
  );
  const shown = images[at];

  useEffect(() => {
    const element = dialog.current;
    // The browser keeps the focus inside, and gives it back where it was.
    if (element && !element.open) element.showModal();
    return () => element?.close();
  }, []);

  if (!shown) return null;
  const go = (to: number) => setAt(Math.min(images.length - 1, Math.max(0, to)));
  return createPortal(
    <dialog
      ref={dialog}
      className={styles.lightbox}
      aria-label={t("files:lightbox", { name: shown.name, at: at + 1, of: images.length })}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onKeyDown={(event) => {
        const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: images.length - 1 }[event.key];
        // Keys here are for the pictures, not for the page behind.
        event.stopPropagation();
        if (to === undefined) return;
        event.preventDefault();
        go(to);
      }}
      onPointerDown={(event) => {
        from.current = event.pointerType === "mouse" ? null : event.clientX;
      }}
      onPointerUp={(event) => {
        const moved = from.current === null ? 0 : event.clientX - from.current;
        from.current = null;
        if (Math.abs(moved) > SWIPE) go(at + (moved < 0 ? 1 : -1));
      }}
    >
      <header className={styles.lightboxHead}>
        <span className={styles.lightboxName} title={shown.name}>
          {shown.name}
        </span>
        <span aria-live="polite">
          {at + 1} / {images.length}
        </span>
        <a
          className={styles.lightboxButton}
          href={fileAddress(shown.id)}
          download={shown.name}
          aria-label={t("files:download_one", { name: shown.name })}
        >
          <IconDownload size={18} stroke={1.8} aria-hidden />
        </a>
        <button
          type="button"
          className={styles.lightboxButton}
          aria-label={t("common:close")}
          onClick={onClose}
        >
          <IconX size={18} stroke={2} aria-hidden />
        </button>
      </header>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a click beside the picture closes, as Escape does */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: Escape is the key */}
      <div
        className={styles.lightboxStage}
        onClick={(event) => {
          if (event.target === event.currentTarget) onClose();
        }}
      >
        <img key={shown.id} src={pictureAddress(shown.id, "large")} alt={shown.name} draggable={false} />
      </div>
      {images.length > 1 && (
        <>
          <button
            type="button"
            className={styles.lightboxGo}
            data-side="left"
            aria-label={t("files:previous")}
            disabled={at === 0}
            onClick={() => go(at - 1)}
          >
            <IconChevronLeft size={22} stroke={2} aria-hidden />
          </button>
          <button
            type="button"
            className={styles.lightboxGo}
            data-side="right"
            aria-label={t("files:next")}
            disabled={at === images.length - 1}
            onClick={() => go(at + 1)}
          >
            <IconChevronRight size={22} stroke={2} aria-hidden />
          </button>
        </>
      )}
    </dialog>,
    document.body,
  );
}
