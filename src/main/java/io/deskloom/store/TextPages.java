package io.deskloom.store;

import io.deskloom.access.QueryPlan;
import io.deskloom.store.SqlColumn.SqlPart;
import io.deskloom.ticket.Ticket;
import io.deskloom.view.TicketQueries;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds the rows of a list that hold words. A frequent word is found by walking along the list and looking at each row; a
 * rare one by its index, whose cost grows with how frequent it is. Which it is the first rows tell: as many as it takes to be
 * sure enough. Whichever way, the rows are the same, and only rows the list has anyway are counted.
 */
final class TextPages {
    /**
     * @param sample so many rows tell whether a word is there at all
     * @param further so many tell how frequent it is, when the sample held few
     * @param sure found in the sample at least so often, nothing further need be asked
     * @param walked the most rows walked along
     * @param led a condition with at most this many rows leads better than any word
     */
    record Limits(int sample, int further, int sure, int walked, int led) {
        /** Walking costs some 7 µs a row, finding one by the index 6: one row in a hundred is where they meet. */
        static final Limits USUAL = new Limits(300, 1_200, 10, 6_000, 2_000);

        /**
         * So many rows are walked for a page, when {@code found} of {@code looked} rows hold the words: half as many again as there would be on
         * the average, and at least a third of what may be walked, for it is also counted on the way. 0 when the index is quicker.
         */
        int budget(int found, int looked, int wanted) {
            long needed = found == 0 ? Long.MAX_VALUE : (long) wanted * looked / found;
            return needed > walked ? 0 : (int) Math.clamp(needed * 3 / 2, walked / 3, walked);
        }
    }

    static final String TIMED_OUT = "57014";

    private final Connection connection;
    private final ListSql sql;
    private final TextSql text;
    private final Limits limits;
    private final BooleanSupplier late;

    /** @param late whether looking took too long already: the database measures each statement by itself */
    TextPages(Connection connection, ListSql sql, TextSql text, Limits limits, BooleanSupplier late) {
        this.late = late;
        this.connection = connection;
        this.sql = sql;
        this.text = text;
        this.limits = limits;
    }

    /**
     * @param rows in order, at most as many as asked for
     * @param count how many there are, at most one more than is counted
     * @param atLeast whether there may be more than {@code count}
     * @param incomplete whether looking took too long: only the first rows of the list were looked at
     */
    record Hits(List<QueryPlan.Position> rows, int count, boolean atLeast, boolean incomplete) {
        /** All but the row that says that there are more. */
        List<QueryPlan.Position> shown(int wanted) {
            return rows.size() == wanted ? rows.subList(0, wanted - 1) : rows;
        }
    }

    /** @param most rows to count */
    Hits find(int wanted, int most) throws SQLException {
        Hits seen = new Hits(List.of(), 0, true, false);
        try {
            QueryPlan.Position after = sql.plan().after();
            Optional<Lead> lead = text.heavy() ? Optional.empty() : lead();
            if (lead.isPresent()) {
                return gather(sql.idsOf(lead.get()), true, after, wanted, most);
            }
            if (!text.heavy() && (after == null || !PageOrder.amongEmpty(after))) {
                int looked = limits.sample;
                Walked first = walk(after, looked, wanted, most);
                seen = first.hits;
                if (!first.whole && seen.count() > 0 && seen.count() < limits.sure) {
                    looked = limits.further;
                    first = walk(after, looked, wanted, most);
                    seen = first.hits;
                }
                int budget = first.whole ? 0 : limits.budget(seen.count(), looked, wanted);
                if (budget > looked) {
                    first = walk(after, budget, wanted, most);
                    seen = first.hits;
                }
                if (first.whole || seen.rows().size() == wanted) {
                    return seen;
                }
            }
            if (late.getAsBoolean()) {
                return new Hits(seen.rows(), seen.count(), true, true);
            }
            return gather(sql.idsOf(text), !text.exact(), after, wanted, most);
        } catch (SQLException e) {
            if (!TIMED_OUT.equals(e.getSQLState())) {
                throw e;
            }
            connection.rollback();
            return new Hits(seen.rows(), seen.count(), true, true);
        }
    }

    /** The condition that has the fewest rows, if these are few. */
    private Optional<Lead> lead() throws SQLException {
        List<Lead> leads = ListPath.toCount(sql.parts(), sql.order());
        Lead best = null;
        int fewest = limits.led + 1;
        for (Lead lead : leads) {
            SqlPart query = sql.rowsOf(lead, limits.led + 1);
            try (PreparedStatement s = connection.prepareStatement(query.sql())) {
                ExprSql.bind(s, 1, query.parameters());
                try (ResultSet row = s.executeQuery()) {
                    row.next();
                    if (row.getInt(1) < fewest) {
                        fewest = row.getInt(1);
                        best = lead;
                    }
                }
            }
        }
        return Optional.ofNullable(best);
    }

    /** @param whole whether there are no further rows, so that the hits are all */
    private record Walked(Hits hits, boolean whole) {}

