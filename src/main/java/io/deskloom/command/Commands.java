package io.deskloom.command;

import io.deskloom.access.FlowAndAccess;
import io.deskloom.access.TicketAccess;
import io.deskloom.command.TicketStore.Answer;
import io.deskloom.command.TicketStore.Batch;
import io.deskloom.command.TicketStore.Once;
import io.deskloom.command.TicketStore.Outcome;
import io.deskloom.identity.Actor;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.Moment;
import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Rejection;
import io.deskloom.kernel.Result;
import io.deskloom.kernel.TicketId;
import io.deskloom.kernel.Uuid7;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.Snapshots;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.outbox.OutboxSignal;
import io.deskloom.rules.RuleEngine;
import io.deskloom.ticket.Event;
import io.deskloom.ticket.Ticket;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The one way in: locate, authorize, decide, record, enqueue. Everything is decided without a lock and written in one
 * transaction that notices when the ticket has moved on meanwhile; then it is decided again.
 */
@ApplicationScoped
public class Commands {
    /** How long an idempotency key is remembered. */
    public static final Duration REMEMBERED = Duration.ofHours(24);

    private static final int ATTEMPTS = 10;

    private final TicketStore store;
    private final Snapshots snapshots;
    private final Decider decider;
    private final OutboxSignal outbox;
    private final Clock clock;

    /** Who lost a race once waits for the others of this node, instead of racing again. */
    private final Lock[] queues = new Lock[64];

    public Commands(TicketStore store, Snapshots snapshots, RuleEngine rules, OutboxSignal outbox, Clock clock) {
        this.store = store;
        this.snapshots = snapshots;
        this.decider = new Decider(rules);
        this.outbox = outbox;
        this.clock = clock;
        for (int i = 0; i < queues.length; i++) {
            queues[i] = new ReentrantLock();
        }
    }

    /** Carries out {@code command} for {@code actor}, now. */
    public Result<Done> handle(Actor actor, Command command) {
        return handle(actor, command, clock.instant());
    }

    /** Carries it out as of {@code at}; for seeds and imports of what happened before. */
    public Result<Done> handle(Actor actor, Command command, Instant at) {
        // The database keeps microseconds; a state must equal its row.
        Instant now = at.truncatedTo(ChronoUnit.MICROS);
        return switch (command) {
            case Command.Create c -> {
                Result<Done> made = attempts(actor, c, null, now);
                // A repeated create is rare: look the key up only when it could not be carried out again.
                yield made.isOk() ? made : answered(actor, c, now).orElse(made);
            }
            // A repeated change may find the ticket moved on by its first time: look first.
            case Command.OnTicket c -> answered(actor, c, now).orElseGet(() -> attempts(actor, c, c.ticket(), now));
        };
    }

    /**
     * What changed on a ticket since {@code version}, as {@code actor} may know it; empty when there is nothing to see.
     */
    public List<Change> changesSince(Actor actor, TicketId id, int version) {
        MetadataSnapshot snapshot = snapshots.current(actor.tenant());
        Moment moment = moment(snapshot, clock.instant());
        return locate(actor, snapshot, id, moment)
                .map(ticket -> {
                    Situation s = situation(actor, snapshot, ticket, Origin.of("web"), Set.of(), moment);
                    return Changes.of(store.since(actor.tenant(), id, version), s.type(), s.states(ticket));
                })
                .orElse(List.of());
    }

    private Result<Done> attempts(Actor actor, Command command, @Nullable TicketId ticket, Instant now) {
        Optional<Result<Done>> first = attempt(actor, command, now);
        if (first.isPresent()) {
            return first.get();
        }
        Lock queue = queues[Math.floorMod(ticket == null ? 0 : ticket.hashCode(), queues.length)];
        queue.lock();
        try {
            for (int i = 1; i < ATTEMPTS; i++) {
                Optional<Result<Done>> next = attempt(actor, command, now);
                if (next.isPresent()) {
                    return next.get();
                }
            }
        } finally {
            queue.unlock();
        }
        return Result.refused(
                Rejection.conflict("ticket-busy", "Too many changes to this ticket at once; try again.", List.of()));
    }

    /** One try; empty when somebody else was faster. */
    private Optional<Result<Done>> attempt(Actor actor, Command command, Instant now) {
        return switch (decide(actor, command, now)) {
            case Result.Refused<Decided>(Rejection why) -> Optional.of(Result.refused(why));
            case Result.Ok<Decided>(Decided decided)
            when decided.decision().events().isEmpty() -> Optional.of(Result.ok(new Done.Now(decided.after(), null)));
            case Result.Ok<Decided>(Decided decided) -> record(actor, command, decided, now);
        };
    }

    private Optional<Result<Done>> record(Actor actor, Command command, Decided decided, Instant now) {
        Outcome outcome = store.append(new Batch(
                actor.tenant(),
                decided.situation().now(),
                decided.situation().type(),
                decided.before(),
                decided.after(),
                decided.decision().events(),
                decided.decision().explanation(),
                decided.decision().effects(),
                once(actor, command, now)));
        return switch (outcome) {
            case WRITTEN -> {
                outbox.filled(actor.tenant());
                yield Optional.of(Result.ok(new Done.Now(
                        decided.after(), decided.decision().events().getFirst())));
            }
            case STALE -> Optional.empty();
            case ANSWERED -> {
                Optional<Result<Done>> stored = answered(actor, command, now);
                if (stored.isEmpty()) {
                    store.forget(actor.tenant(), actor.account(), key(command).orElseThrow(), now);
                }
                yield stored;
            }
        };
    }

