package io.deskloom.store;

import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.TicketId;
import io.deskloom.upkeep.QueueRows;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code outbox} and {@code timer} as people look at them. */
@ApplicationScoped
class JdbcQueueRows implements QueueRows {
    private final TenantTx transactions;

    JdbcQueueRows(TenantTx transactions) {
        this.transactions = transactions;
    }

    /** What rows are meant in one of the tables: a condition and its parameters. */
    private record Which(String sql, List<Object> parameters) {
        static Which of(TenantId tenant, Queue queue, Filter filter) {
            StringBuilder sql = new StringBuilder(" WHERE tenant_id = ? AND state = 1");
            List<Object> parameters = new ArrayList<>(List.of(tenant.value()));
            if (filter.queue() != null && filter.queue() != queue) {
                sql.append(" AND false");
            }
            if (filter.kind() != null) {
                sql.append(" AND kind = ?");
                parameters.add(filter.kind());
            }
            if (filter.destination() != null) {
                // A timer goes nowhere.
                sql.append(queue == Queue.EFFECTS ? " AND destination = ?" : " AND ? = ''");
                parameters.add(filter.destination());
            }
            if (filter.id() != null) {
                sql.append(" AND id = ?");
                parameters.add(filter.id());
            }
            return new Which(sql.toString(), parameters);
        }

        Which after(Position position) {
            List<Object> more = new ArrayList<>(parameters);
            more.add(QueueTable.at(position.at()));
            more.add(position.id());
            return new Which(sql + " AND (due_at, id) < (?, ?)", more);
        }
    }

    private static String table(Queue queue) {
        return switch (queue) {
            case EFFECTS -> "outbox";
            case TIMERS -> "timer";
        };
    }