    private Walked walk(QueryPlan.@Nullable Position after, int budget, int wanted, int most) throws SQLException {
        SqlPart query = sql.walkFor(text, after, budget, most + 1);
        List<QueryPlan.Position> rows = new ArrayList<>();
        int count = 0;
        boolean more = false;
        try (PreparedStatement s = connection.prepareStatement(query.sql())) {
            ExprSql.bind(s, 1, query.parameters());
            try (ResultSet row = s.executeQuery()) {
                while (row.next()) {
                    if (row.getLong("n") > budget) {
                        more = true;
                    } else {
                        count++;
                        if (rows.size() < wanted) {
                            rows.add(sql.order().position(row));
                        }
                    }
                }
            }
        }
        boolean whole = !more && !sql.mayLackValue();
        boolean atLeast = !whole || after != null;
        return new Walked(new Hits(rows, Math.min(count, most), atLeast, false), whole);
    }

    private Hits gather(SqlPart ids, boolean probed, QueryPlan.@Nullable Position after, int wanted, int most)
            throws SQLException {
        SqlPart query = sql.gatherFor(ids, probed ? text.probe() : null, after, wanted);
        List<QueryPlan.Position> rows = new ArrayList<>();
        int count = 0;
        try (PreparedStatement s = connection.prepareStatement(query.sql())) {
            ExprSql.bind(s, 1, query.parameters());
            try (ResultSet row = s.executeQuery()) {
                while (row.next()) {
                    count = row.getInt("total");
                    rows.add(sql.order().position(row));
                }
            }
        }
        return new Hits(rows, Math.min(count, most), false, false);
    }

    /**
     * All rows that hold the words, in the list's order, so many at once. They are found by the index and put in order once;
     * where they are is read from the database as they are taken, so that nothing grows with their number.
     *
     * @param connection in a transaction that sees one moment
     * @param late whether it took too long already
     * @throws TicketQueries.TookTooLong when it did, or when one statement did
     */
    static void each(
            Connection connection,
            ListSql sql,
            TextSql text,
            int atOnce,
            BooleanSupplier late,
            Consumer<List<Ticket>> some)
            throws SQLException {
        SqlPart query = sql.allFor(text);
        try (PreparedStatement s = connection.prepareStatement(query.sql())) {
            ExprSql.bind(s, 1, query.parameters());
            s.setFetchSize(atOnce);
            List<QueryPlan.Position> found = new ArrayList<>(atOnce);
            try (ResultSet row = s.executeQuery()) {
                boolean more = row.next();
                while (more) {
                    found.add(sql.order().position(row));
                    more = row.next();
                    if (found.size() == atOnce || !more) {
                        if (late.getAsBoolean()) {
                            throw new TicketQueries.TookTooLong();
                        }
                        some.accept(read(connection, sql, text, found));
                        found.clear();
                    }
                }
            }
        } catch (SQLException e) {
            if (TIMED_OUT.equals(e.getSQLState())) {
                throw new TicketQueries.TookTooLong();
            }
            throw e;
        }
    }

    /** The rows found, as they are now, if they still are what was looked for. */
    static List<Ticket> read(Connection connection, ListSql sql, TextSql text, List<QueryPlan.Position> found)
            throws SQLException {
        if (found.isEmpty()) {
            return List.of();
        }
        UUID[] ids = found.stream().map(QueryPlan.Position::id).toArray(UUID[]::new);
        SqlPart query = sql.rowsFor(ids, text.probe());
        Map<UUID, Ticket> byId = new HashMap<>();
        try (PreparedStatement s = connection.prepareStatement(query.sql())) {
            ExprSql.bind(s, 1, query.parameters());
            try (ResultSet row = s.executeQuery()) {
                while (row.next()) {
                    Ticket ticket = TicketRows.read(row, sql.plan().type());
                    byId.put(ticket.id().value(), ticket);
                }
            }
        }
        return found.stream()
                .map(p -> byId.get(p.id()))
                .filter(Objects::nonNull)
                .toList();
    }

    /** The same; null when it took too long. */
    static @Nullable List<Ticket> readInTime(
            Connection connection, ListSql sql, TextSql text, List<QueryPlan.Position> found) throws SQLException {
        try {
            return read(connection, sql, text, found);
        } catch (SQLException e) {
            if (!TIMED_OUT.equals(e.getSQLState())) {
                throw e;
            }
            connection.rollback();
            return null;
        }
    }

    /** {@link io.deskloom.view.TicketQueries#held} */
    static Optional<Set<String>> held(Connection connection, Set<String> words) throws SQLException {
        try (PreparedStatement s = connection.prepareStatement("SELECT search_words(?)")) {
            s.setArray(1, connection.createArrayOf("text", words.toArray()));
            Set<String> held = new HashSet<>();
            try (ResultSet row = s.executeQuery()) {
                while (row.next()) {
                    held.add(row.getString(1));
                }
            }
            return Optional.of(held);
        } catch (SQLException e) {
            if (!TIMED_OUT.equals(e.getSQLState())) {
                throw e;
            }
            connection.rollback();
            return Optional.empty();
        }
    }
}
