import { Button, Textarea } from "@mantine/core";
import { IconLock, IconMessage, IconPaperclip, IconSend } from "@tabler/icons-react";
import { useLayoutEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Me, TicketDetail } from "@/api";
import { FileList, filesOf, useUploads } from "@/fields";
import { browserText } from "@/forms";
import { formatTime, Kbd, toast } from "@/ui";
import styles from "./ticket.module.css";
import type { TicketWork } from "./useTicketWork";

/** As many files as one comment takes. */
const MOST_FILES = 20;

export type ComposerMode = "public" | "internal";

interface Props {
  readonly detail: TicketDetail;
  readonly me: Me;
  readonly work: TicketWork;
  /** Set by a key: opens that mode with the cursor in it. */
  readonly mode: ComposerMode | null;
  readonly onMode: (mode: ComposerMode | null) => void;
  readonly narrow: boolean;
}

/** Reply or internal note. What is typed is kept in this browser until it is sent, per ticket and kind. */
export function Composer({ detail, me, work, mode, onMode, narrow }: Props) {
  const { t, i18n } = useTranslation();
  const modes = useMemo(
    () =>
      [
        ...(detail.can.commentPublic ? (["public"] as const) : []),
        ...(detail.can.commentInternal ? (["internal"] as const) : []),
      ] satisfies ComposerMode[],
    [detail.can.commentPublic, detail.can.commentInternal],
  );
  const [current, setCurrent] = useState<ComposerMode>(modes[0] ?? "internal");
  const drafts = useMemo(
    () => ({
      public: browserText(me.id, `reply.${detail.id}`),
      internal: browserText(me.id, `note.${detail.id}`),
    }),
    [me.id, detail.id],
  );
  const [texts, setTexts] = useState(() => ({
    public: drafts.public.load(),
    internal: drafts.internal.load(),
  }));
  // Files belong to what is being written, and wait with it.
  const fileDrafts = useMemo(
    () => ({
      public: browserText(me.id, `reply.files.${detail.id}`),
      internal: browserText(me.id, `note.files.${detail.id}`),
    }),
    [me.id, detail.id],
  );
  const [attached, setAttached] = useState(() => ({
    public: idsIn(fileDrafts.public.load()),
    internal: idsIn(fileDrafts.internal.load()),
  }));
  const chooser = useRef<HTMLInputElement>(null);
  const [savedAt, setSavedAt] = useState<string | null>(null);
  const box = useRef<HTMLTextAreaElement>(null);
  const text = texts[current];
  const internal = current === "internal";
  const files = attached[current];
  // An upload ends in the kind of message it was begun for, whatever is written meanwhile: what is for colleagues must not
  // slip into a reply.
  const sending = {
    public: useUploads({ onDone: (file) => attach("public", (all) => [...all, file.id]) }),
    internal: useUploads({ onDone: (file) => attach("internal", (all) => [...all, file.id]) }),
  };
  const uploads = sending[current];
  const nothing = text.trim() === "" && files.length === 0;

  function attach(to: ComposerMode, change: (all: readonly string[]) => readonly string[]) {
    setAttached((before) => {
      const now = change(before[to]);
      fileDrafts[to].save(now.join(" "));
      return { ...before, [to]: now };
    });
  }

  function addFiles(chosen: readonly File[]) {
    const room = MOST_FILES - files.length - uploads.running.length;
    if (chosen.length > room) toast.info(t("files:too_many", { count: MOST_FILES }));
    uploads.add(chosen.slice(0, Math.max(0, room)));
    setOpen(true);
  }

  function detach(id: string, name: string) {
    const from = current;
    const before = files;
    attach(from, (all) => all.filter((one) => one !== id));
    toast.info(t("files:removed", { name }), () =>
      attach(from, (all) =>
        all.includes(id) ? all : before.filter((one) => one === id || all.includes(one)),
      ),
    );
  }

  // On a telephone the box is one line until somebody writes.
  const [open, setOpen] = useState(false);
  // Before the next key: who types fast after "r" loses none.
  useLayoutEffect(() => {
    if (mode && modes.includes(mode)) {
      setCurrent(mode);
      setOpen(true);
      box.current?.focus();
    }
  }, [mode, modes]);
  const closed = narrow && !open && text === "" && files.length === 0 && uploads.running.length === 0;
  useLayoutEffect(() => {
    if (open) box.current?.focus();
  }, [open]);

  function type(now: string) {
    setTexts((before) => ({ ...before, [current]: now }));
    drafts[current].save(now);
    setSavedAt(now === "" ? null : new Date().toISOString());
  }

  async function send() {
    if (nothing || uploads.busy) return;
    const sent = current;
    if (!(await work.comment(sent, text.trim(), files))) return;
    drafts[sent].save("");
    attach(sent, () => []);
    setTexts((before) => ({ ...before, [sent]: "" }));
    setSavedAt(null);
    setOpen(false);
    onMode(null);
    // The keys for the next ticket work again.
    box.current?.blur();
    toast.done(t(sent === "internal" ? "ticket:composer.noted" : "ticket:composer.sent"));
  }

  if (closed) {
    return (
      <button type="button" className={styles.writeNow} onClick={() => setOpen(true)}>
        {internal ? (
          <IconLock size={18} stroke={1.8} aria-hidden />
        ) : (
          <IconMessage size={18} stroke={1.8} aria-hidden />
        )}
        {t(internal ? "ticket:composer.note_hint" : "ticket:composer.reply_hint")}
      </button>
    );
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: files may be dropped or pasted anywhere in it; the paperclip is the way by keyboard
    <div
      className={styles.composer}
      data-internal={internal || undefined}
      data-empty={(text === "" && files.length === 0 && uploads.running.length === 0) || undefined}
      onPaste={(event) => {
        const pasted = filesOf(event.clipboardData);
        if (pasted.length === 0) return;
        event.preventDefault();
        addFiles(pasted);
      }}
      onDragOver={(event) => event.dataTransfer.types.includes("Files") && event.preventDefault()}
      onDrop={(event) => {
        const dropped = filesOf(event.dataTransfer);
        if (dropped.length === 0) return;
        event.preventDefault();
        addFiles(dropped);
      }}
    >
      <div className={styles.composerHead}>
        {modes.map((each) => (
          <button
            key={each}
            type="button"
            aria-pressed={each === current}
            onClick={() => {
              setCurrent(each);
              box.current?.focus();
            }}
          >
            {t(each === "public" ? "ticket:composer.reply" : "ticket:composer.note")}
            {!narrow && <Kbd>{each === "public" ? "r" : "n"}</Kbd>}
          </button>
        ))}
        <span className={styles.who}>
          {internal ? t("ticket:composer.only_inside") : t("ticket:composer.customer_sees")}
        </span>
      </div>
      <Textarea
        ref={box}
        variant="unstyled"
        autosize
        minRows={narrow ? 2 : 1}
        maxRows={10}
        value={text}
        onChange={(event) => type(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) {
            event.preventDefault();
            void send();
          }
          if (event.key === "Escape") {
            event.currentTarget.blur();
            setOpen(false);
            onMode(null);
          }
        }}
        placeholder={t(internal ? "ticket:composer.note_hint" : "ticket:composer.reply_hint")}
        aria-label={t(internal ? "ticket:composer.note_label" : "ticket:composer.reply_label")}
      />
      <FileList ids={files} uploads={uploads} onRemove={detach} look="lines" label={t("files:attached")} />
      <input
        ref={chooser}
        type="file"
        hidden
        multiple
        onChange={(event) => {
          addFiles([...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = "";
        }}
      />
      <div className={styles.composerFoot}>
        <button
          type="button"
          className={styles.attach}
          aria-label={t("files:attach")}
          title={t("files:attach")}
          onClick={() => chooser.current?.click()}
        >
          <IconPaperclip size={16} stroke={1.7} aria-hidden />
        </button>
        <span aria-live="polite">
          {savedAt &&
            t("ticket:composer.draft_saved", { time: formatTime(savedAt, i18n.language, me.workspace.zone) })}
        </span>
        <Button
          onClick={() => void send()}
          data-disabled={nothing || uploads.busy || undefined}
          aria-disabled={nothing || uploads.busy || undefined}
          aria-busy={work.busy === "comment" || undefined}
          leftSection={<IconSend size={14} stroke={1.7} aria-hidden />}
        >
          {t(internal ? "ticket:composer.send_note" : "ticket:composer.send_reply")}
          {!narrow && (
            <span className={styles.keyIn}>
              <Kbd>mod+enter</Kbd>
            </span>
          )}
        </Button>
      </div>
    </div>
  );
}

const idsIn = (text: string): readonly string[] => text.split(" ").filter((id) => id !== "");
