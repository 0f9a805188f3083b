package io.deskloom.store;

import io.deskloom.expr.Expr;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How many rows leads had a moment ago, on this node: the next page of a list, or the same list a moment later, need not
 * count thousands of rows again. An old count can make a page slower, never wrong: every {@link ListPath} finds the same
 * rows. Small counts are not kept, they cost nothing and a path may rely on them.
 */
final class LeadCounts {
    /** How long a count is good. */
    static final Duration GOOD_FOR = Duration.ofMinutes(1);

    /** Counts up to this many are made anew each time. */
    static final int SMALL = 1_000;

    private static final int MOST = 2_000;

    /** @param tested the conditions the lead's index tests */
    private record Key(int tenant, int type, String index, List<Expr> tested, int limit) {}

    private record Known(int rows, Instant at) {}

    private final Map<Key, Known> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Known> eldest) {
            return size() > MOST;
        }
    };

    /** The count, if it is known and not too old. */
    synchronized Optional<Integer> of(ListSql sql, Lead lead, ListPath.Limits limits, Instant now) {
        Known one = known.get(key(sql, lead, limits));
        return one == null || now.isAfter(one.at.plus(GOOD_FOR)) ? Optional.empty() : Optional.of(one.rows);
    }

    /** @return {@code rows} */
    synchronized int put(ListSql sql, Lead lead, ListPath.Limits limits, Instant now, int rows) {
        Key key = key(sql, lead, limits);
        if (rows > SMALL) {
            known.put(key, new Known(rows, now));
        } else {
            known.remove(key);
        }
        return rows;
    }

    private static Key key(ListSql sql, Lead lead, ListPath.Limits limits) {
        return new Key(
                sql.plan().tenant().value(),
                sql.typeId(),
                lead.index(),
                lead.tested(sql.parts()).stream().map(ListPart::expr).toList(),
                limits.of(lead, sql.order()));
    }
}
