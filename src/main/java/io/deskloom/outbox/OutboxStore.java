package io.deskloom.outbox;

import io.deskloom.effect.Effect;
import io.deskloom.kernel.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** The rows of the outbox. Each call is one transaction inside one tenant. */
public interface OutboxStore {
    /** Tenants whose effects are to be carried out, in a stable order. */
    List<TenantId> tenants();

    /**
     * Leases what is due, oldest first; nobody else is given it before {@code until}. Whoever holds a lease and dies has
     * carried out the effect perhaps, so it is given out again then.
     *
     * @param most at most so many
     */
    List<Leased> lease(TenantId tenant, Instant now, Instant until, int most);

    /** Done: the effect is forgotten. */
    default void done(TenantId tenant, UUID id) {
        done(tenant, List.of(id));
    }

    /** Done, all of them in one transaction. */
    void done(TenantId tenant, List<UUID> ids);

    /** Not before {@code due} again. @param error what went wrong, without any value of a ticket */
    void retry(TenantId tenant, UUID id, Instant due, String error);

    /** Given up; kept for people to look at. */
    void bury(TenantId tenant, UUID id, String error);

    /** @param attempts how often it has been leased, this time included */
    record Leased(UUID id, Effect effect, int attempts) {}
}
