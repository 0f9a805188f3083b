import { useQuery } from "@tanstack/react-query";
import { api, type RecordRow } from "@/api";

/** Records whose name, number or phone begins like `q`, for a picker that is open. */
export function useRecordChoices(
  type: string,
  q: string,
  open: boolean,
): { records: readonly RecordRow[]; loading: boolean } {
  const { data, isFetching } = useQuery({
    queryKey: ["record-choices", type, q] as const,
    queryFn: () => api.recordChoices(type, q),
    enabled: open && type !== "",
    staleTime: 30_000,
    placeholderData: (previous) => previous,
  });
  return { records: data ?? [], loading: isFetching };
}
