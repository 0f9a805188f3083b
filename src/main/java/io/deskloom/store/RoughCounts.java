package io.deskloom.store;

import io.deskloom.store.SqlColumn.SqlPart;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How many rows of lists of which not all could be looked at were found to match a moment ago, on this node: "at least so many" is
 * no less true for the next page, and counting it again reads a thousand rows' records. Exact counts are made anew each time.
 */
final class RoughCounts {
    /** How long a count is good. */
    static final Duration GOOD_FOR = Duration.ofMinutes(1);

    private static final int MOST = 500;

    /** Ids written out: a list of more costs more to keep than to count. */
    private static final int LONGEST = 100;

    private record Known(int rows, Instant at) {}

    private final Map<SqlPart, Known> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<SqlPart, Known> eldest) {
            return size() > MOST;
        }
    };

    /** @param counting how the rows are counted, with all it depends on: who asks, for what */
    synchronized Optional<Integer> of(SqlPart counting, Instant now) {
        Known one = known.get(comparable(counting));
        return one == null || now.isAfter(one.at.plus(GOOD_FOR)) ? Optional.empty() : Optional.of(one.rows);
    }

    synchronized void put(SqlPart counting, int rows, Instant now) {
        boolean shortEnough =
                counting.parameters().stream().noneMatch(p -> p instanceof Object[] all && all.length > LONGEST);
        if (shortEnough) {
            known.put(comparable(counting), new Known(rows, now));
        }
    }

    /** The same with arrays as lists, which are equal when what is in them is. */
    private static SqlPart comparable(SqlPart counting) {
        return new SqlPart(
                counting.sql(),
                counting.parameters().stream()
                        .map(p -> p instanceof Object[] all ? List.copyOf(Arrays.asList(all)) : p)
                        .toList());
    }
}
