package io.deskloom.store;

import io.deskloom.view.TicketQueries;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Lists on a connection of the test's own, with limits of its own. */
final class Lists {
    private Lists() {}

    static TicketQueries.Page page(Connection c, ListSql sql, ListPath.Limits limits) throws SQLException {
        return TicketPages.read(c, sql, path(c, sql, limits), limits, count(c, sql, 1_001));
    }

    static int count(Connection c, ListSql sql, int most) throws SQLException {
        return counts(c, sql.counts(most, sql, List.of(), ListPath.Limits.USUAL), 1, 1)
                .getFirst();
    }

    static ListPath path(Connection c, ListSql sql, ListPath.Limits limits) throws SQLException {
        List<Lead> leads = ListPath.toCount(sql.parts(), sql.order());
        List<Integer> counts = counts(c, sql.counts(1, sql, leads, limits), 3, leads.size());
        return ListPath.choose(sql.parts(), sql.order(), leads, counts, limits);
    }

    private static List<Integer> counts(Connection c, SqlColumn.SqlPart sql, int from, int columns)
            throws SQLException {
        try (PreparedStatement s = c.prepareStatement(sql.sql())) {
            ExprSql.bind(s, 1, sql.parameters());
            try (ResultSet row = s.executeQuery()) {
                row.next();
                List<Integer> out = new ArrayList<>();
                for (int i = from; i < from + columns; i++) {
                    out.add(row.getInt(i));
                }
                return out;
            }
        }
    }
}
