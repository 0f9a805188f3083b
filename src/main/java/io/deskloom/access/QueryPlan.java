package io.deskloom.access;

import io.deskloom.expr.Expr;
import io.deskloom.kernel.Moment;
import io.deskloom.kernel.TenantId;
import io.deskloom.model.TicketTypeDef;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A list query that has passed access: values, no SQL. Only {@code Planner} makes one, only {@code store} turns it into
 * SQL. Attributes in {@code where} are field ids ("f_03"), system attributes ("ticket.status") and the names of
 * {@code lookups}; {@code actor.*}, {@code today()} and the like have been folded to literals.
 *
 * @param where the caller's filter
 * @param scope the caller's record scope, null when all of the type
 * @param sort what the page is ordered by; the ticket id is always the last key
 * @param after position to go on from, null for the first page
 * @param limit 1 to 200
 * @param moment when it was asked, and the business zone days are counted in
 * @param bound what a cursor of this query is good for: caller, rights, query
 * @param text words that must be found, null when none are asked for
 * @param lookups fields of other records that {@code where} looks at, by what it calls them
 * @param fields ids of the fields whose values are read, null for all
 */
public record QueryPlan(
        TenantId tenant,
        TicketTypeDef type,
        @Nullable Expr where,
        @Nullable Expr scope,
        Sort sort,
        @Nullable Position after,
        int limit,
        Moment moment,
        String bound,
        @Nullable TextSearch text,
        Map<String, LookupPath> lookups,
        @Nullable Set<String> fields) {
    public QueryPlan {
        lookups = Map.copyOf(lookups);
        fields = fields == null ? null : Set.copyOf(fields);
    }

    /** With all fields of its records. */
    public QueryPlan(
            TenantId tenant,
            TicketTypeDef type,
            @Nullable Expr where,
            @Nullable Expr scope,
            Sort sort,
            @Nullable Position after,
            int limit,
            Moment moment,
            String bound,
            @Nullable TextSearch text,
            Map<String, LookupPath> lookups) {
        this(tenant, type, where, scope, sort, after, limit, moment, bound, text, lookups, null);
    }

    /** A list without words that looks at its own records only. */
    public QueryPlan(
            TenantId tenant,
            TicketTypeDef type,
            @Nullable Expr where,
            @Nullable Expr scope,
            Sort sort,
            @Nullable Position after,
            int limit,
            Moment moment,
            String bound) {
        this(tenant, type, where, scope, sort, after, limit, moment, bound, null, Map.of());
    }

    /**
     * The same, looking for mistyped words as they may have been meant; a cursor of the one is none of the other. Null when
     * no word may have been mistyped.
     */
    public @Nullable QueryPlan asMeant() {
        return text == null || text.similar() || !text.wanted().hasSimilar()
                ? null
                : new QueryPlan(
                        tenant,
                        type,
                        where,
                        scope,
                        sort,
                        after,
                        limit,
                        moment,
                        similar(bound),
                        text.asMeant(),
                        lookups,
                        fields);
    }

    /** {@link TextSearch#narrowed} for its words. */
    public QueryPlan narrowed(Set<String> held) {
        return text == null
                ? this
                : new QueryPlan(
                        tenant,
                        type,
                        where,
                        scope,
                        sort,
                        after,
                        limit,
                        moment,
                        bound,
                        text.narrowed(held),
                        lookups,
                        fields);
    }

    QueryPlan after(Position position) {
        return new QueryPlan(tenant, type, where, scope, sort, position, limit, moment, bound, text, lookups, fields);
    }

    static String similar(String bound) {
        return bound + "|similar";
    }

    /** @param attribute field id or "ticket.updated", "ticket.created", "ticket.number", "ticket.priority", "ticket.sla_due" */
    public record Sort(String attribute, boolean descending) {}

    /**
     * @param keys the last row's values of what the page is ordered by before the id, in their column's own form (String,
     *     Long, Double, Instant); null where empty. How many there are is the store's affair.
     */
    public record Position(List<@Nullable Object> keys, java.util.UUID id) {
        public Position {
            keys = java.util.Collections.unmodifiableList(new java.util.ArrayList<>(keys));
        }
    }

    /** The same list from {@code position} on, so many rows at once. */
    public QueryPlan from(@Nullable Position position, int rows) {
        return new QueryPlan(tenant, type, where, scope, sort, position, rows, moment, bound, text, lookups, fields);
    }

    /** The same list, of whose records only these fields are read; null for all. */
    public QueryPlan reading(@Nullable Set<String> some) {
        return new QueryPlan(tenant, type, where, scope, sort, after, limit, moment, bound, text, lookups, some);
    }

    /** The attributes it looks at, for tests and audit. */
    public List<String> attributes() {
        java.util.ArrayList<String> out = new java.util.ArrayList<>();
        collect(where, out);
        collect(scope, out);
        if (text != null) {
            text.places().forEach(p -> out.add(p.name()));
            text.places().forEach(p -> collect(p.where(), out));
            text.wholes().forEach(w -> out.add(w.name()));
            text.wholes().forEach(w -> collect(w.where(), out));
        }
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
