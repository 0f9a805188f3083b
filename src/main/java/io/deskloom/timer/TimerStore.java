package io.deskloom.timer;

import io.deskloom.kernel.TenantId;
import io.deskloom.outbox.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The rows of timers. Each call is one transaction inside one tenant. */
public interface TimerStore {
    List<TenantId> tenants();

    /** When the next timer of each of these tenants is due; without those that have none. */
    Map<TenantId, Instant> next();

    /** Makes the timer unless there is one with this id. */
    void ensure(TenantId tenant, UUID id, String kind, Instant due, Instant now);

    /** Leases what is due, oldest first, until {@code until}. */
    List<Due> lease(TenantId tenant, Instant now, Instant until, int most);

    /** Fired well, and to fire again at {@code due}; which forgets earlier failures. Nothing when the lease is lost. */
    void again(TenantId tenant, Due fired, Instant due, Instant at, Duration took);

    /** What became of timers that were leased, all in one transaction: done is not to fire again. */
    void settle(TenantId tenant, List<Outcome> outcomes);

    /** Goes on holding them. @param leases attempts by id */
    void extend(TenantId tenant, Map<UUID, Integer> leases, Instant until);

    /**
     * @param record whose it is, null for nobody's
     * @param details what whoever set it wanted known
     * @param attempts how often it has been leased since it last fired well, this time included
     */
    record Due(UUID id, String kind, @Nullable UUID record, Map<String, String> details, int attempts) {
        public Due {
            details = Map.copyOf(details);
        }
    }
}
