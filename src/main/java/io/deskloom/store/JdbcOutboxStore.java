package io.deskloom.store;

import io.deskloom.kernel.TenantId;
import io.deskloom.outbox.OutboxStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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
    public Taken take(TenantId tenant, Instant now, Instant until, int most, AtOnce atOnce) {
        List<Leased> known = new ArrayList<>();
        Set<UUID> done = new HashSet<>();
        int count = queue.take(tenant, now, until, most, rows -> {
            rows.stream()
                    // A kind this node does not know is a newer node's to carry out, once the lease is over.
                    .filter(row -> EffectJson.knows(row.kind()))
                    .forEach(row ->
                            known.add(new Leased(row.id(), EffectJson.read(row.kind(), row.column()), row.attempts())));
            done.addAll(atOnce.carryOut(known));
            return done;
        });
        return new Taken(
                count, known.stream().filter(l -> !done.contains(l.id())).toList());
    }

    @Override
    public void done(TenantId tenant, UUID id) {
        queue.delete(tenant, List.of(id));
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
