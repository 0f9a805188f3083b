package io.deskloom.model;

import io.deskloom.expr.Expr;
import io.deskloom.kernel.Label;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The one typed rule form: what guided triggers and packs' DRL both become.
 *
 * @param id immutable within its source
 * @param key readable name
 * @param origin where it comes from, for explanations and capability checks
 * @param type ticket type key it applies to
 * @param on the events it listens to
 * @param when its condition over field keys, {@code ticket.*}, {@code actor.*}, {@code event.*}, {@code param.*}
 * @param then what it wants, in order
 * @param order lower first; equal order by id
 * @param stop whether later rules of the same round are skipped once it has fired
 */
public record RuleDef(
        String id,
        String key,
        Label label,
        Origin origin,
        String type,
        Set<On> on,
        Expr when,
        List<IntentDef> then,
        int order,
        boolean stop) {
    public RuleDef {
        on = Set.copyOf(on);
        then = List.copyOf(then);
    }

    public enum On {
        CREATED,
        UPDATED
    }

    /**
     * @param pack pack id, null for the workspace's own triggers
     * @param version pack version, null likewise
     * @param file where it was written
     */
    public record Origin(@Nullable String pack, @Nullable String version, String file) {}

    /** What a rule wants done. {@code command} checks and applies it. */
    public sealed interface IntentDef {
        /** Field key and the expression for its value. */
        record SetField(String field, Expr value) implements IntentDef {}

        record SetPriority(Priority priority) implements IntentDef {}

        /** Team key. */
        record AssignTeam(String team) implements IntentDef {}
    }
}