    private Result<Decided> decide(Actor actor, Command command, Instant now) {
        MetadataSnapshot snapshot = snapshots.current(actor.tenant());
        Moment moment = moment(snapshot, now);
        return switch (command) {
            case Command.Create c -> {
                TicketTypeDef type = snapshot.types().get(c.type());
                if (type == null) {
                    yield Result.refused(Decider.unknownType());
                }
                Situation s = new Situation(
                        snapshot,
                        type,
                        FlowAndAccess.of(type),
                        actor,
                        c.origin(),
                        moment,
                        accounts(actor, type, c.fields(), null));
                yield decider.create(
                        s, c, new TicketId(Uuid7.at(now)), () -> store.nextNumber(actor.tenant(), type.id()));
            }
            case Command.OnTicket c ->
                locate(actor, snapshot, c.ticket(), moment)
                        .map(ticket -> change(actor, snapshot, c, ticket, moment))
                        .orElseGet(() -> Result.refused(Rejection.notFound()));
        };
    }

    private Result<Decided> change(
            Actor actor, MetadataSnapshot snapshot, Command.OnTicket command, Ticket ticket, Moment moment) {
        Map<String, @Nullable Object> fields = switch (command) {
            case Command.Update c -> c.fields();
            case Command.Act c -> c.fields();
            case Command.Comment _, Command.Assign _, Command.Claim _ -> Map.of();
        };
        AccountId named = command instanceof Command.Assign assign ? assign.assignee() : null;
        TicketTypeDef type = snapshot.typeById(ticket.type()).orElseThrow();
        Situation s =
                situation(actor, snapshot, ticket, command.origin(), accounts(actor, type, fields, named), moment);
        Rejection stale = stale(s, command, ticket);
        return stale == null ? decider.change(s, command, ticket) : Result.refused(stale);
    }

    /** Whether the ticket has changed since the caller looked; a comment meanwhile does not count. */
    private @Nullable Rejection stale(Situation s, Command.OnTicket command, Ticket ticket) {
        Integer seen = switch (command) {
            case Command.Update c -> c.version();
            case Command.Act c -> c.version();
            case Command.Comment _, Command.Assign _, Command.Claim _ -> null;
        };
        if (seen == null || seen == ticket.version()) {
            return null;
        }
        List<Event> since = store.since(s.actor().tenant(), ticket.id(), seen);
        if (seen < ticket.version() && !Changes.any(since)) {
            return null;
        }
        List<Problem> problems = Changes.of(since, s.type(), s.states(ticket)).stream()
                .map(change -> Problem.of(
                        change.field() == null ? "/" + change.what() : FieldWrites.pointer(change.what()),
                        "changed-meanwhile",
                        "Somebody else has changed this meanwhile."))
                .toList();
        return Rejection.conflict("ticket-changed", "The ticket has changed since you opened it.", problems);
    }

    private Optional<Ticket> locate(Actor actor, MetadataSnapshot snapshot, TicketId id, Moment moment) {
        return store.find(actor.tenant(), snapshot, id)
                .filter(t ->
                        TicketAccess.maySee(actor, snapshot.typeById(t.type()).orElseThrow(), t, moment));
    }

    private Situation situation(
            Actor actor,
            MetadataSnapshot snapshot,
            Ticket ticket,
            Origin origin,
            Set<AccountId> accounts,
            Moment moment) {
        TicketTypeDef type = snapshot.typeById(ticket.type()).orElseThrow();
        TicketTypeDef pinned = ticket.flowRelease().equals(snapshot.release())
                ? type
                : snapshots
                        .release(actor.tenant(), ticket.flowRelease())
                        .flatMap(r -> r.typeById(ticket.type()))
                        .orElse(type);
        return new Situation(snapshot, type, FlowAndAccess.of(pinned), actor, origin, moment, accounts);
    }

    private Set<AccountId> accounts(
            Actor actor, TicketTypeDef type, Map<String, @Nullable Object> fields, @Nullable AccountId named) {
        Set<AccountId> ids = new HashSet<>(FieldWrites.accounts(type.fields(), fields));
        if (named != null) {
            ids.add(named);
        }
        return ids.isEmpty() ? Set.of() : store.activeAccounts(actor.tenant(), ids);
    }

    private Optional<Result<Done>> answered(Actor actor, Command command, Instant now) {
        return key(command)
                .flatMap(key -> store.answer(actor.tenant(), actor.account(), key, now))
                .map(answer -> replay(command, answer));
    }

    private static Result<Done> replay(Command command, Answer answer) {
        return answer.request().equals(Hashes.of(command))
                ? Result.ok(new Done.Before(answer.ticket(), answer.version(), answer.event()))
                : Result.refused(new Rejection(
                        Rejection.Kind.INVALID,
                        "idempotency-key-reused",
                        "This idempotency key was used for another request.",
                        List.of()));
    }

    private static @Nullable Once once(Actor actor, Command command, Instant now) {
        return key(command)
                .map(key -> new Once(actor.account(), key, Hashes.of(command), now.plus(REMEMBERED)))
                .orElse(null);
    }

    private static Optional<String> key(Command command) {
        return Optional.ofNullable(command.origin().key());
    }

    private static Moment moment(MetadataSnapshot snapshot, Instant now) {
        return new Moment(now, snapshot.workspace().zone());
    }
}
