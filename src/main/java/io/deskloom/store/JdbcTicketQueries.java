package io.deskloom.store;

import io.deskloom.access.QueryPlan;
import io.deskloom.effect.Explanation;
import io.deskloom.expr.Expr;
import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.TicketId;
import io.deskloom.kernel.Uuid7;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.ticket.Ticket;
import io.deskloom.view.TicketQueries;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Plans as SQL. Lists go by keyset, never by offset; what is compared are bare columns with leakproof operators, so that
 * the indexes serve under row-level security; counts stop at {@link TicketQueries#COUNTED}.
 */
@ApplicationScoped
class JdbcTicketQueries implements TicketQueries {
    private final TenantTx transactions;
    private final SlotDirectory slots;

    JdbcTicketQueries(TenantTx transactions, SlotDirectory slots) {
        this.transactions = transactions;
        this.slots = slots;
    }

    @Override
    public Page page(QueryPlan plan, MetadataSnapshot now) {
        Query query = query(plan, now);
        return transactions.readOnly(plan.tenant(), c -> page(c, query, count(c, query)));
    }

    @Override
    public int count(QueryPlan plan, MetadataSnapshot now) {
        Query query = query(plan, now);
        return transactions.readOnly(plan.tenant(), c -> count(c, query));
    }

    /** A plan's condition, the same for its page and its count. */
    record Query(QueryPlan plan, PageOrder order, String where, List<Object> parameters) {}

    private Query query(QueryPlan plan, MetadataSnapshot now) {
        SlotDirectory.TypeSlots typeSlots = slots.of(plan.tenant(), plan.type().id());
        return query(plan, typeSlots);
    }

    static Query query(QueryPlan plan, SlotDirectory.TypeSlots typeSlots) {
        TicketColumns columns = new TicketColumns(plan.type(), typeSlots);
        StringBuilder where = new StringBuilder("tenant_id = ? AND type_id = ? AND deleted_at IS NULL");
        List<Object> parameters = new ArrayList<>(List.of(plan.tenant().value(), typeSlots.typeId()));
        for (Expr part : parts(plan)) {
            SqlColumn.SqlPart sql = ExprSql.filter(part, columns, plan.moment());
            where.append(" AND ").append(sql.sql());
            parameters.addAll(sql.parameters());
        }
        return new Query(plan, PageOrder.of(plan.sort(), typeSlots), where.toString(), parameters);
    }

    private static List<Expr> parts(QueryPlan plan) {
        List<Expr> out = new ArrayList<>();
        if (plan.where() != null) {
            out.add(plan.where());
        }
        if (plan.scope() != null) {
            out.add(plan.scope());
        }
        return out;
    }

    /** The page's SQL, without and with a position to start after; {@code empty} for rows that lack the sort value. */
    static String sql(Query query, boolean empty, boolean after) {
        PageOrder order = query.order();
        StringBuilder sql = new StringBuilder("SELECT ").append(TicketRows.COLUMNS);
        order.columns().stream()
                .filter(c -> c.matches("[snid][1-8]"))
                .forEach(c -> sql.append(", ").append(c));
        sql.append(" FROM record WHERE ").append(query.where());
        if (order.nullable()) {
            sql.append(" AND ").append(order.columns().getFirst()).append(empty ? " IS NULL" : " IS NOT NULL");
        }
        if (after) {
            sql.append(" AND ").append(empty ? order.afterOfEmpty() : order.after());
        }
        return sql.append(" ORDER BY ")
                .append(empty ? order.orderByOfEmpty() : order.orderBy())
                .append(" LIMIT ?")
                .toString();
    }

    static Page page(Connection c, Query query, int count) throws SQLException {
        QueryPlan.Position after = query.plan().after();
        if (after != null && !query.order().fits(after)) {
            throw new IllegalArgumentException("a position of another query");
        }
        int wanted = query.plan().limit() + 1;
        Rows rows = new Rows(query);
        boolean amongEmpty =
                after != null && !after.keys().isEmpty() && after.keys().getFirst() == null;
        if (!amongEmpty) {
            rows.read(c, false, after, wanted);
        }
        if (query.order().nullable() && rows.tickets.size() < wanted) {
            rows.read(c, true, amongEmpty ? after : null, wanted - rows.tickets.size());
        }
        boolean more = rows.tickets.size() == wanted;
        return new Page(
                List.copyOf(more ? rows.tickets.subList(0, wanted - 1) : rows.tickets),
                more ? rows.positions.get(wanted - 2) : null,
                count);
    }

    /** What has been read of a page so far. */
    private static final class Rows {
        private final Query query;
        private final List<Ticket> tickets = new ArrayList<>();
        private final List<QueryPlan.Position> positions = new ArrayList<>();

        Rows(Query query) {
            this.query = query;
        }

        void read(Connection c, boolean empty, QueryPlan.@Nullable Position after, int wanted) throws SQLException {
            try (PreparedStatement s = c.prepareStatement(sql(query, empty, after != null))) {
                int at = ExprSql.bind(s, 1, query.parameters());
                if (after != null) {
                    List<Object> start =
                            empty ? List.of(after.id()) : query.order().parameters(after);
                    at = ExprSql.bind(s, at, start);
                }
                s.setInt(at, wanted);
                try (ResultSet row = s.executeQuery()) {
                    while (row.next()) {
                        tickets.add(TicketRows.read(row, query.plan().type()));
                        positions.add(query.order().position(row));
                    }
                }
            }
        }
    }

    private static int count(Connection c, Query query) throws SQLException {
        String sql = "SELECT count(*) FROM (SELECT 1 FROM record WHERE " + query.where() + " LIMIT ?) counted";
        try (PreparedStatement s = c.prepareStatement(sql)) {
            int at = ExprSql.bind(s, 1, query.parameters());
            s.setInt(at, COUNTED + 1);
            try (ResultSet row = s.executeQuery()) {
                return row.next() ? row.getInt(1) : 0;
            }
        }
    }

    @Override
    public Optional<Ticket> find(TenantId tenant, MetadataSnapshot now, TicketId id) {
        return transactions.read(
                tenant,
                TicketRows.BY_ID,
                (s, first) -> TicketRows.bindId(s, first, tenant, id),
                s -> TicketRows.one(s.getResultSet(), tenant, now, slots));
    }

    @Override
    public List<Happened> history(TenantId tenant, TicketId id, @Nullable UUID before, int limit) {
        String sql = "SELECT " + EventJson.COLUMNS + ", explained.version IS NOT NULL AS explained"
                + " FROM event LEFT JOIN (SELECT DISTINCT version FROM event WHERE tenant_id = ? AND record_id = ?"
                + " AND id >= ? AND decision IS NOT NULL) explained USING (version)"
                + " WHERE tenant_id = ? AND record_id = ? AND id >= ?"
                + (before == null ? "" : " AND id < ?") + " ORDER BY id DESC LIMIT ?";
        return transactions.inTenant(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement(sql)) {
                int at = 1;
                for (int twice = 0; twice < 2; twice++) {
                    s.setInt(at++, tenant.value());
                    s.setObject(at++, id.value());
                    s.setObject(at++, notBefore(id));
                }
                if (before != null) {
                    s.setObject(at++, before);
                }
                s.setInt(at, limit);
                try (ResultSet row = s.executeQuery()) {
                    List<Happened> out = new ArrayList<>();
                    while (row.next()) {
                        out.add(new Happened(EventJson.read(row), row.getBoolean("explained")));
                    }
                    return out;
                }
            }
        });
    }

    @Override
    public Optional<Explained> explanation(TenantId tenant, TicketId id, UUID event) {
        String sql = "SELECT " + EventJson.COLUMNS + ", (SELECT d.decision FROM event d WHERE d.tenant_id = e.tenant_id"
                + " AND d.record_id = e.record_id AND d.version = e.version AND d.decision IS NOT NULL"
                + " ORDER BY d.id LIMIT 1) AS why"
                + " FROM event e WHERE tenant_id = ? AND record_id = ? AND id = ?";
        return transactions.inTenant(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement(sql)) {
                s.setInt(1, tenant.value());
                s.setObject(2, id.value());
                s.setObject(3, event);
                try (ResultSet row = s.executeQuery()) {
                    if (!row.next()) {
                        return Optional.empty();
                    }
                    String decision = row.getString("why");
                    Explanation why = decision == null ? null : ExplanationJson.read(decision);
                    return Optional.of(new Explained(EventJson.read(row), why));
                }
            }
        });
    }

    /** No event of a ticket is older than the ticket, give or take another node's clock: spares the older partitions. */
    private static UUID notBefore(TicketId id) {
        long millis = Math.max(
                0, Uuid7.timeOf(id.value()).toEpochMilli() - Duration.ofDays(1).toMillis());
        return new UUID(millis << 16, 0);
    }
}
