package io.deskloom.command;

import io.deskloom.effect.Effect;
import io.deskloom.effect.Explanation;
import io.deskloom.effect.TimerChange;
import io.deskloom.field.Value;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.External;
import io.deskloom.kernel.Moment;
import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.TicketId;
import io.deskloom.model.CounterDef;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.routing.Candidate;
import io.deskloom.ticket.Event;
import io.deskloom.ticket.Ticket;
import io.deskloom.ticket.TicketFacts;
import java.time.Instant;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the write path needs of the database. */
public interface TicketStore {
    /**
     * The ticket as it is now, without a lock: {@link #append} notices when it has moved on.
     *
     * @param now the current release, whose field definitions read the stored values
     * @return empty as well for a ticket of another tenant or of a type that no longer exists
     */
    Optional<Ticket> find(TenantId tenant, MetadataSnapshot now, TicketId id);

    /** The same, also when it was taken away. */
    Optional<Ticket> findEvenDeleted(TenantId tenant, MetadataSnapshot now, TicketId id);

    /** Those of {@code ids} there are, in no order; without {@link Ticket#path}. */
    List<Ticket> findAll(TenantId tenant, MetadataSnapshot now, Set<TicketId> ids);

    /** The record of {@code type} (definition id) that is called so elsewhere, also when it was taken away. */
    Optional<Ticket> findExternal(TenantId tenant, MetadataSnapshot now, String type, External external);

    /** The same for several; what is not there is left out. */
    Map<External, Ticket> findExternals(
            TenantId tenant, MetadataSnapshot now, String type, Collection<External> externals);

    /** What happened after {@code version}, oldest first. */
    List<Event> since(TenantId tenant, TicketId id, int version);

    /**
     * A number no other ticket of {@code type} (definition id) gets. Outside any transaction; numbers of refused commands are
     * lost.
     */
    long nextNumber(TenantId tenant, String type);

    /** Which of {@code ids} are active accounts of the tenant. */
    Set<AccountId> activeAccounts(TenantId tenant, Set<AccountId> ids);

    /**
     * The tickets a counter counts.
     *
     * @param same the values they are compared by, by field key: nothing is like what is null
     * @param except the one that is compared, which does not count
     * @param moment until when: what was made later does not count
     */
    Counted count(
            TenantId tenant,
            MetadataSnapshot now,
            CounterDef counter,
            Map<String, Value> same,
            TicketId except,
            Moment moment);

    /** Who an account is to rules; empty when there is none. */
    Optional<TicketFacts.Viewer> person(TenantId tenant, AccountId account);

    /** People of a team as they are at {@code now}, by id; only those who may sign in. */
    List<Candidate> candidates(TenantId tenant, String team, Instant now);

    /** One of them; empty when there is no such account, or it may not sign in. */
    Optional<Candidate> candidate(TenantId tenant, AccountId account, Instant now);

    /** Who had the last ticket about the same, as routings call it. */
    Optional<AccountId> lastAgent(TenantId tenant, String about);

    /** The key of the routing that left a ticket to wait. */
    Optional<String> waitsFor(TenantId tenant, TicketId ticket);

    /** The answer given under {@code key} that has not expired at {@code now}. */
    Optional<Answer> answer(TenantId tenant, AccountId account, String key, Instant now);

    /** Forgets the answer under {@code key} if it has expired at {@code now}. */
    void forget(TenantId tenant, AccountId account, String key, Instant now);

    /** Forgets every answer that has expired at {@code now}; answers how many. */
    int forgetExpired(TenantId tenant, Instant now);

    /** Writes everything of {@code batch} in one transaction, or nothing. */
    Outcome append(Batch batch);

    /**
     * Which of {@code ids} of {@code source} there are already as records of {@code type} (definition id), deleted ones too.
     */
    Map<String, TicketId> known(TenantId tenant, String type, String source, Collection<String> ids);

    /**
     * Writes everything of all {@code batches} and {@code beside} in one transaction, or nothing.
     *
     * @param type definition id of the type all of them are of
     * @param batches without idempotency keys; may be none
     */
    Together appendAll(TenantId tenant, String type, List<Batch> batches, @Nullable Beside beside);

    /** What somebody else wants written in the same transaction; only the store knows how. */
    interface Beside {}

    /** What became of several batches. */
    enum Together {
        WRITTEN,
        /** One of them has moved on, or its external id been taken, meanwhile: decide again. */
        STALE,
        /** What was to be written beside them is no longer the caller's to write. */
        NOT_YOURS
    }

    /**
     * One command's outcome, ready to be written.
     *
     * @param now the current release, for slots and field kinds
     * @param before null when the ticket is new
     * @param after {@code Tickets.apply(before, events)}
     * @param explanation why rules did what they did, null when none was asked
     * @param once the idempotency key to store with it, null without
     * @param settles what it carries out, null for what people want
     */
    record Batch(
            TenantId tenant,
            MetadataSnapshot now,
            TicketTypeDef type,
            @Nullable Ticket before,
            Ticket after,
            List<Event> events,
            @Nullable Explanation explanation,
            List<Effect> effects,
            List<TimerChange> timers,
            @Nullable Once once,
            @Nullable Settles settles) {
        public Batch {
            events = List.copyOf(events);
            effects = List.copyOf(effects);
            timers = List.copyOf(timers);
            if (events.isEmpty()) {
                throw new IllegalArgumentException("nothing to write");
            }
        }
    }

    /** A row of a queue that ends with what it leads to: in one transaction, so that it leads to it once. */
    sealed interface Settles {
        /** An effect in the outbox. */
        record Queued(UUID id) implements Settles {}

        /**
         * A timer that has fired. It stays and does not fire again, so that nothing sets it once more for the same time.
         *
         * @param attempt the lease it was fired under: who had an older one comes too late
         * @param next when and how it fires again, null for never
         */
        record Timer(UUID id, int attempt, TimerChange.@Nullable Set next) implements Settles {}
    }

    /** @param request hash of the command, to tell a replay from another command under the same key */
    record Once(AccountId account, String key, RequestHash request, Instant expires) {}

    /** An answer given before. */
    record Answer(RequestHash request, TicketId ticket, int version, UUID event) {}

    /** A SHA-256 in hex. */
    record RequestHash(String hex) {
        public byte[] bytes() {
            return HexFormat.of().parseHex(hex);
        }
    }

    /** What became of a batch. */
    enum Outcome {
        WRITTEN,
        /**
         * Somebody else changed the ticket, made the record of that outside name, used a file, or filled up the person it was to be given to,
         * first: decide again.
         */
        STALE,
        /** The idempotency key has been used: give the stored answer. */
        ANSWERED,
        /** What it was to settle somebody else has settled. */
        SETTLED
    }
}
