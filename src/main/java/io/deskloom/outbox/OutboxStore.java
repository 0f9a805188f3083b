package io.deskloom.outbox;

import io.deskloom.effect.Effect;
import io.deskloom.kernel.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Set;
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
    default List<Leased> lease(TenantId tenant, Instant now, Instant until, int most) {
        return take(tenant, now, until, most, _ -> Set.of()).leased();
    }

    /**
     * Takes what is due, oldest first. What {@code atOnce} carries out of it is forgotten in the same transaction, the rest
     * is leased. Meanwhile nobody else is given any of it; when it dies on the way, all of it is given out again.
     */
    Taken take(TenantId tenant, Instant now, Instant until, int most, AtOnce atOnce);

    /** Carries out what it can of a batch, quickly: a transaction waits for it. Answers the ids of those that are done. */
    @FunctionalInterface
    interface AtOnce {
        Set<UUID> carryOut(List<Leased> batch);
    }

    /** @param count how many there were in all; @param leased those that were not carried out at once */
    record Taken(int count, List<Leased> leased) {}

    /** Done: the effect is forgotten. */
    void done(TenantId tenant, UUID id);

    /** Not before {@code due} again. @param error what went wrong, without any value of a ticket */
    void retry(TenantId tenant, UUID id, Instant due, String error);

    /** Given up; kept for people to look at. */
    void bury(TenantId tenant, UUID id, String error);

    /** @param attempts how often it has been leased, this time included */
    record Leased(UUID id, Effect effect, int attempts) {}
}
