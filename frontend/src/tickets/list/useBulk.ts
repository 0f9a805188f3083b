import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { type AccountRef, api, idempotencyKey, keys, type TicketRow, type TypeSchema } from "@/api";
import { problemText, toast, useLabel } from "@/ui";
import type { Applied, MacroFields, Refusal } from "../macros/MacroDialog";
import { saidOfFields } from "../macros/refusal";

/** Assigns and claims several tickets, one call each, and says what came of it; assigning can be taken back. */
export function useBulk() {
  const queries = useQueryClient();
  const { t } = useTranslation();
  const label = useLabel();

  const run = useCallback(
    async (
      rows: readonly TicketRow[],
      change: (row: TicketRow) => Promise<unknown>,
      onRefused?: (row: TicketRow, reason: unknown) => void,
    ) => {
      const results = await Promise.allSettled(rows.map(change));
      void queries.invalidateQueries({ queryKey: keys.allTickets });
      void queries.invalidateQueries({ queryKey: keys.views });
      for (const row of rows) void queries.invalidateQueries({ queryKey: keys.ticket(row.id) });
      const refused = results.flatMap((result, i) =>
        result.status === "rejected" ? [{ row: rows[i] as TicketRow, reason: result.reason as unknown }] : [],
      );
      if (onRefused) for (const { row, reason } of refused) onRefused(row, reason);
      for (const { row, reason } of onRefused ? [] : refused.slice(0, 2)) {
        toast.failed(`${row.number}: ${problemText(t, reason).title}`);
      }
      return rows.filter((row) => !refused.some((each) => each.row === row));
    },
    [queries, t],
  );

  const assign = useCallback(
    async (rows: readonly TicketRow[], to: AccountRef | null) => {
      const done = await run(rows, (row) => api.assign(row.id, { assignee: to?.id ?? null }));
      if (done.length === 0) return;
      const text = to
        ? t("list:assign.done", { count: done.length, name: to.name })
        : t("list:assign.released", { count: done.length });
      toast.done(text, () => {
        void run(done, (row) => api.assign(row.id, { assignee: row.assignee?.id ?? null }));
      });
    },
    [run, t],
  );

  const claim = useCallback(
    (rows: readonly TicketRow[]) => {
      void run(rows, (row) => api.claim(row.id)).then((done) => {
        if (done.length > 0) toast.done(t("list:claimed", { count: done.length }));
      });
    },
    [run, t],
  );

  const macro = useCallback(
    async (
      rows: readonly TicketRow[],
      key: string,
      name: string,
      fields: (ticket: string) => MacroFields,
      schema: TypeSchema | undefined,
    ): Promise<Applied> => {
      const refused: Refusal[] = [];
      const done = await run(
        rows,
        async (row) => {
          const given = fields(row.id);
          const input = Object.keys(given).length > 0 ? { fields: given } : {};
          return api.applyMacro(row.id, key, input, idempotencyKey());
        },
        (row, reason) => {
          refused.push({ ticket: row.id, number: row.number, text: saidOfFields(t, label, reason, schema) });
        },
      );
      for (const row of rows) void queries.invalidateQueries({ queryKey: keys.macros(row.id) });
      if (done.length > 0) toast.done(t("list:macroDone", { count: done.length, macro: name }));
      return { done: done.length > 0, refused };
    },
    [run, queries, label, t],
  );

  return { assign, claim, macro };
}
