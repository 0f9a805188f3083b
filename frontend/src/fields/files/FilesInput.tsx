import { IconCamera, IconPaperclip, IconPhotoPlus } from "@tabler/icons-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { toast } from "@/ui";
import type { InputProps } from "../FieldKind";
import { NO_SETTINGS } from "../FieldSpec";
import { useTouch } from "../useTouch";
import { chooserTypes, filesOf, refusal, tooLarge } from "./accept";
import { FileList } from "./FileList";
import styles from "./files.module.css";
import { formatSize } from "./size";
import { useUploads } from "./useUploads";

const NONE: readonly string[] = [];

/** Files of a field: chosen, dropped, pasted or taken with the camera; each is sent at once and saved with the form. */
export function FilesInput(props: InputProps<readonly string[]> & { readonly images: boolean }) {
  const { t, i18n } = useTranslation();
  const touch = useTouch();
  const [over, setOver] = useState(false);
  const chooser = useRef<HTMLInputElement>(null);
  const camera = useRef<HTMLInputElement>(null);
  const { images, field } = props;
  const settings = field.settings ?? NO_SETTINGS;
  const ids = props.value ?? NONE;
  // Uploads end at moments of their own: each adds to what is there then.
  const latest = useRef(ids);
  latest.current = ids;

  function set(now: readonly string[]) {
    latest.current = now;
    props.onChange({ value: now.length > 0 ? now : null });
  }

  const uploads = useUploads({
    before: (file) => tooLarge(settings, file.size),
    after: (file) => refusal(field.kind, settings, file),
    onDone: (file) => set([...latest.current, file.id]),
  });
  const most = settings.maxItems;
  const room = most == null ? Number.POSITIVE_INFINITY : most - ids.length - uploads.running.length;

  function add(files: readonly File[]) {
    if (files.length > room) toast.info(t("files:too_many", { count: most ?? 0 }));
    if (room > 0) uploads.add(files.slice(0, room));
  }

  function remove(id: string, name: string) {
    const before = latest.current;
    const at = before.indexOf(id);
    set(before.filter((one) => one !== id));
    toast.info(t("files:removed", { name }), () => {
      const now = latest.current;
      if (!now.includes(id)) set([...now.slice(0, at), id, ...now.slice(at)]);
    });
  }

  const accept = chooserTypes(field.kind, settings);
  const full = room <= 0;
  const limits = [
    most == null ? null : t("files:up_to", { count: most }),
    settings.maxBytes == null
      ? null
      : t("files:each", { size: formatSize(settings.maxBytes, i18n.language) }),
  ].filter(Boolean);

  return (
    <div
      role="group"
      aria-labelledby={props.labelledBy}
      aria-describedby={props.describedBy}
      className={styles.field}
      data-over={over || undefined}
      data-invalid={props.invalid || undefined}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) props.onBlur?.();
      }}
      onPaste={(event) => {
        const files = filesOf(event.clipboardData);
        if (files.length === 0) return;
        event.preventDefault();
        add(files);
      }}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes("Files")) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false);
      }}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        add(filesOf(event.dataTransfer));
      }}
    >
      <FileList ids={ids} uploads={uploads} onRemove={remove} look={images ? "tiles" : "lines"} />
      <div className={styles.ways}>
        <button
          id={props.id}
          type="button"
          className={styles.choose}
          aria-disabled={full || undefined}
          aria-describedby={props.describedBy}
          onClick={() => !full && chooser.current?.click()}
        >
          {images ? (
            <IconPhotoPlus size={16} stroke={1.7} aria-hidden />
          ) : (
            <IconPaperclip size={16} stroke={1.7} aria-hidden />
          )}
          {t(images ? "files:choose_images" : "files:choose")}
        </button>
        {images && touch && (
          <button
            type="button"
            className={styles.choose}
            aria-disabled={full || undefined}
            onClick={() => !full && camera.current?.click()}
          >
            <IconCamera size={18} stroke={1.7} aria-hidden />
            {t("files:camera")}
          </button>
        )}
        <span className={styles.hint}>
          {full
            ? t("files:full")
            : [touch ? null : t("files:drop_or_paste"), ...limits].filter(Boolean).join(" · ")}
        </span>
      </div>
      {[
        { ref: chooser, capture: false },
        { ref: camera, capture: true },
      ].map(({ ref, capture }) => (
        <input
          key={String(capture)}
          ref={ref}
          type="file"
          hidden
          multiple={!capture && most !== 1}
          accept={capture ? "image/*" : accept}
          capture={capture ? "environment" : undefined}
          onChange={(event) => {
            add([...(event.currentTarget.files ?? [])]);
            // The same file may be chosen again after it was taken out.
            event.currentTarget.value = "";
          }}
        />
      ))}
    </div>
  );
}
