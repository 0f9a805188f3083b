import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import {
  api,
  type CappedCount,
  type ColumnSchema,
  type FoundWords,
  schemaQuery,
  type TicketRow,
  type TypeSchema,
  useTypes,
  useViews,
  type View,
} from "@/api";
import type { ListSearch } from "./search";

const PAGE = 50;

/** Columns of a list that has no view of its own. */
const DEFAULT_COLUMNS = ["priority", "number", "title", "step", "assignee", "updated"];

export interface TicketList {
  view: View | undefined;
  /** The address names a view that does not exist, or that the reader may not see. */
  missing: boolean;
  type: string;
  schema: TypeSchema | undefined;
  columns: ColumnSchema[];
  sort: string;
  rows: TicketRow[];
  count: CappedCount | null;
  /** Where the words of the search stand, of all pages so far; null when none were looked for. */
  found: FoundWords | null;
  /** Nothing to show yet. */
  pending: boolean;
  /** The definitions could not be loaded, or the list could not; a filter's problem is `filterProblem` instead. */
  failure: unknown;
  refreshing: boolean;
  hasMore: boolean;
  loadingMore: boolean;
  loadMore: () => void;
  retry: () => void;
}

/** Everything a list of tickets needs, from what the address says. */
export function useTicketList(search: ListSearch): TicketList {
  const views = useViews();
  const types = useTypes();
  const view =
    views.data?.find((each) => each.key === search.view) ??
    (search.type || search.view ? undefined : views.data?.find((each) => each.start));
  const missing = search.view !== undefined && views.data !== undefined && !view;
  const type = view?.type ?? search.type ?? types.data?.[0]?.key ?? "";
  const schema = useQuery(schemaQuery(type));

  const wanted = view?.columns ?? DEFAULT_COLUMNS;
  const columns = useMemo(() => {
    const known = schema.data?.columns ?? [];
    return wanted.flatMap((key) => known.find((column) => column.key === key) ?? []);
  }, [schema.data, wanted]);

  // Groups are runs of equal values, so grouping is sorting.
  const grouped = search.group === "priority" ? "-priority" : undefined;
  const sort = grouped ?? search.sort ?? view?.sort ?? "-updated";

  const query = { type, view: view?.key, q: search.q, filter: search.filter, sort, columns: wanted.join() };
  const ready = type !== "" && !missing && (views.data !== undefined || views.isError);
  const pages = useInfiniteQuery({
    queryKey: ["tickets", query],
    queryFn: ({ pageParam, signal }) =>
      api.tickets({ ...query, limit: PAGE, ...(pageParam ? { cursor: pageParam } : {}) }, signal),
    initialPageParam: "",
    getNextPageParam: (last) => last.next ?? undefined,
    enabled: ready,
    placeholderData: keepPreviousData,
  });

  const rows = useMemo(() => {
    // While pages move under a live list, the same ticket may come twice; the first place counts.
    const seen = new Set<string>();
    return (pages.data?.pages ?? []).flatMap((page) =>
      page.items.filter((row) => !seen.has(row.id) && seen.add(row.id) !== undefined),
    );
  }, [pages.data]);

  const found = useMemo(() => {
    const answers = (pages.data?.pages ?? []).flatMap((page) => page.search ?? []);
    const [first] = answers;
    return first
      ? { ...first, highlights: Object.assign({}, ...answers.map((answer) => answer.highlights)) }
      : null;
  }, [pages.data]);

  return {
    view,
    missing,
    type,
    schema: missing ? undefined : schema.data,
    columns,
    sort,
    rows,
    count: missing ? null : (pages.data?.pages[0]?.count ?? null),
    found,
    pending: !missing && (pages.isPending || schema.isPending || pages.isPlaceholderData),
    failure: pages.error ?? schema.error ?? types.error ?? views.error,
    refreshing: pages.isRefetching,
    hasMore: pages.hasNextPage,
    loadingMore: pages.isFetchingNextPage,
    loadMore: () => {
      if (pages.hasNextPage && !pages.isFetchingNextPage) void pages.fetchNextPage();
    },
    retry: () => {
      void views.refetch();
      void types.refetch();
      void schema.refetch();
      void pages.refetch();
    },
  };
}
