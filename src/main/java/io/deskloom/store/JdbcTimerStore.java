package io.deskloom.store;

import io.deskloom.kernel.TenantId;
import io.deskloom.outbox.Outcome;
import io.deskloom.timer.TimerStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** {@code timer}. */
@ApplicationScoped
class JdbcTimerStore implements TimerStore {
    private final TenantTx transactions;
    private final QueueTable queue;

    JdbcTimerStore(TenantTx transactions) {
        this.transactions = transactions;
        this.queue = new QueueTable(transactions, "timer", ", record_id::text, payload", ", started_at = ?");
    }

    @Override
    public List<TenantId> tenants() {
        return QueueTable.tenants(transactions);
    }

    @Override
    public Map<TenantId, Instant> next() {
        Map<TenantId, Instant> next = new LinkedHashMap<>();
        QueueTable.heads(transactions, true).forEach(head -> next.put(head.tenant(), head.due()));
        return next;
    }

    @Override
    public void ensure(TenantId tenant, UUID id, String kind, Instant due, Instant now) {
        transactions.inTenant(tenant, connection -> {
            try (PreparedStatement s = connection.prepareStatement(
                    "INSERT INTO timer (tenant_id, id, kind, payload, state, attempts, created_at, due_at)"
                            + " VALUES (?, ?, ?, '{}', 0, 0, ?, ?) ON CONFLICT DO NOTHING")) {
                s.setInt(1, tenant.value());
                s.setObject(2, id);
                s.setString(3, kind);
                s.setObject(4, now.atOffset(ZoneOffset.UTC));
                s.setObject(5, due.atOffset(ZoneOffset.UTC));
                return s.executeUpdate();
            }
        });
    }

    @Override
    public List<Due> lease(TenantId tenant, Instant now, Instant until, int most) {
        return queue.lease(tenant, QueueTable.Which.ANY, now, until, most).stream()
                .map(JdbcTimerStore::due)
                .toList();
    }

    private static Due due(QueueTable.Row row) {
        String record = row.more().getFirst();
        String payload = row.more().getLast();
        Map<String, String> details = new HashMap<>();
        if (payload != null) {
            Json.object(payload).forEach((name, value) -> details.put(name, String.valueOf(value)));
        }
        return new Due(row.id(), row.kind(), record == null ? null : UUID.fromString(record), details, row.attempts());
    }

    @Override
    public void again(TenantId tenant, Due fired, Instant due, Instant at, Duration took) {
        transactions.inTenant(tenant, connection -> {
            try (PreparedStatement s = connection.prepareStatement("UPDATE timer SET due_at = ?, attempts = 0,"
                    + " error_code = NULL, last_error = '', started_at = NULL, fired_at = ?, fired_ms = ?"
                    + " WHERE tenant_id = ? AND id = ? AND attempts = ?")) {
                s.setObject(1, due.atOffset(ZoneOffset.UTC));
                s.setObject(2, at.atOffset(ZoneOffset.UTC));
                s.setInt(3, (int) Math.min(Integer.MAX_VALUE, took.toMillis()));
                s.setInt(4, tenant.value());
                s.setObject(5, fired.id());
                s.setInt(6, fired.attempts());
                return s.executeUpdate();
            }
        });
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
