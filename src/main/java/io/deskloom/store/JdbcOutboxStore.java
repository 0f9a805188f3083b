package io.deskloom.store;

import io.deskloom.kernel.TenantId;
import io.deskloom.outbox.OutboxStore;
import io.deskloom.outbox.Outcome;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** {@code outbox}. */
@ApplicationScoped
class JdbcOutboxStore implements OutboxStore {
    private static final QueueTable.Which NO_DESTINATION = new QueueTable.Which(" AND destination = ''", List.of());

    /** Of those whose order matters the first: nothing older of its kind is on this way, or may still turn out to be. */
    private static final String IN_ORDER = " AND destination = ? AND (order_key IS NULL"
            + " OR NOT EXISTS (SELECT FROM outbox e WHERE e.tenant_id = o.tenant_id AND e.state = 0 AND e.kind = o.kind"
            + " AND e.destination = o.destination AND e.order_key = o.order_key AND e.id < o.id)"
            + " AND NOT EXISTS (SELECT FROM outbox e WHERE e.tenant_id = o.tenant_id AND e.state = 0 AND e.kind = o.kind"
            + " AND e.destination = '' AND e.id < o.id))";

    /** From one destination to the next by the index: there may be thousands of effects for each. */
    private static final String DESTINATIONS = """
            WITH RECURSIVE each (destination) AS (
                (SELECT destination FROM outbox WHERE tenant_id = ? AND state = 0 AND destination > ''
                    ORDER BY destination LIMIT 1)
                UNION ALL
                SELECT (SELECT o.destination FROM outbox o WHERE o.tenant_id = ? AND o.state = 0
                    AND o.destination > each.destination ORDER BY o.destination LIMIT 1) FROM each WHERE each.destination IS NOT NULL)
            SELECT destination FROM each WHERE EXISTS (SELECT FROM outbox o WHERE o.tenant_id = ? AND o.state = 0
                AND o.destination = each.destination AND o.due_at <= ?)""";

    private final TenantTx transactions;
    private final QueueTable queue;

    JdbcOutboxStore(TenantTx transactions) {
        this.transactions = transactions;
        this.queue = new QueueTable(transactions, "outbox", ", payload", "");
    }

    @Override
    public List<TenantId> tenants() {
        return QueueTable.tenants(transactions);
    }

    @Override
    public List<TenantId> due(Instant now) {
        return QueueTable.heads(transactions, false).stream()
                .filter(head -> !head.due().isAfter(now))
                .map(QueueTable.Head::tenant)
                .toList();
    }

    @Override
    public Taken take(TenantId tenant, Instant from, Instant now, Instant until, int most, AtOnce atOnce) {
        List<Leased> left = new ArrayList<>();
        List<QueueTable.Row> all = queue.take(tenant, NO_DESTINATION, from, now, until, most, (connection, rows) -> {
            List<Leased> known = known(rows);
            Handled handled = atOnce.carryOut(known);
            queue.delete(connection, tenant, handled.done());
            route(connection, tenant, handled.elsewhere());
            List<UUID> ids = new ArrayList<>();
            for (QueueTable.Row row : rows) {
                if (!handled.done().contains(row.id()) && !handled.elsewhere().containsKey(row.id())) {
                    ids.add(row.id());
                }
            }
            known.stream().filter(leased -> ids.contains(leased.id())).forEach(left::add);
            return ids;
        });
        return new Taken(all.size(), all.isEmpty() ? null : all.getFirst().due(), left);
    }

    /** A kind this node does not know is a newer node's to carry out, once the lease is over. */
    private static List<Leased> known(List<QueueTable.Row> rows) {
        List<Leased> known = new ArrayList<>();
        for (QueueTable.Row row : rows) {
            String payload = row.more().getFirst();
            if (payload != null && EffectJson.knows(row.kind())) {
                known.add(new Leased(row.id(), EffectJson.read(row.kind(), payload), row.attempts()));
            }
        }
        return known;
    }

    private static void route(Connection connection, TenantId tenant, Map<UUID, Route> elsewhere) throws SQLException {
        if (elsewhere.isEmpty()) {
            return;
        }
        try (PreparedStatement s = connection.prepareStatement(
                "UPDATE outbox SET destination = ?, order_key = nullif(?, '') WHERE tenant_id = ? AND id = ?")) {
            for (Map.Entry<UUID, Route> one : elsewhere.entrySet()) {
                s.setString(1, one.getValue().destination());
                s.setString(2, one.getValue().order());
                s.setInt(3, tenant.value());
                s.setObject(4, one.getKey());
                s.addBatch();
            }
            s.executeBatch();
        }
    }

    @Override
    public List<String> destinations(TenantId tenant, Instant now) {
        return transactions.inTenant(tenant, connection -> {
            try (PreparedStatement s = connection.prepareStatement(DESTINATIONS)) {
                s.setInt(1, tenant.value());
                s.setInt(2, tenant.value());
                s.setInt(3, tenant.value());
                s.setObject(4, QueueTable.at(now));
                try (ResultSet row = s.executeQuery()) {
                    List<String> destinations = new ArrayList<>();
                    while (row.next()) {
                        destinations.add(row.getString(1));
                    }
                    return destinations;
                }
            }
        });
    }

    @Override
    public List<Leased> leaseFor(TenantId tenant, String destination, Instant now, Instant until, int most) {
        QueueTable.Which which = new QueueTable.Which(IN_ORDER, List.of(destination));
        return known(queue.lease(tenant, which, now, until, most));
    }

    @Override
    public void settle(TenantId tenant, List<Outcome> outcomes) {
        queue.settle(tenant, outcomes);
    }

    @Override
    public void extend(TenantId tenant, Map<UUID, Integer> leases, Instant until) {
        queue.extend(tenant, leases, until);
    }
}
