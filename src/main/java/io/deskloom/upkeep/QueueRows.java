package io.deskloom.upkeep;

import io.deskloom.effect.Effect;
import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.TicketId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The rows of outbox and timers as people look at them. Each call is one transaction inside one tenant. */
public interface QueueRows {
    enum Queue {
        EFFECTS,
        TIMERS
    }

    /**
     * Something that was given up.
     *
     * @param destination "" for work inside and for timers
     * @param effect null for timers, and for effects of a later version
     * @param record what a timer is about, if anything
     * @param at when it was given up
     * @param error code of what went wrong last; @param errorType the exception's class
     */
    record Dead(
            Queue queue,
            UUID id,
            String kind,
            String destination,
            @Nullable Effect effect,
            @Nullable TicketId record,
            int attempts,
            Instant createdAt,
            Instant at,
            String error,
            String errorType) {}

    /** Null for all. */
    record Filter(
            @Nullable Queue queue,
            @Nullable String kind,
            @Nullable String destination,
            @Nullable UUID id) {
        public static Filter one(Queue queue, UUID id) {
            return new Filter(queue, null, null, id);
        }
    }

    record Position(Instant at, UUID id) {}

    /** Newest first. @param after where the page before ended, null for the first */
    List<Dead> dead(TenantId tenant, Filter filter, @Nullable Position after, int most);

    default Optional<Dead> dead(TenantId tenant, Queue queue, UUID id) {
        return dead(tenant, Filter.one(queue, id), null, 1).stream().findFirst();
    }

    /** They are due again at {@code now}, as if they had never been tried; answers how many. */
    int replay(TenantId tenant, Filter filter, Instant now);

    /** They are deleted; answers how many. */
    int discard(TenantId tenant, Filter filter);

    /**
     * How much of a kind there is.
     *
     * @param waiting neither done nor given up, of timers those that should have fired
     * @param oldest since when the oldest of them waits; null when none does
     */
    record Depth(
            Queue queue,
            String kind,
            String destination,
            long waiting,
            long dead,
            @Nullable Instant oldest) {}

    List<Depth> depths(TenantId tenant, Instant now);

    /**
     * The timer of regular work.
     *
     * @param next when it runs next; while it runs, when somebody else would take over
     * @param since since when it runs, null when it does not
     * @param ran when it last ran well, null when it has not yet; @param tookMillis how long that took
     * @param failures how often in a row it has failed since
     * @param error code of the last of these failures, null for none
     */
    record Regular(
            String kind,
            Instant next,
            @Nullable Instant since,
            @Nullable Instant ran,
            @Nullable Integer tookMillis,
            int failures,
            @Nullable String error,
            @Nullable String errorType) {}

    /** @param ids of the timers */
    List<Regular> regular(TenantId tenant, List<UUID> ids, Instant now);

    /** It is due now; false when it runs already, or is not there. */
    boolean runNow(TenantId tenant, UUID id, Instant now);
}
