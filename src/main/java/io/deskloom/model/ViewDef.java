package io.deskloom.model;

import io.deskloom.expr.Expr;
import io.deskloom.kernel.Label;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A saved list.
 *
 * @param type ticket type key
 * @param filter condition; null is all
 * @param filterText the same as written, for the filter box
 * @param sort field key or system attribute, "-" first for descending
 * @param columns field keys and {@link #SYSTEM_COLUMNS}
 * @param roles who sees it; empty is everyone
 * @param startFor roles that begin their day with it
 */
public record ViewDef(
        String id,
        String key,
        Label label,
        String type,
        @Nullable Expr filter,
        String filterText,
        String sort,
        List<String> columns,
        Set<String> roles,
        Set<String> startFor) {
    /** Of the columns below: when the first running clock is over, for those who may know of clocks. */
    public static final String SLA_DUE = "sla_due";

    /** What every record has, and a list can show beside its fields. */
    public static final Set<String> SYSTEM_COLUMNS = Set.of(
            "number",
            "title",
            "step",
            "status",
            "priority",
            "assignee",
            "team",
            "requester",
            "created",
            "updated",
            SLA_DUE);

    public ViewDef {
        columns = List.copyOf(columns);
        roles = Set.copyOf(roles);
        startFor = Set.copyOf(startFor);
    }
}
