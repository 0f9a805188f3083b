package io.deskloom.store;

import io.deskloom.kernel.TenantId;
import io.deskloom.outbox.Failure;
import io.deskloom.outbox.Outcome;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What {@code outbox} and {@code timer} have in common: rows that are due, leased by moving their due time on, and
 * deleted when done. Inside one tenant, because that is fair and because that distributes.
 */
final class QueueTable {
    private final TenantTx transactions;
    private final String table;
    private final String columns;
    private final String onLease;

    /**
     * @param table "outbox" or "timer"
     * @param columns further columns that each row is read with, text
     * @param onLease what else a lease sets, beginning with a comma; its parameters are none but the moment, {@code ?} if any
     */
    QueueTable(TenantTx transactions, String table, String columns, String onLease) {
        this.transactions = transactions;
        this.table = table;
        this.columns = columns;
        this.onLease = onLease;
    }

    /** @param attempts this lease included; @param due since when; @param more the further columns */
    record Row(UUID id, String kind, int attempts, Instant due, List<@Nullable String> more) {}

    /** Which rows may be taken: a condition on {@code o}, beginning with AND. */
    record Which(String condition, List<Object> parameters) {
        static final Which ANY = new Which("", List.of());
    }

    /** Tenants that are not suspended. */
    static List<TenantId> tenants(TenantTx transactions) {
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

    List<Row> lease(TenantId tenant, Which which, Instant now, Instant until, int most) {
        return transactions.repeatable(tenant, connection -> {
            List<Row> rows = due(connection, tenant, which, Instant.EPOCH, now, most);
            lease(connection, tenant, rows.stream().map(Row::id).toList(), now, until);
            return rows;
        });
    }

    /** What is done of rows in the transaction that takes them; answers those that are neither deleted nor sent elsewhere by it. */
    @FunctionalInterface
    interface AtOnce {
        List<UUID> carryOut(Connection connection, List<Row> rows) throws SQLException;
    }

    /** Leases what {@code atOnce} leaves of those that are due since {@code from} or later; answers all there were, oldest first. */
    List<Row> take(TenantId tenant, Which which, Instant from, Instant now, Instant until, int most, AtOnce atOnce) {
        return transactions.repeatable(tenant, connection -> {
            List<Row> rows = due(connection, tenant, which, from, now, most);
            if (!rows.isEmpty()) {
                lease(connection, tenant, atOnce.carryOut(connection, rows), now, until);
            }
            return rows;
        });
    }

    private void lease(Connection connection, TenantId tenant, List<UUID> ids, Instant now, Instant until)
            throws SQLException {
        if (ids.isEmpty()) {
            return;
        }
        try (PreparedStatement s = connection.prepareStatement("UPDATE " + table
                + " SET due_at = ?, attempts = attempts + 1" + onLease + " WHERE tenant_id = ? AND id = ANY (?)")) {
            int at = 1;
            s.setObject(at++, at(until));
            if (!onLease.isEmpty()) {
                s.setObject(at++, at(now));
            }
            s.setInt(at++, tenant.value());
            s.setArray(at, connection.createArrayOf("uuid", ids.toArray()));
            s.executeUpdate();
        }
    }

    private List<Row> due(Connection connection, TenantId tenant, Which which, Instant from, Instant now, int most)
            throws SQLException {
        // Locked rows are being leased by another node this moment: leave them to it.
        try (PreparedStatement s = connection.prepareStatement("SELECT id, kind, attempts + 1, due_at" + columns
                + " FROM " + table + " o WHERE tenant_id = ? AND state = 0 AND due_at >= ? AND due_at <= ?"
                + which.condition()
                + " ORDER BY due_at, id LIMIT ? FOR UPDATE SKIP LOCKED")) {
            int at = 1;
            s.setInt(at++, tenant.value());
            s.setObject(at++, at(from));
            s.setObject(at++, at(now));
            for (Object parameter : which.parameters()) {
                s.setObject(at++, parameter);
            }
            s.setInt(at, most);
            try (ResultSet row = s.executeQuery()) {
                List<Row> rows = new ArrayList<>();
                int width = row.getMetaData().getColumnCount();
                while (row.next()) {
                    List<@Nullable String> more = new ArrayList<>();
                    for (int i = 5; i <= width; i++) {
                        more.add(row.getString(i));
                    }
                    rows.add(new Row(
                            row.getObject(1, UUID.class),
                            row.getString(2),
                            row.getInt(3),
                            row.getObject(4, OffsetDateTime.class).toInstant(),
                            more));
                }
                return rows;
            }
        }
    }

    int delete(Connection connection, TenantId tenant, Collection<UUID> ids) throws SQLException {
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

    /**
     * Writes what became of leased rows. What is only forgotten need not be on disk at once; what failed and why is. Whoever has lost the
     * lease meanwhile writes nothing: the number of attempts tells.
     */
    void settle(TenantId tenant, List<Outcome> outcomes) {
        List<Outcome> done = new ArrayList<>();
        List<Outcome> others = new ArrayList<>();
        for (Outcome outcome : outcomes) {
            if (outcome instanceof Outcome.Done) {
                done.add(outcome);
            } else {
                others.add(outcome);
            }
        }
        if (!done.isEmpty()) {
            transactions.repeatable(tenant, connection -> deleteHeld(connection, tenant, done));
        }
        if (!others.isEmpty()) {
            transactions.inTenant(tenant, connection -> {
                try (PreparedStatement s = connection.prepareStatement("UPDATE " + table
                        + " SET due_at = ?, state = ?, attempts = attempts - ?, error_code = coalesce(?, error_code),"
                        + " last_error = coalesce(?, last_error)" + (onLease.isEmpty() ? "" : ", started_at = NULL")
                        + " WHERE tenant_id = ? AND id = ? AND attempts = ? AND state = 0")) {
                    for (Outcome outcome : others) {
                        bind(s, tenant, outcome);
                        s.addBatch();
                    }
                    return s.executeBatch().length;
                }
            });
        }
    }

    /** A timer that was set anew meanwhile is another one. */
    private int deleteHeld(Connection connection, TenantId tenant, List<Outcome> done) throws SQLException {
        try (PreparedStatement s = connection.prepareStatement("DELETE FROM " + table
                + " d USING unnest(?, ?) AS held (id, attempts)"
                + " WHERE d.tenant_id = ? AND d.id = held.id AND d.attempts = held.attempts AND d.state = 0")) {
            s.setArray(
                    1,
                    connection.createArrayOf(
                            "uuid", done.stream().map(Outcome::id).toArray()));
            s.setArray(
                    2,
                    connection.createArrayOf(
                            "int4", done.stream().map(Outcome::attempts).toArray()));
            s.setInt(3, tenant.value());
            return s.executeUpdate();
        }
    }

    private static void bind(PreparedStatement s, TenantId tenant, Outcome outcome) throws SQLException {
        Instant due = switch (outcome) {
            case Outcome.Done _ -> throw new IllegalArgumentException("it is deleted");
            case Outcome.Retry retry -> retry.due();
            case Outcome.Dead dead -> dead.at();
            case Outcome.PutBack back -> back.due();
        };
        Failure failure = switch (outcome) {
            case Outcome.Retry retry -> retry.failure();
            case Outcome.Dead dead -> dead.failure();
            case Outcome.Done _, Outcome.PutBack _ -> null;
        };
        s.setObject(1, at(due));
        s.setInt(2, outcome instanceof Outcome.Dead ? 1 : 0);
        s.setInt(3, outcome instanceof Outcome.PutBack ? 1 : 0);
        s.setString(4, failure == null ? null : failure.code());
        s.setString(5, failure == null ? null : failure.type());
        s.setInt(6, tenant.value());
        s.setObject(7, outcome.id());
        s.setInt(8, outcome.attempts());
    }

    void extend(TenantId tenant, Map<UUID, Integer> leases, Instant until) {
        transactions.repeatable(tenant, connection -> {
            try (PreparedStatement s = connection.prepareStatement("UPDATE " + table + " SET due_at = ?"
                    + " WHERE tenant_id = ? AND id = ? AND attempts = ? AND state = 0")) {
                for (Map.Entry<UUID, Integer> lease : leases.entrySet()) {
                    s.setObject(1, at(until));
                    s.setInt(2, tenant.value());
                    s.setObject(3, lease.getKey());
                    s.setInt(4, lease.getValue());
                    s.addBatch();
                }
                return s.executeBatch().length;
            }
        });
    }

    /** When the next row of each workspace that is not suspended is due; one whose lease runs out is due then. */
    static List<Head> heads(TenantTx transactions, boolean ofTimers) {
        return transactions.transaction(connection -> {
            // While a demo tells what happened in past weeks no time passes in it: its timers would end the stories.
            try (PreparedStatement s = connection.prepareStatement(
                    "SELECT workspace, due FROM queue_heads(?)"
                            + " WHERE NOT (? AND EXISTS (SELECT FROM tenant WHERE id = workspace AND demo_tickets IS NOT NULL))")) {
                s.setBoolean(1, ofTimers);
                s.setBoolean(2, ofTimers);
                try (ResultSet row = s.executeQuery()) {
                    List<Head> heads = new ArrayList<>();
                    while (row.next()) {
                        heads.add(new Head(
                                new TenantId(row.getInt(1)),
                                row.getObject(2, OffsetDateTime.class).toInstant()));
                    }
                    return heads;
                }
            }
        });
    }

    record Head(TenantId tenant, Instant due) {}

    static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
