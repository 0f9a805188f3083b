import { useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import { type ListSearch, parseListSearch } from "../list/search";

/** The list a ticket was opened from, as its address says. */
export function useListSearch(): ListSearch {
  const search = useSearch({ strict: false });
  return useMemo(() => parseListSearch(search), [search]);
}
