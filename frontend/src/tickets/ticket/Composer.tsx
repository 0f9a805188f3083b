import { Button, Textarea } from "@mantine/core";
import { IconLock, IconMessage, IconSend } from "@tabler/icons-react";
import { useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Me, TicketDetail } from "@/api";
import { browserText } from "@/forms";
import { formatTime, Kbd, toast } from "@/ui";
import styles from "./ticket.module.css";
import type { TicketWork } from "./useTicketWork";

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
  const [savedAt, setSavedAt] = useState<string | null>(null);
  const box = useRef<HTMLTextAreaElement>(null);
  const text = texts[current];
  const internal = current === "internal";

  // On a telephone the box is one line until somebody writes.
  const [open, setOpen] = useState(false);
  useEffect(() => {
    if (mode && modes.includes(mode)) {
      setCurrent(mode);
      setOpen(true);
      box.current?.focus();
    }
  }, [mode, modes]);
  const closed = narrow && !open && text === "";
  useEffect(() => {
    if (open) box.current?.focus();
  }, [open]);

  function type(now: string) {
    setTexts((before) => ({ ...before, [current]: now }));
    drafts[current].save(now);
    setSavedAt(now === "" ? null : new Date().toISOString());
  }

  async function send() {
    if (text.trim() === "") return;
    const sent = current;
    if (!(await work.comment(sent, text.trim()))) return;
    drafts[sent].save("");
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
    <div
      className={styles.composer}
      data-internal={internal || undefined}
      data-empty={text === "" || undefined}
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
      <div className={styles.composerFoot}>
        <span aria-live="polite">
          {savedAt &&
            t("ticket:composer.draft_saved", { time: formatTime(savedAt, i18n.language, me.workspace.zone) })}
        </span>
        <Button
          onClick={() => void send()}
          data-disabled={text.trim() === "" || undefined}
          aria-disabled={text.trim() === "" || undefined}
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
