import { IconAlertTriangle, IconCheck, IconInfoCircle, IconX } from "@tabler/icons-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { create } from "zustand";
import { Kbd } from "./Kbd";
import { isTyping } from "./keys";
import classes from "./toast.module.css";

export interface Toast {
  id: number;
  text: string;
  tone: "good" | "bad" | "neutral";
  /** Takes the thing back. Offered for eight seconds instead of asking "are you sure?" before. */
  undo?: () => void;
}

const LASTS = 8000;
let next = 1;

const useStore = create<{ toasts: Toast[] }>(() => ({ toasts: [] }));

const dismiss = (id: number) =>
  useStore.setState((state) => ({ toasts: state.toasts.filter((toast) => toast.id !== id) }));

function show(text: string, tone: Toast["tone"], undo?: () => void): void {
  const id = next++;
  // Three at a time; the oldest goes first.
  useStore.setState((state) => ({
    toasts: [...state.toasts.slice(-2), undo ? { id, text, tone, undo } : { id, text, tone }],
  }));
}

/** Says briefly what has happened, bottom left. */
export const toast = {
  done: (text: string, undo?: () => void) => show(text, "good", undo),
  info: (text: string, undo?: () => void) => show(text, "neutral", undo),
  failed: (text: string) => show(text, "bad"),
};

const icons = { good: IconCheck, bad: IconAlertTriangle, neutral: IconInfoCircle };

function Shown({ toast: shown, last }: { toast: Toast; last: boolean }) {
  const { t } = useTranslation();
  useEffect(() => {
    const timer = setTimeout(() => dismiss(shown.id), LASTS);
    return () => clearTimeout(timer);
  }, [shown.id]);
  useEffect(() => {
    if (!last || !shown.undo) return;
    const onKey = (event: KeyboardEvent) => {
      if (isTyping(event.target) || event.key !== "z" || event.metaKey || event.ctrlKey || event.altKey)
        return;
      shown.undo?.();
      dismiss(shown.id);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [last, shown]);
  const Icon = icons[shown.tone];
  return (
    <li className={classes.toast} data-tone={shown.tone}>
      <Icon size={16} stroke={shown.tone === "good" ? 2.4 : 1.8} aria-hidden />
      <span>{shown.text}</span>
      {shown.undo && (
        <button
          type="button"
          className={classes.undo}
          onClick={() => {
            shown.undo?.();
            dismiss(shown.id);
          }}
        >
          {t("common:undo")} <Kbd>z</Kbd>
        </button>
      )}
      <button
        type="button"
        className={classes.close}
        aria-label={t("common:close")}
        onClick={() => dismiss(shown.id)}
      >
        <IconX size={14} stroke={2} aria-hidden />
      </button>
    </li>
  );
}

export function Toasts() {
  const { t } = useTranslation();
  const toasts = useStore((state) => state.toasts);
  return (
    <section aria-live="polite" aria-label={t("ui:toasts")}>
      <ul className={classes.stack}>
        {toasts.map((shown, i) => (
          <Shown key={shown.id} toast={shown} last={i === toasts.length - 1} />
        ))}
      </ul>
    </section>
  );
}
