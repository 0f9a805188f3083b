import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useCallback } from "react";
import { api, keys, type Me, type Session, setCsrfToken } from "@/api";
import { setLanguage } from "./i18n";

/** Ends the session; nothing of it stays in memory. */
export function useLogout(): () => void {
  const queries = useQueryClient();
  const navigate = useNavigate();
  return useCallback(() => {
    void api
      .logout()
      .catch(() => {})
      .then(() => {
        setCsrfToken(null);
        queries.clear();
        queries.setQueryData(keys.session, null);
        return navigate({ to: "/login" });
      });
  }, [queries, navigate]);
}

/** Changes the own account: at once on screen, then on the server. */
export function useUpdateMe(): (change: Partial<Pick<Me, "language" | "theme" | "name">>) => Promise<void> {
  const queries = useQueryClient();
  return useCallback(
    async (change) => {
      const before = queries.getQueryData<Session | null>(keys.session);
      if (before)
        queries.setQueryData(keys.session, { ...before, account: { ...before.account, ...change } });
      if (change.language) setLanguage(change.language);
      try {
        await api.updateMe(change);
      } catch (failure) {
        if (before) {
          queries.setQueryData(keys.session, before);
          if (change.language) setLanguage(before.account.language);
        }
        throw failure;
      }
    },
    [queries],
  );
}