    @Override
    public List<Dead> dead(TenantId tenant, Filter filter, @Nullable Position after, int most) {
        Which effects = Which.of(tenant, Queue.EFFECTS, filter);
        Which timers = Which.of(tenant, Queue.TIMERS, filter);
        if (after != null) {
            effects = effects.after(after);
            timers = timers.after(after);
        }
        String page = " ORDER BY due_at DESC, id DESC LIMIT " + most;
        String sql =
                "(SELECT 'EFFECTS', id, kind, destination, payload::text, NULL::uuid, attempts, created_at, due_at,"
                        + " coalesce(error_code, 'failed'), coalesce(last_error, '') FROM outbox" + effects.sql() + page
                        + ") UNION ALL (SELECT 'TIMERS', id, kind, '', NULL, record_id, attempts, created_at, due_at,"
                        + " coalesce(error_code, 'failed'), coalesce(last_error, '') FROM timer" + timers.sql() + page
                        + ") ORDER BY 9 DESC, 2 DESC LIMIT " + most;
        List<Object> parameters = new ArrayList<>(effects.parameters());
        parameters.addAll(timers.parameters());
        return transactions.inTenant(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement(sql)) {
                bind(s, parameters);
                try (ResultSet row = s.executeQuery()) {
                    List<Dead> found = new ArrayList<>();
                    while (row.next()) {
                        found.add(read(row));
                    }
                    return found;
                }
            }
        });
    }

    private static Dead read(ResultSet row) throws SQLException {
        String kind = row.getString(3);
        String payload = row.getString(5);
        UUID record = row.getObject(6, UUID.class);
        return new Dead(
                Queue.valueOf(row.getString(1)),
                row.getObject(2, UUID.class),
                kind,
                row.getString(4),
                payload != null && EffectJson.knows(kind) ? EffectJson.read(kind, payload) : null,
                record == null ? null : new TicketId(record),
                row.getInt(7),
                instant(row, 8),
                instant(row, 9),
                row.getString(10),
                row.getString(11));
    }

    @Override
    public int replay(TenantId tenant, Filter filter, Instant now) {
        return both(tenant, filter, (c, queue, which) -> {
            // Its id stays, so that a receiver that had it after all knows it again. Where it goes is found out anew.
            String anew = queue == Queue.EFFECTS ? ", destination = '', order_key = NULL" : "";
            try (PreparedStatement s = c.prepareStatement("UPDATE " + table(queue)
                    + " SET state = 0, attempts = 0, due_at = ?, error_code = NULL, last_error = ''" + anew
                    + which.sql())) {
                s.setObject(1, QueueTable.at(now));
                for (int i = 0; i < which.parameters().size(); i++) {
                    s.setObject(i + 2, which.parameters().get(i));
                }
                return s.executeUpdate();
            }
        });
    }

    @Override
    public int discard(TenantId tenant, Filter filter) {
        return both(tenant, filter, (c, queue, which) -> {
            try (PreparedStatement s = c.prepareStatement("DELETE FROM " + table(queue) + which.sql())) {
                bind(s, which.parameters());
                return s.executeUpdate();
            }
        });
    }

    @FunctionalInterface
    private interface InOne {
        int run(Connection c, Queue queue, Which which) throws SQLException;
    }

    private int both(TenantId tenant, Filter filter, InOne work) {
        return transactions.inTenant(tenant, c -> {
            int count = 0;
            for (Queue queue : Queue.values()) {
                if (filter.queue() == null || filter.queue() == queue) {
                    count += work.run(c, queue, Which.of(tenant, queue, filter));
                }
            }
            return count;
        });
    }

    @Override
    public List<Depth> depths(TenantId tenant, Instant now) {
        return transactions.inTenant(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement("""
                    SELECT 'EFFECTS', kind, destination, count(*) FILTER (WHERE state = 0), count(*) FILTER (WHERE state = 1),
                        min(created_at) FILTER (WHERE state = 0)
                    FROM outbox WHERE tenant_id = ? GROUP BY kind, destination
                    UNION ALL
                    SELECT 'TIMERS', kind, '', count(*) FILTER (WHERE state = 0 AND due_at <= ?),
                        count(*) FILTER (WHERE state = 1), min(due_at) FILTER (WHERE state = 0 AND due_at <= ?)
                    FROM timer WHERE tenant_id = ? AND (state = 1 OR state = 0 AND due_at <= ?) GROUP BY kind
                    ORDER BY 1, 2, 3""")) {
                s.setInt(1, tenant.value());
                s.setObject(2, QueueTable.at(now));
                s.setObject(3, QueueTable.at(now));
                s.setInt(4, tenant.value());
                s.setObject(5, QueueTable.at(now));
                try (ResultSet row = s.executeQuery()) {
                    List<Depth> depths = new ArrayList<>();
                    while (row.next()) {
                        depths.add(new Depth(
                                Queue.valueOf(row.getString(1)),
                                row.getString(2),
                                row.getString(3),
                                row.getLong(4),
                                row.getLong(5),
                                instantOrNull(row, 6)));
                    }
                    return depths;
                }
            }
        });
    }

    @Override
    public List<Regular> regular(TenantId tenant, List<UUID> ids, Instant now) {
        return transactions.inTenant(tenant, c -> {
            try (PreparedStatement s =
                    c.prepareStatement("SELECT kind, due_at, CASE WHEN due_at > ? THEN started_at END,"
                            + " fired_at, fired_ms, attempts, error_code, nullif(last_error, '') FROM timer"
                            + " WHERE tenant_id = ? AND id = ANY (?) AND state = 0")) {
                s.setObject(1, QueueTable.at(now));
                s.setInt(2, tenant.value());
                s.setArray(3, c.createArrayOf("uuid", ids.toArray()));
                try (ResultSet row = s.executeQuery()) {
                    List<Regular> found = new ArrayList<>();
                    while (row.next()) {
                        Instant since = instantOrNull(row, 3);
                        found.add(new Regular(
                                row.getString(1),
                                instant(row, 2),
                                since,
                                instantOrNull(row, 4),
                                row.getObject(5, Integer.class),
                                // The attempt that is being made has not failed yet.
                                since == null ? row.getInt(6) : row.getInt(6) - 1,
                                row.getString(7),
                                row.getString(8)));
                    }
                    return found;
                }
            }
        });
    }

    @Override
    public boolean runNow(TenantId tenant, UUID id, Instant now) {
        return transactions.inTenant(tenant, c -> {
            try (PreparedStatement s = c.prepareStatement("UPDATE timer SET due_at = ? WHERE tenant_id = ? AND id = ?"
                    + " AND state = 0 AND (started_at IS NULL OR due_at <= ?)")) {
                s.setObject(1, QueueTable.at(now));
                s.setInt(2, tenant.value());
                s.setObject(3, id);
                s.setObject(4, QueueTable.at(now));
                return s.executeUpdate() == 1;
            }
        });
    }

    private static void bind(PreparedStatement s, List<Object> parameters) throws SQLException {
        for (int i = 0; i < parameters.size(); i++) {
            s.setObject(i + 1, parameters.get(i));
        }
    }

    private static Instant instant(ResultSet row, int column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static @Nullable Instant instantOrNull(ResultSet row, int column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }
}
