package io.deskloom.outbox;

import io.deskloom.effect.Effect;
import io.deskloom.kernel.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The rows of the outbox. Each call is one transaction inside one tenant.
 *
 * <p>An effect begins without a destination. Whoever takes it first finds out where it goes: work inside is done, what goes outside
 * waits in the lane of its destination.
 */
public interface OutboxStore {
    /** Tenants whose effects are to be carried out, in a stable order. */
    List<TenantId> tenants();

    /** Those of them that have effects which are due, leased ones that ran out included. */
    List<TenantId> due(Instant now);

    /**
     * Leases what is due and has no destination, oldest first; nobody else is given it before {@code until}. Whoever holds a lease and
     * dies has carried out the effect perhaps, so it is given out again then.
     *
     * @param most at most so many
     */
    default List<Leased> lease(TenantId tenant, Instant now, Instant until, int most) {
        return take(tenant, Instant.EPOCH, now, until, most, _ -> new Handled(Set.of(), Map.of()))
                .leased();
    }

    /**
     * Takes what is due and has no destination, oldest first. What {@code atOnce} carries out of it is forgotten in the same transaction,
     * what it finds to go elsewhere waits there, the rest is leased. Meanwhile nobody else is given any of it; when it dies on the
     * way, all of it is given out again.
     *
     * @param from what has been due for longer is left alone: see {@link Front}
     */
    Taken take(TenantId tenant, Instant from, Instant now, Instant until, int most, AtOnce atOnce);

    /** Carries out what it can of a batch, quickly: a transaction waits for it. */
    @FunctionalInterface
    interface AtOnce {
        Handled carryOut(List<Leased> batch);
    }

    /** @param done ids of those that are carried out; @param elsewhere those that go to a destination, by id */
    record Handled(Set<UUID> done, Map<UUID, Route> elsewhere) {}

    /** @param destination not ""; @param order "" when its order does not matter */
    record Route(String destination, String order) {}

    /**
     * @param count how many there were in all
     * @param first since when the oldest of them has been due; null when there were none
     * @param leased those that were neither carried out at once nor sent elsewhere
     */
    record Taken(int count, @Nullable Instant first, List<Leased> leased) {}

    /** The destinations that something due goes to. */
    List<String> destinations(TenantId tenant, Instant now);

    /**
     * Leases what is due for a destination, oldest first. Of those of a kind whose order matters only the first is given out, and the
     * next when that one is done or given up.
     */
    List<Leased> leaseFor(TenantId tenant, String destination, Instant now, Instant until, int most);

    /** What became of effects that were leased, all in one transaction. */
    void settle(TenantId tenant, List<Outcome> outcomes);

    /** Goes on holding them. @param leases attempts by id */
    void extend(TenantId tenant, Map<UUID, Integer> leases, Instant until);

    /** @param attempts how often it has been leased, this time included */
    record Leased(UUID id, Effect effect, int attempts) {}
}
