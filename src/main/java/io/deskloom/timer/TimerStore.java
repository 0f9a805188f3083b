package io.deskloom.timer;

import io.deskloom.kernel.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The rows of timers. Each call is one transaction inside one tenant. */
public interface TimerStore {
    List<TenantId> tenants();

    /** Makes the timer unless there is one with this id. */
    void ensure(TenantId tenant, UUID id, String kind, Instant due, Instant now);

    /** Leases what is due, oldest first, until {@code until}. */
    List<Due> lease(TenantId tenant, Instant now, Instant until, int most);

    /** Fired, and not to fire again. */
    void done(TenantId tenant, UUID id);

    /** Fired, or failed with {@code error}; to fire again at {@code due}. @param error "" for none, which also forgets attempts */
    void again(TenantId tenant, UUID id, Instant due, String error);

    /** Given up; kept for people to look at. */
    void bury(TenantId tenant, UUID id, String error);

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
