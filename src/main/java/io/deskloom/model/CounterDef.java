package io.deskloom.model;

import io.deskloom.expr.Expr;
import io.deskloom.kernel.Label;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How many other tickets of late are like the one a rule is asked about: the fact {@code counter.<key>}, and the newest of them
 * {@code counter.<key>.latest}.
 *
 * @param types keys of the ticket types whose tickets are counted
 * @param same keys of the fields both must hold the same value in, all of them indexed; none counts every ticket of the types
 * @param where what the others must be, over what all the types have; null for any
 * @param within how long ago the others were made at most
 * @param most where counting ends, 1 to {@link #MOST}
 * @param readers roles that may be told what it found; others, but for those who publish metadata, are not
 */
public record CounterDef(
        String id,
        String key,
        Label label,
        List<String> types,
        List<String> same,
        @Nullable Expr where,
        Duration within,
        int most,
        Set<String> readers) {
    /** What goes before a counter's key. */
    public static final String PREFIX = "counter.";

    /** What goes behind it for the newest of those counted. */
    public static final String LATEST = ".latest";

    /** Nobody needs to know how much more than that. */
    public static final int MOST = 1_000;

    /** The longest window: further back a counter would be a report. */
    public static final Duration LONGEST = Duration.ofDays(90);

    public CounterDef {
        types = List.copyOf(types);
        same = List.copyOf(same);
        readers = Set.copyOf(readers);
        if (most < 1 || most > MOST) {
            throw new IllegalArgumentException("a counter counts 1 to " + MOST);
        }
    }

    /** The key of the counter a path asks for. */
    public static String keyIn(String path) {
        String rest = path.substring(PREFIX.length());
        return rest.endsWith(LATEST) ? rest.substring(0, rest.length() - LATEST.length()) : rest;
    }

    /** The number's path. */
    public String path() {
        return PREFIX + key;
    }

    /** Whether tickets of {@code type} have all it compares: rules for others cannot look at it. */
    public boolean isFor(TicketTypeDef type) {
        return !type.isObject() && same.stream().allMatch(f -> type.field(f).isPresent());
    }
}
