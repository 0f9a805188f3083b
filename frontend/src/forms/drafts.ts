import type { FieldValue } from "@/fields";
import type { TypedText } from "./engine";

/** What somebody typed and did not save: values and unreadable texts by field key. */
export interface Draft {
  readonly values: Readonly<Record<string, FieldValue>>;
  readonly texts: Readonly<Record<string, TypedText>>;
  /** The saved values these were typed over, to notice that somebody else changed them since. */
  readonly base: Readonly<Record<string, FieldValue>>;
}

export interface DraftStore {
  load(): Draft | null;
  save(draft: Draft): void;
  clear(): void;
}

const PREFIX = "deskloom.draft.";
/** Older drafts are of tickets long gone. */
const KEEP_MS = 30 * 86_400_000;

/** Storage is asked this long after a keystroke at the latest: asking for each of them is what would be felt. */
const SOON_MS = 400;

/** What has not been written yet, by storage key. Pages come and go meanwhile; what they typed is here. */
const unwritten = new Map<string, { draft: Draft; write: () => void }>();
let due: ReturnType<typeof setTimeout> | undefined;

function writeAll(): void {
  clearTimeout(due);
  due = undefined;
  for (const { write } of unwritten.values()) write();
  unwritten.clear();
}

// The last moment at which a page is told that it goes; a hidden one may be gone without another word.
globalThis.addEventListener?.("pagehide", writeAll);
globalThis.document?.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") writeAll();
});

/**
 * Drafts in this browser, per account and thing. Reading tolerates anything: a draft of an earlier version of the
 * page is dropped, never an error.
 */
export function browserDraft(account: string, thing: string, storage: Storage = localStorage): DraftStore {
  const key = `${PREFIX}${account}.${thing}`;
  return {
    load() {
      const typed = unwritten.get(key);
      if (typed) return typed.draft;
      try {
        const found: unknown = JSON.parse(storage.getItem(key) ?? "null");
        if (!found || typeof found !== "object") return null;
        const { v, at, values, texts, base } = found as Record<string, unknown>;
        if (v !== 1 || typeof at !== "number" || Date.now() - at > KEEP_MS) return null;
        return { values: record(values), texts: record(texts), base: record(base) } as Draft;
      } catch {
        return null;
      }
    },
    save(draft) {
      const at = Date.now();
      const write = () => {
        try {
          storage.setItem(key, JSON.stringify({ v: 1, at, ...draft }));
        } catch {
          // A full storage loses the copy, not what stands on the screen.
        }
      };
      unwritten.set(key, { draft, write });
      due ??= setTimeout(writeAll, SOON_MS);
    },
    clear() {
      unwritten.delete(key);
      storage.removeItem(key);
    },
  };
}

function record(value: unknown): Record<string, unknown> {
  return value && typeof value === "object" && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

/** A text that is kept while it is written: the reply to a customer. */
export function browserText(account: string, thing: string, storage: Storage = localStorage) {
  const key = `${PREFIX}${account}.${thing}`;
  return {
    load: (): string => storage.getItem(key) ?? "",
    save(text: string): void {
      try {
        if (text === "") storage.removeItem(key);
        else storage.setItem(key, text);
      } catch {
        // As above.
      }
    },
  };
}
