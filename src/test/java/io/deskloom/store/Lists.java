package io.deskloom.store;

import io.deskloom.view.TicketQueries;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Lists on a connection of the test's own, with limits of its own. */
final class Lists {
    private Lists() {}

    static TicketQueries.Page page(Connection c, ListSql sql, ListPath.Limits limits, int most) throws SQLException {
        return counted(c, sql, limits, most, row -> TicketPages.read(c, sql, limits, row));
    }

    static ListPath path(Connection c, ListSql sql, ListPath.Limits limits) throws SQLException {
        return counted(c, sql, limits, 1, row -> TicketPages.path(sql, limits, row));
    }

    private interface Use<T> {
        T of(ResultSet row) throws SQLException;
    }

    private static <T> T counted(Connection c, ListSql sql, ListPath.Limits limits, int most, Use<T> use)
            throws SQLException {
        SqlColumn.SqlPart counts = sql.counts(most, TicketPages.toCount(sql), limits);
        try (PreparedStatement s = c.prepareStatement(counts.sql())) {
            ExprSql.bind(s, 1, counts.parameters());
            try (ResultSet row = s.executeQuery()) {
                row.next();
                return use.of(row);
            }
        }
    }
}
