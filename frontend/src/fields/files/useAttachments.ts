import { useQueries } from "@tanstack/react-query";
import { type Attachment, api } from "@/api";

/** Rights may change, and a scanner may find something: what is known of a file is asked for again after a while. */
const STALE = 60_000;
const MOST = 100;

let waiting: { ids: Set<string>; answer: Promise<Map<string, Attachment>> } | null = null;

/** One file by id. Calls of the same moment travel together. */
function attachment(id: string): Promise<Attachment | null> {
  if (!waiting || waiting.ids.size >= MOST) {
    const ids = new Set<string>();
    const answer = new Promise<void>((go) => setTimeout(go, 5)).then(async () => {
      if (waiting?.ids === ids) waiting = null;
      const found = await api.attachments([...ids]);
      return new Map(found.map((a) => [a.id, a]));
    });
    waiting = { ids, answer };
  }
  waiting.ids.add(id);
  return waiting.answer.then((found) => found.get(id) ?? null);
}

export const attachmentKey = (id: string) => ["attachment", id] as const;

/** A file while it is asked for, `null` when there is none for this reader. */
export type Known = Attachment | null | undefined;

export function useAttachments(ids: readonly string[]): ReadonlyMap<string, Known> {
  return useQueries({
    queries: ids.map((id) => ({
      queryKey: attachmentKey(id),
      queryFn: () => attachment(id),
      staleTime: STALE,
      // Until the scanner has judged it, ask again.
      refetchInterval: (query: { state: { data?: Attachment | null | undefined } }) =>
        query.state.data?.state === "checking" ? 10_000 : (false as const),
    })),
    combine: (results) => new Map(ids.map((id, i) => [id, results[i]?.data] as const)),
  });
}
