import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { ApiProblem, type Attachment, api, uploadFile } from "@/api";
import type { Problem } from "../model";
import { attachmentKey } from "./useAttachments";

/** A file on its way: being sent, or stopped by something that is said beside it. */
export interface Upload {
  readonly key: number;
  readonly name: string;
  readonly size: number;
  /** 0 to 1. */
  readonly progress: number;
  /** What stands in the way; null while it is being sent. */
  readonly failure: ApiProblem | Problem | null;
}

export interface Uploads {
  readonly running: readonly Upload[];
  /** Whether bytes are still being sent. */
  readonly busy: boolean;
  add(files: readonly File[]): void;
  retry(key: number): void;
  /** Gives one up, whether it is being sent or has failed. */
  cancel(key: number): void;
}

interface Wishes {
  /** What is wrong with a file before it is sent, null for nothing. */
  readonly before?: (file: File) => Problem | null;
  /** What is wrong with it now that the server has looked at it. */
  readonly after?: (file: Attachment) => Problem | null;
  readonly onDone: (file: Attachment) => void;
}

let next = 1;

/** Sends files one beside the other, each with its progress; every one can be stopped and sent again. */
export function useUploads(wishes: Wishes): Uploads {
  const queries = useQueryClient();
  const [running, setRunning] = useState<readonly Upload[]>([]);
  const sent = useRef(new Map<number, { file: File; stop: AbortController }>());
  const wanted = useRef(wishes);
  wanted.current = wishes;

  // Who leaves the page takes what is still on its way along.
  useEffect(() => {
    const all = sent.current;
    return () => {
      for (const { stop } of all.values()) stop.abort();
    };
  }, []);

  const update = useCallback(
    (key: number, change: Partial<Upload>) =>
      setRunning((all) => all.map((one) => (one.key === key ? { ...one, ...change } : one))),
    [],
  );
  const drop = useCallback((key: number) => {
    sent.current.delete(key);
    setRunning((all) => all.filter((one) => one.key !== key));
  }, []);

  const send = useCallback(
    async (key: number, file: File) => {
      const refused = wanted.current.before?.(file) ?? null;
      const stop = new AbortController();
      sent.current.set(key, { file, stop });
      if (refused) {
        update(key, { failure: refused });
        return;
      }
      update(key, { failure: null, progress: 0 });
      try {
        const made = await uploadFile(file, {
          name: file.name,
          signal: stop.signal,
          onProgress: (progress) => update(key, { progress }),
        });
        const wrong = wanted.current.after?.(made) ?? null;
        if (wrong) {
          update(key, { failure: wrong });
          void api.discardAttachment(made.id).catch(() => {});
          return;
        }
        queries.setQueryData(attachmentKey(made.id), made);
        drop(key);
        wanted.current.onDone(made);
      } catch (failure) {
        if (failure instanceof DOMException) return;
        if (!(failure instanceof ApiProblem)) throw failure;
        update(key, { failure });
      }
    },
    [queries, update, drop],
  );

  return {
    running,
    busy: running.some((one) => one.failure === null),
    add(files) {
      const fresh = files.map((file) => ({ key: next++, file }));
      setRunning((all) => [
        ...all,
        ...fresh.map(({ key, file }) => ({
          key,
          name: file.name,
          size: file.size,
          progress: 0,
          failure: null,
        })),
      ]);
      for (const { key, file } of fresh) void send(key, file);
    },
    retry(key) {
      const one = sent.current.get(key);
      if (one) void send(key, one.file);
    },
    cancel(key) {
      sent.current.get(key)?.stop.abort();
      drop(key);
    },
  };
}
