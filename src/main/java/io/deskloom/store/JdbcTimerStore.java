package io.deskloom.store;

import io.deskloom.kernel.TenantId;
import io.deskloom.timer.TimerStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.PreparedStatement;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code timer}. */
@ApplicationScoped
class JdbcTimerStore implements TimerStore {
    private final TenantTx transactions;
    private final QueueTable queue;

    JdbcTimerStore(TenantTx transactions) {
        this.transactions = transactions;
        this.queue = new QueueTable(
                transactions, "timer", "jsonb_build_object('record', record_id, 'details', payload)::text");
    }

    @Override
    public List<TenantId> tenants() {
        return queue.tenants();
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
        return queue.lease(tenant, now, until, most).stream()
                .map(JdbcTimerStore::due)
                .toList();
    }

    private static Due due(QueueTable.Row row) {
        Map<String, @Nullable Object> json = Json.object(row.column());
        String record = Json.textOrNull(json, "record");
        Map<String, String> details = new HashMap<>();
        Json.map(json, "details").forEach((name, value) -> details.put((String) name, String.valueOf(value)));
        return new Due(row.id(), row.kind(), record == null ? null : UUID.fromString(record), details, row.attempts());
    }

    @Override
    public void done(TenantId tenant, UUID id) {
        queue.delete(tenant, List.of(id));
    }

    @Override
    public void again(TenantId tenant, UUID id, Instant due, String error) {
        queue.again(tenant, id, due, error);
    }

    @Override
    public void bury(TenantId tenant, UUID id, String error) {
        queue.bury(tenant, id, error);
    }
}
