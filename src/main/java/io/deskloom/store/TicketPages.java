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
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads one page of a list along a {@link ListPath}; whichever it is, the rows are the same. */
final class TicketPages {
    private final Connection connection;
    private final ListSql sql;
    private final ListPath.Limits limits;
    private final List<Ticket> tickets = new ArrayList<>();
    private final List<QueryPlan.Position> positions = new ArrayList<>();

    private TicketPages(Connection connection, ListSql sql, ListPath.Limits limits) {
        this.connection = connection;
        this.sql = sql;
        this.limits = limits;
    }

    /** @param count how many rows the list has in all, to be handed on */
    static TicketQueries.Page read(Connection connection, ListSql sql, ListPath path, ListPath.Limits limits, int count)
            throws SQLException {
        QueryPlan.Position after = sql.plan().after();
        if (after != null && !sql.order().fits(after)) {
            throw new IllegalArgumentException("a position of another query");
        }
        return new TicketPages(connection, sql, limits).page(path, after, count);
    }

    private TicketQueries.Page page(ListPath path, QueryPlan.@Nullable Position after, int count) throws SQLException {
        int wanted = sql.plan().limit() + 1;
        switch (path) {
            case ListPath.Gather gather -> {
                // So few are put in order at once: what is not needed of them is not read, and nothing is done twice.
                boolean few = gather.rows() <= limits.fetched();
                int first = few ? Integer.MAX_VALUE : limits.pages() * wanted;
                rows(sql.gather(gather.lead(), after, first, wanted));
                // Half: rows may have come since they were counted, but not that many.
                if (!few && tickets.size() < wanted && gather.rows() > first / 2) {
                    tickets.clear();
                    positions.clear();
                    rows(sql.gather(gather.lead(), after, Integer.MAX_VALUE, wanted));
                }
            }
            case ListPath.Merge merge -> rows(sql.merge(merge, after, wanted));
            case ListPath.Walk _ -> walk(after, wanted);
        }
        boolean more = tickets.size() == wanted;
        return new TicketQueries.Page(
                List.copyOf(more ? tickets.subList(0, wanted - 1) : tickets),
                more ? positions.get(wanted - 2) : null,
                count);
    }

    private void walk(QueryPlan.@Nullable Position after, int wanted) throws SQLException {
        boolean amongEmpty = after != null && PageOrder.amongEmpty(after);
        if (!amongEmpty) {
            rows(sql.walk(after, wanted));
        }
        if (sql.mayLackValue() && tickets.size() < wanted) {
            UUID from = after != null && amongEmpty ? after.id() : null;
            rows(sql.empty(from, wanted - tickets.size()));
        }
    }

    private void rows(SqlPart found) throws SQLException {
        SqlPart query = sql.reading(found);
        try (PreparedStatement s = connection.prepareStatement(query.sql())) {
            ExprSql.bind(s, 1, query.parameters());
            try (ResultSet row = s.executeQuery()) {
                while (row.next()) {
                    tickets.add(
                            TicketRows.read(row, sql.plan().type(), sql.plan().fields()));
                    positions.add(sql.order().position(row));
                }
            }
        }
    }
}
