import { useQueries, useQuery } from "@tanstack/react-query";
import { type AccountChoice, api } from "@/api";

/** Names rarely change; a list of fifty rows must not ask for the same person again. */
const NAMES_STALE = 10 * 60_000;

let waiting: { ids: Set<string>; answer: Promise<Map<string, AccountChoice>> } | null = null;

/** One account by id. Calls of the same moment travel together. */
function account(id: string): Promise<AccountChoice | null> {
  if (!waiting) {
    const ids = new Set<string>();
    const answer = new Promise<void>((go) => setTimeout(go, 5)).then(async () => {
      waiting = null;
      const found = await api.accounts({ ids: [...ids].join(","), limit: ids.size });
      return new Map(found.map((a) => [a.id, a]));
    });
    waiting = { ids, answer };
  }
  waiting.ids.add(id);
  return waiting.answer.then((found) => found.get(id) ?? null);
}

const accountOptions = (id: string) => ({
  queryKey: ["account", id] as const,
  queryFn: () => account(id),
  staleTime: NAMES_STALE,
});

/** Who an account id is; null while unknown or when there is nobody of that id. */
export function usePerson(id: string | null | undefined): AccountChoice | null {
  const { data } = useQuery({ ...accountOptions(id ?? ""), enabled: !!id });
  return data ?? null;
}

export function usePeople(ids: readonly string[]): ReadonlyMap<string, AccountChoice> {
  return useQueries({
    queries: ids.map(accountOptions),
    combine: (results) => new Map(results.flatMap((r) => (r.data ? [[r.data.id, r.data] as const] : []))),
  });
}

/** People whose name or login matches, for a picker that is open. */
export function usePeopleSearch(
  q: string,
  open: boolean,
): { people: readonly AccountChoice[]; loading: boolean } {
  const { data, isFetching } = useQuery({
    queryKey: ["accounts", q] as const,
    queryFn: () => api.accounts({ q, limit: 20 }),
    enabled: open,
    staleTime: 60_000,
    placeholderData: (previous) => previous,
  });
  return { people: data ?? [], loading: isFetching };
}
