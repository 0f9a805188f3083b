import { useQuery } from "@tanstack/react-query";
import { can } from "@/abilities";
import { type AdminAccount, api, keys, useMe } from "@/api";

/**
 * The roles to choose from: those the current release defines, if this person may read definitions; otherwise those
 * that are in use.
 */
export function useRoleKeys(): string[] {
  const me = useMe();
  const readable = can(me, "metadata.read");
  const metadata = useQuery({
    queryKey: ["metadata", "roles"],
    queryFn: async () => roleKeys((await api.metadata()).files.map((file) => file.path)),
    enabled: readable,
    staleTime: 60_000,
  });
  const accounts = useQuery({ queryKey: keys.adminAccounts, queryFn: api.adminAccounts });
  if (metadata.data && metadata.data.length > 0) return metadata.data;
  return rolesInUse(accounts.data ?? []);
}

/** "roles/agent.yaml" → "agent". */
export function roleKeys(paths: readonly string[]): string[] {
  return paths.flatMap((path) => /^roles\/([a-z0-9_]+)\.ya?ml$/.exec(path)?.[1] ?? []).sort();
}

function rolesInUse(accounts: readonly AdminAccount[]): string[] {
  return [...new Set(accounts.flatMap((account) => account.roles))].sort();
}
