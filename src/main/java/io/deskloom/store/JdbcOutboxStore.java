package io.deskloom.store;

import io.deskloom.kernel.TenantId;
import io.deskloom.outbox.OutboxStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** {@code outbox}. */
@ApplicationScoped
class JdbcOutboxStore implements OutboxStore {
    private final QueueTable queue;

    JdbcOutboxStore(TenantTx transactions) {
        this.queue = new QueueTable(transactions, "outbox", "payload");
    }

    @Override
    public List<TenantId> tenants() {
        return queue.tenants();
    }

    @Override
    public List<Leased> lease(TenantId tenant, Instant now, Instant until, int most) {
        return queue.lease(tenant, now, until, most).stream()
                // A kind this node does not know is a newer node's to carry out, once the lease is over.
                .filter(row -> EffectJson.knows(row.kind()))
                .map(row -> new Leased(row.id(), EffectJson.read(row.kind(), row.column()), row.attempts()))
                .toList();
    }

    @Override
    public void done(TenantId tenant, List<UUID> ids) {
        queue.delete(tenant, ids);
    }

    @Override
    public void retry(TenantId tenant, UUID id, Instant due, String error) {
        queue.again(tenant, id, due, error);
    }

    @Override
    public void bury(TenantId tenant, UUID id, String error) {
        queue.bury(tenant, id, error);
    }
}
