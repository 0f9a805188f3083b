package io.deskloom.access;

import io.deskloom.expr.Expr;
import io.deskloom.kernel.TenantId;
import io.deskloom.model.TicketTypeDef;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A list query that has passed access: values, no SQL. Only {@code Planner} makes one, only {@code store} turns it into
 * SQL. Attributes in {@code where} are field ids ("f_03") and system attributes ("ticket.status"); {@code actor.*},
 * {@code today()} and the like have been folded to literals.
 *
 * @param where the caller's filter
 * @param scope the caller's record scope, null when all of the type
 * @param sort what the page is ordered by; the ticket id is always the last key
 * @param after position to go on from, null for the first page
 * @param limit 1 to 200
 */
public record QueryPlan(
        TenantId tenant,
        TicketTypeDef type,
        @Nullable Expr where,
        @Nullable Expr scope,
        Sort sort,
        @Nullable Position after,
        int limit) {
    /** @param attribute field id or "ticket.updated", "ticket.created", "ticket.number", "ticket.priority" */
    public record Sort(String attribute, boolean descending) {}

    /** @param key the sort value of the last row in the slot's own form, null when it was empty */
    public record Position(@Nullable Object key, java.util.UUID id) {}

    /** The attributes it looks at, for tests and audit. */
    public List<String> attributes() {
        java.util.ArrayList<String> out = new java.util.ArrayList<>();
        collect(where, out);
        collect(scope, out);
        out.add(sort.attribute);
        return out;
    }

    private static void collect(@Nullable Expr e, List<String> out) {
        switch (e) {
            case null -> {}
            case Expr.Literal _ -> {}
            case Expr.Attribute a -> out.add(a.path());
            case Expr.Apply a -> a.args().forEach(x -> collect(x, out));
        }
    }
}
