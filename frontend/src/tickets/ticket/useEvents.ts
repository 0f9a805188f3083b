import { useInfiniteQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { api, keys, type TimelineEvent } from "@/api";

export interface Events {
  /** Oldest first. */
  readonly items: readonly TimelineEvent[];
  readonly pending: boolean;
  readonly error: unknown;
  /** Whether there are older ones the server has not sent yet. */
  readonly more: boolean;
  readonly loadMore: () => void;
  readonly retry: () => void;
}

/** A ticket's history. The server sends the newest first, page by page; people read it from the top. */
export function useEvents(ticket: string): Events {
  const query = useInfiniteQuery({
    queryKey: keys.events(ticket),
    queryFn: ({ pageParam }) => api.events(ticket, pageParam ?? undefined),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next ?? null,
  });
  const items = useMemo(() => (query.data?.pages.flatMap((p) => p.items) ?? []).toReversed(), [query.data]);
  return {
    items,
    pending: query.isPending,
    error: query.error,
    more: query.hasNextPage,
    loadMore: () => void query.fetchNextPage(),
    retry: () => void query.refetch(),
  };
}
