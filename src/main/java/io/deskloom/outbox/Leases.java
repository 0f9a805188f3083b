package io.deskloom.outbox;

import io.deskloom.kernel.TenantId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * What this node holds and is not done with: its leases are renewed while the node lives, so that nobody else begins what takes longer
 * than a lease.
 */
public final class Leases {
    /** How often they are to be renewed: twice a lease may fail. */
    public static final Duration EVERY = Backoff.LEASE.dividedBy(3);

    private static final Logger LOG = Logger.getLogger(Leases.class);

    private final Extend extend;
    private final Clock clock;
    private final Map<Held, Integer> held = new ConcurrentHashMap<>();

    public Leases(Extend extend, Clock clock) {
        this.extend = extend;
        this.clock = clock;
    }

    /** Renews leases of a tenant. */
    @FunctionalInterface
    public interface Extend {
        /** @param leases attempts by id */
        void extend(TenantId tenant, Map<UUID, Integer> leases, Instant until);
    }

    private record Held(TenantId tenant, UUID id) {}

    public void hold(TenantId tenant, UUID id, int attempts) {
        held.put(new Held(tenant, id), attempts);
    }

    public void letGo(TenantId tenant, UUID id) {
        held.remove(new Held(tenant, id));
    }

    /** To be called every {@link #EVERY}. A tenant whose leases cannot be renewed does not keep the others from theirs. */
    public void renew() {
        Map<TenantId, Map<UUID, Integer>> byTenant = new HashMap<>();
        held.forEach((one, attempts) ->
                byTenant.computeIfAbsent(one.tenant(), _ -> new HashMap<>()).put(one.id(), attempts));
        Instant until = clock.instant().plus(Backoff.LEASE);
        byTenant.forEach((tenant, leases) -> {
            try {
                extend.extend(tenant, leases, until);
            } catch (RuntimeException e) {
                LOG.warnf("%d leases of tenant %d were not renewed (%s)", leases.size(), tenant.value(), e.getClass());
            }
        });
    }
}
