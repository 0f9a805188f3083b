package io.deskloom.store;

import io.deskloom.access.QueryPlan;
import io.deskloom.store.SqlColumn.SqlPart;
import io.deskloom.ticket.Ticket;
import io.deskloom.view.TicketQueries;
import java.sql.Array;
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
 * rare one by its index, whose cost grows with how frequent it is. Which it is the first few rows tell. Whichever way, the
 * rows are the same, and only rows the list has anyway are counted.
 */
final class TextPages {
    /**
     * @param sample so many rows tell whether a word is frequent
     * @param frequent found in the sample at least so often, it is walked for
     * @param walked the most rows walked along
     * @param carried the most records of a rare word that are carried around one by one; above, the database joins them
     * @param led a condition with at most this many rows leads better than any word
     */
    record Limits(int sample, int frequent, int walked, int carried, int led) {
        /** Walking costs some 10 µs a row, finding one by the index 5 µs: one row in a hundred is where they meet. */
        static final Limits USUAL = new Limits(300, 3, 4_000, 10_000, 2_000);
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
                Walked first = walk(after, limits.sample, wanted, most);
                seen = first.hits;
                if (!first.whole && first.hits.count() >= limits.frequent) {
                    Walked further = walk(after, limits.walked, wanted, most);
                    seen = further.hits;
                    if (further.whole || seen.rows().size() == wanted) {
                        return seen;
                    }
                } else if (first.whole) {
                    return seen;
                }
            }
            if (late.getAsBoolean()) {
                return new Hits(seen.rows(), seen.count(), true, true);
            }
            UUID[] few = candidates();
            if (late.getAsBoolean()) {
                return new Hits(seen.rows(), seen.count(), true, true);
            }
            if (few.length == 0) {
                return new Hits(List.of(), 0, false, false);
            }
            SqlPart ids = few.length <= limits.carried ? ListSql.these(few) : sql.idsOf(text);
            return gather(ids, !text.exact(), after, wanted, most);
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

    private UUID[] candidates() throws SQLException {
        try (PreparedStatement s =
                connection.prepareStatement("SELECT ARRAY(SELECT search_records(?, ?::tsquery, ?))")) {
            s.setInt(1, sql.typeId());
            s.setString(2, text.candidates());
            s.setInt(3, limits.carried + 1);
            try (ResultSet row = s.executeQuery()) {
                row.next();
                Array ids = row.getArray(1);
                return (UUID[]) ids.getArray();
            }
        }
    }
}
