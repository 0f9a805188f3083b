package io.deskloom.store;

import io.deskloom.kernel.TenantId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/**
 * What {@code outbox} and {@code timer} have in common: rows that are due, leased by moving their due time on, and
 * deleted when done. Inside one tenant, because that is fair and because that distributes.
 */
final class QueueTable {
    private final TenantTx transactions;
    private final String table;
    private final String column;

    /** @param table "outbox" or "timer"; @param column a further column each row is read with */
    QueueTable(TenantTx transactions, String table, String column) {
        this.transactions = transactions;
        this.table = table;
        this.column = column;
    }

    /** @param attempts this lease included */
    record Row(UUID id, String kind, String column, int attempts) {}

    /** Tenants that are not suspended. */
    List<TenantId> tenants() {
        return transactions.transaction(connection -> {
            try (PreparedStatement s =
                            connection.prepareStatement("SELECT id FROM tenant WHERE NOT suspended ORDER BY id");
                    ResultSet row = s.executeQuery()) {
                List<TenantId> tenants = new ArrayList<>();
                while (row.next()) {
                    tenants.add(new TenantId(row.getInt(1)));
                }
                return tenants;
            }
        });
    }

    List<Row> lease(TenantId tenant, Instant now, Instant until, int most) {
        List<Row> leased = new ArrayList<>();
        take(tenant, now, until, most, rows -> {
            leased.addAll(rows);
            return Set.of();
        });
        return leased;
    }

    /** Those that {@code atOnce} answers are deleted, the others leased; answers how many there were. */
    int take(TenantId tenant, Instant now, Instant until, int most, Function<List<Row>, Set<UUID>> atOnce) {
        return transactions.repeatable(tenant, connection -> {
            List<Row> rows = due(connection, tenant, now, most);
            if (rows.isEmpty()) {
                return 0;
            }
            Set<UUID> done = atOnce.apply(rows);
            delete(connection, tenant, done);
            List<UUID> left =
                    rows.stream().map(Row::id).filter(id -> !done.contains(id)).toList();
            if (!left.isEmpty()) {
                try (PreparedStatement s = connection.prepareStatement("UPDATE " + table
                        + " SET due_at = ?, attempts = attempts + 1 WHERE tenant_id = ? AND id = ANY (?)")) {
                    s.setObject(1, until.atOffset(ZoneOffset.UTC));
                    s.setInt(2, tenant.value());
                    s.setArray(3, connection.createArrayOf("uuid", left.toArray()));
                    s.executeUpdate();
                }
            }
            return rows.size();
        });
    }

    private List<Row> due(Connection connection, TenantId tenant, Instant now, int most) throws SQLException {
        // Locked rows are being leased by another node this moment: leave them to it.
        try (PreparedStatement s = connection.prepareStatement("SELECT id, kind, " + column + ", attempts + 1 FROM "
                + table + " WHERE tenant_id = ? AND state = 0 AND due_at <= ? ORDER BY due_at, id LIMIT ?"
                + " FOR UPDATE SKIP LOCKED")) {
            s.setInt(1, tenant.value());
            s.setObject(2, now.atOffset(ZoneOffset.UTC));
            s.setInt(3, most);
            try (ResultSet row = s.executeQuery()) {
                List<Row> rows = new ArrayList<>();
                while (row.next()) {
                    rows.add(new Row(row.getObject(1, UUID.class), row.getString(2), row.getString(3), row.getInt(4)));
                }
                return rows;
            }
        }
    }

    void delete(TenantId tenant, List<UUID> ids) {
        transactions.repeatable(tenant, connection -> delete(connection, tenant, ids));
    }

    private int delete(Connection connection, TenantId tenant, Collection<UUID> ids) throws SQLException {
        if (ids.isEmpty()) {
            return 0;
        }
        try (PreparedStatement s = connection.prepareStatement(
                "DELETE FROM " + table + " WHERE tenant_id = ? AND id = ANY (?) AND state = 0")) {
            s.setInt(1, tenant.value());
            s.setArray(2, connection.createArrayOf("uuid", ids.toArray()));
            return s.executeUpdate();
        }
    }

    void again(TenantId tenant, UUID id, Instant due, String error) {
        transactions.inTenant(tenant, connection -> {
            try (PreparedStatement s = connection.prepareStatement("UPDATE " + table
                    + " SET due_at = ?, last_error = ?, attempts = CASE WHEN ? = '' THEN 0 ELSE attempts END"
                    + " WHERE tenant_id = ? AND id = ?")) {
                s.setObject(1, due.atOffset(ZoneOffset.UTC));
                s.setString(2, error);
                s.setString(3, error);
                s.setInt(4, tenant.value());
                s.setObject(5, id);
                return s.executeUpdate();
            }
        });
    }

    void bury(TenantId tenant, UUID id, String error) {
        transactions.inTenant(tenant, connection -> {
            try (PreparedStatement s = connection.prepareStatement(
                    "UPDATE " + table + " SET state = 1, last_error = ? WHERE tenant_id = ? AND id = ?")) {
                s.setString(1, error);
                s.setInt(2, tenant.value());
                s.setObject(3, id);
                return s.executeUpdate();
            }
        });
    }
}
