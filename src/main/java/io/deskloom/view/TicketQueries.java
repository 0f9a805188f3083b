package io.deskloom.view;

import io.deskloom.access.QueryPlan;
import io.deskloom.effect.Explanation;
import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.TicketId;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.ticket.Event;
import io.deskloom.ticket.Ticket;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What reading needs of the database. It answers with everything it has: only the projector decides what leaves the house. */
public interface TicketQueries {
    /** When the first running clock of each ticket is over; those of which none runs are left out. */
    default Map<TicketId, Instant> deadlines(TenantId tenant, Set<TicketId> ids) {
        return Map.of();
    }

    /** One page of a plan, and how many tickets it has in all. */
    Page page(QueryPlan plan, MetadataSnapshot now);

    /** The same; words are looked for until {@code until} at the latest, then what was found so far is the page. */
    default Page page(QueryPlan plan, MetadataSnapshot now, Instant until) {
        return page(plan, now);
    }

    /**
     * Those of {@code words} that any record of the tenant holds in any place, whoever may read it: for asking less, never for
     * showing. Empty while what records are looked up by is being made anew, and when asking took too long.
     *
     * @param words of the letters a to z
     */
    default Optional<Set<String>> held(TenantId tenant, Set<String> words) {
        return Optional.empty();
    }

    /** How many tickets a plan has, at most {@link #COUNTED} + 1. */
    Counted count(QueryPlan plan, MetadataSnapshot now);

    /** @param atLeast whether there may be more than {@code count}, which were not worth counting */
    record Counted(int count, boolean atLeast) {}

    /**
     * Whether a plan has more tickets than {@code most}.
     *
     * @throws TookTooLong when that of a list with words is not known by {@code until}
     * @throws NotAllFound as {@link #each}
     */
    boolean hasMore(QueryPlan plan, MetadataSnapshot now, int most, Instant until);

    /**
     * All tickets of a plan in its order, as they are at one moment however long it takes, some hundred at a time.
     *
     * @throws TookTooLong when it is not over by {@code until}
     * @throws NotAllFound when the plan has words and what records are looked up by is being made anew
     */
    void each(QueryPlan plan, MetadataSnapshot now, Instant until, Consumer<List<Ticket>> some);

    /** Something that is bounded in time was not over by then. */
    final class TookTooLong extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** Some tickets could not be found by their words just now. */
    final class NotAllFound extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** Counting stops after this many. */
    int COUNTED = 1_000;

    /** The ticket; empty as well for another tenant's or one of a type the release does not have. */
    Optional<Ticket> find(TenantId tenant, MetadataSnapshot now, TicketId id);

    /** Those of {@code ids} there are, in no order; without {@link Ticket#path}. */
    List<Ticket> findAll(TenantId tenant, MetadataSnapshot now, Set<TicketId> ids);

    /** The last comments of each of {@code ids}, newest first, of at most {@code limit} commands each. */
    default Map<TicketId, List<Event.Commented>> comments(TenantId tenant, Set<TicketId> ids, int limit) {
        return Map.of();
    }

    /** What those of {@code ids} that there are are called; "" for an erased one. */
    default Map<UUID, String> fileNames(TenantId tenant, Set<UUID> ids) {
        return Map.of();
    }

    /** What happened, newest first, older than {@code before} (null: from the newest), at most {@code limit}. */
    List<Happened> history(TenantId tenant, TicketId id, @Nullable UUID before, int limit);

    /** The event and why the rules did what they did in its command; empty when there is no such event of this ticket. */
    Optional<Explained> explanation(TenantId tenant, TicketId id, UUID event);

    /**
     * @param last position of the last row when there are more, else null
     * @param count as {@link TicketQueries#count}
     * @param atLeast whether there may be more than {@code count}, which were not worth counting
     * @param gap why there may be rows before or between these; null when there are none
     */
    record Page(
            List<Ticket> tickets,
            QueryPlan.@Nullable Position last,
            int count,
            boolean atLeast,
            @Nullable Gap gap) {
        public Page(List<Ticket> tickets, QueryPlan.@Nullable Position last, int count) {
            this(tickets, last, count, false, null);
        }
    }

    /** Why a page of a search may lack records. */
    enum Gap {
        /** Looking took too long: only the first rows of the list were looked at. */
        SLOW,
        /** What records are looked up by is being made anew. */
        REBUILDING
    }

    /** @param explained whether rules were asked in the command it belongs to and an explanation is kept */
    record Happened(Event event, boolean explained) {}

    /**
     * @param event the event asked for
     * @param why null when no rule fired in its command
     */
    record Explained(Event event, @Nullable Explanation why) {}
}
