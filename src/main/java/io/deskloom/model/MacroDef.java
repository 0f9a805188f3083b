package io.deskloom.model;

import io.deskloom.expr.Expr;
import io.deskloom.kernel.Label;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What somebody has done to a ticket at once: a change like any other, made with the rights of whoever makes it.
 *
 * @param help one line about when to use it, null without
 * @param roles whom it is offered to; empty for everybody
 * @param byType what it does to tickets of a type, by type key
 */
public record MacroDef(
        String id, String key, Label label, @Nullable Label help, Set<String> roles, Map<String, Way> byType) {
    public MacroDef {
        roles = Set.copyOf(roles);
        byType = Map.copyOf(byType);
    }

    /**
     * @param when which tickets it is offered for, as whoever looks at them sees them; null for all
     * @param wishes fields, priority, team, assignee, at most one comment and at most one action
     */
    public record Way(@Nullable Expr when, List<RuleDef.IntentDef> wishes) {
        public Way {
            wishes = List.copyOf(wishes);
        }
    }

    /** What it does to tickets of {@code type} for somebody of {@code held} roles; empty when it is not for them. */
    public Optional<Way> way(String type, Set<String> held) {
        return roles.isEmpty() || held.stream().anyMatch(roles::contains)
                ? Optional.ofNullable(byType.get(type))
                : Optional.empty();
    }
}
