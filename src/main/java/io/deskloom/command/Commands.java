package io.deskloom.command;

import io.deskloom.access.FlowAndAccess;
import io.deskloom.access.Steps;
import io.deskloom.access.TicketAccess;
import io.deskloom.attachment.AttachmentStore;
import io.deskloom.attachment.Limits;
import io.deskloom.command.TicketStore.Answer;
import io.deskloom.command.TicketStore.Batch;
import io.deskloom.command.TicketStore.Once;
import io.deskloom.command.TicketStore.Outcome;
import io.deskloom.effect.Effect;
import io.deskloom.identity.Actor;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.External;
import io.deskloom.kernel.Moment;
import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Rejection;
import io.deskloom.kernel.Result;
import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.TicketId;
import io.deskloom.kernel.Uuid7;
import io.deskloom.model.AccessDef.Verb;
import io.deskloom.model.FieldDef;
import io.deskloom.model.FlowDef;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.Pilots;
import io.deskloom.model.Relations;
import io.deskloom.model.Snapshots;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.outbox.MailSwitch;
import io.deskloom.outbox.OutboxSignal;
import io.deskloom.rules.MacroPlan;
import io.deskloom.rules.RuleEngine;
import io.deskloom.script.Scripts;
import io.deskloom.ticket.Event;
import io.deskloom.ticket.RelatedFacts;
import io.deskloom.ticket.Ticket;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;
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
    private final LinkStore links;
    private final AttachmentStore attachments;
    private final Limits limits;
    private final Snapshots snapshots;
    private final Pilots pilots;
    private final Decider decider;

    /** Decides what is not written: nobody counts its rules. */
    private final Decider trial;

    private final OutboxSignal outbox;
    private final MailSwitch mail;
    private final Clock clock;
    private final Sealer sealer;
    private final ScriptPort scripts;

    /** Who lost a race once waits for the others of this node, instead of racing again. */
    private final Lock[] queues = new Lock[64];

    @Inject
    public Commands(
            TicketStore store,
            LinkStore links,
            AttachmentStore attachments,
            Limits limits,
            Snapshots snapshots,
            Pilots pilots,
            RuleEngine rules,
            RuleWatch watch,
            OutboxSignal outbox,
            MailSwitch mail,
            Clock clock,
            Sealer sealer,
            Scripts scripts) {
        this(
                store,
                links,
                attachments,
                limits,
                snapshots,
                pilots,
                rules,
                watch,
                outbox,
                mail,
                clock,
                sealer,
                scripts::run);
    }

    /** @param scripts asks scripts, on record or only to try */
    Commands(
            TicketStore store,
            LinkStore links,
            AttachmentStore attachments,
            Limits limits,
            Snapshots snapshots,
            Pilots pilots,
            RuleEngine rules,
            RuleWatch watch,
            OutboxSignal outbox,
            MailSwitch mail,
            Clock clock,
            Sealer sealer,
            ScriptPort scripts) {
        this.store = store;
        this.links = links;
        this.attachments = attachments;
        this.limits = limits;
        this.snapshots = snapshots;
        this.pilots = pilots;
        this.decider = new Decider(rules, watch);
        this.trial = new Decider(rules, RuleWatch.NONE);
        this.outbox = outbox;
        this.mail = mail;
        this.clock = clock;
        this.sealer = sealer;
        this.scripts = scripts;
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
            // A repeated one would undo what others have changed since: look first.
            case Command.PutRecord c -> answered(actor, c, now).orElseGet(() -> attempts(actor, c, null, now));
            // A repeated change may find the ticket moved on by its first time: look first.
            case Command.OnTicket c -> answered(actor, c, now).orElseGet(() -> attempts(actor, c, c.ticket(), now));
        };
    }

    /** What became of one of several commands. */
    public sealed interface Several {
        /** There is one now. */
        record Made() implements Several {}

        /** There was one of this external id, and it has been changed. */
        record Changed() implements Several {}

        /** There is one of this external id already; it is as it was. */
        record Known() implements Several {}

        record Refused(Rejection rejection) implements Several {}
    }

    /** Several commands of one type (definition id), decided but not written. */
    private record Decisions<T>(String type, List<T> outcomes, List<Batch> batches) {}

    /**
     * Creates several tickets of one type in one transaction. Each is decided by itself, exactly as {@link #handle} does:
     * rights, fields, flow and rules; one that is refused keeps none of the others from being written. Files are brought one
     * by one: here none is known.
     *
     * @param commands of one type, without idempotency keys; which of them are repetitions their external ids say
     * @param beside what is to be written with them, given what becomes of each
     * @return one for each command, or empty when {@code beside} is no longer the caller's to write: nothing is written then
     */
    public Optional<List<Several>> createAll(
            Actor actor,
            List<Command.Create> commands,
            Instant at,
            Function<List<Several>, TicketStore.Beside> beside) {
        return together(actor, () -> creates(decider, actor, commands, at, numbers(actor)), beside);
    }

    /** What {@link #createAll} would answer; writes nothing and spends no number. */
    public List<Several> tryAll(Actor actor, List<Command.Create> commands, Instant at) {
        return creates(trial, actor, commands, at, _ -> 0).outcomes();
    }

    /** Writes what is decided and what stands beside it; decides again while somebody else is faster with one of them. */
    private <T> Optional<List<T>> together(
            Actor actor, Supplier<Decisions<T>> decide, Function<List<T>, TicketStore.Beside> beside) {
        for (int i = 0; i < ATTEMPTS; i++) {
            Decisions<T> all = decide.get();
            switch (store.appendAll(actor.tenant(), all.type(), all.batches(), beside.apply(all.outcomes()))) {
                case WRITTEN -> {
                    if (!all.batches().isEmpty()) {
                        outbox.filled(actor.tenant());
                    }
                    return Optional.of(all.outcomes());
                }
                case NOT_YOURS -> {
                    return Optional.empty();
                }
                case STALE -> {
                    // Look again at what is there.
                }
            }
        }
        throw new IllegalStateException("others keep changing the same records");
    }

    private Decisions<Several> creates(
            Decider decider, Actor actor, List<Command.Create> commands, Instant at, ToLongFunction<String> numbers) {
        Instant now = at.truncatedTo(ChronoUnit.MICROS);
        MetadataSnapshot snapshot = snapshots.current(actor.tenant());
        TicketTypeDef type = commands.isEmpty()
                ? null
                : snapshot.types().get(commands.getFirst().type());
        if (type == null) {
            return new Decisions<>(
                    "",
                    commands.stream()
                            .<Several>map(_ -> new Several.Refused(Decider.unknownType()))
                            .toList(),
                    List.of());
        }
        Situation situation = situation(actor, snapshot, type, commands, moment(snapshot, now));
        Set<External> known = known(actor, type, commands);
        List<Several> outcomes = new ArrayList<>();
        List<Batch> batches = new ArrayList<>();
        for (Command.Create command : commands) {
            External external = command.external();
            if (external != null && known.contains(external)) {
                outcomes.add(new Several.Known());
                continue;
            }
            TicketId id = new TicketId(Uuid7.at(now));
            switch (decider.create(trying(situation, id), command, id, numbers)) {
                case Result.Refused<Decided>(Rejection why) -> outcomes.add(new Several.Refused(why));
                case Result.Ok<Decided>(Decided decided) -> {
                    batches.add(batch(actor.tenant(), decided, mail, null));
                    outcomes.add(new Several.Made());
                }
            }
        }
        return new Decisions<>(type.id(), outcomes, batches);
    }

    /**
     * What became of a ticket that was to be moved.
     *
     * @param before as it was found; null when there is none
     * @param after as it is now; null when it stays
     * @param why it stays; null when it was moved
     */
    public record Moved(
            TicketId ticket,
            @Nullable Ticket before,
            @Nullable Ticket after,
            @Nullable Rejection why) {}

    /**
     * Moves tickets of one type in one transaction. Each is decided by itself, as by {@link #handle}; one that stays keeps none of
     * the others from being moved, and one that somebody changes meanwhile is judged anew.
     *
     * @param type definition id
     * @param beside what is to be written with them, given what becomes of each
     * @return false when {@code beside} is no longer the caller's to write: nothing is written then
     */
    public boolean moveAll(
            Actor actor,
            String type,
            List<? extends Command.Moves> commands,
            Instant at,
            Function<List<Moved>, TicketStore.Beside> beside) {
        return together(
                        actor,
                        () -> {
                            List<Moved> moved = new ArrayList<>();
                            List<Batch> batches = new ArrayList<>();
                            for (Command.Moves command : commands) {
                                switch (decide(actor, command, at.truncatedTo(ChronoUnit.MICROS))) {
                                    case Result.Refused<Decided>(Rejection why) ->
                                        moved.add(new Moved(command.ticket(), null, null, why));
                                    case Result.Ok<Decided>(Decided decided) -> {
                                        batches.add(batch(actor.tenant(), decided, mail, null));
                                        moved.add(new Moved(command.ticket(), decided.before(), decided.after(), null));
                                    }
                                }
                            }
                            return new Decisions<>(type, moved, batches);
                        },
                        beside)
                .isPresent();
    }

    /** What several creations are decided on, read once for all of them. */
    private Situation situation(
            Actor actor, MetadataSnapshot snapshot, TicketTypeDef type, List<Command.Create> commands, Moment moment) {
        Set<AccountId> named = new HashSet<>();
        Set<TicketId> records = new HashSet<>();
        for (Command.Create command : commands) {
            named.addAll(FieldWrites.accounts(type.fields(), command.fields()));
            records.addAll(FieldWrites.records(type.fields(), command.fields()));
        }
        return new Situation(
                snapshot,
                type,
                FlowAndAccess.of(type),
                actor,
                commands.getFirst().origin(),
                moment,
                named.isEmpty() ? Set.of() : store.activeAccounts(actor.tenant(), named),
                active(actor),
                seen(actor, snapshot, records, moment),
                relate(actor, snapshot, type, type.flow()),
                sealer,
                scripts,
                NamedFiles.NONE,
                others(actor, snapshot),
                new AskedFacts(store, actor, snapshot, type, moment),
                release -> snapshots.release(actor.tenant(), release));
    }

    /** Which of them there are already, by what they are called outside. */
    private Set<External> known(Actor actor, TicketTypeDef type, List<Command.Create> commands) {
        Map<String, List<String>> bySource = new HashMap<>();
        for (Command.Create command : commands) {
            External external = command.external();
            if (external != null) {
                bySource.computeIfAbsent(external.source(), _ -> new ArrayList<>())
                        .add(external.id());
            }
        }
        Set<External> known = new HashSet<>();
        bySource.forEach((source, ids) -> store.known(actor.tenant(), type.id(), source, ids)
                .keySet()
                .forEach(id -> known.add(new External(source, id))));
        return known;
    }

    /**
     * What changed on a ticket since {@code version}, as {@code actor} may know it; empty when there is nothing to see.
     */
    public List<Change> changesSince(Actor actor, TicketId id, int version) {
        MetadataSnapshot snapshot = snapshots.current(actor.tenant());
        Moment moment = moment(snapshot, clock.instant());
        return visible(actor, snapshot, id, moment)
                .map(ticket -> {
                    Situation s = situation(
                            actor, snapshot, ticket, Origin.of("web"), Set.of(), Map.of(), NamedFiles.NONE, moment);
                    return Changes.of(
                            store.since(actor.tenant(), id, version),
                            s.type(),
                            s.states(s.relate().apply(ticket)));
                })
                .orElse(List.of());
    }

    /**
     * Writes what rules decide that are asked apart from any change; for those who only try it, because it settles nothing.
     *
     * @param decide empty when no rule fires
     */
    Result<Done> apart(Actor actor, TicketId id, BiFunction<Situation, Ticket, Optional<Decided>> decide, Instant at) {
        MetadataSnapshot snapshot = snapshots.current(actor.tenant());
        Moment moment = moment(snapshot, at);
        return store.find(actor.tenant(), snapshot, id)
                .map(ticket -> {
                    Situation s = situation(
                            actor,
                            snapshot,
                            ticket,
                            Origin.of(Reactions.CHANNEL),
                            Set.of(),
                            Map.of(),
                            NamedFiles.NONE,
                            moment);
                    Ticket known = s.relate().apply(ticket);
                    Optional<Decided> decided = decide.apply(s, known);
                    decided.ifPresent(d -> store.append(batch(actor.tenant(), d, mail, null)));
                    return Result.<Done>ok(
                            new Done.Now(decided.map(Decided::after).orElse(known), null));
                })
                .orElseGet(() -> Result.refused(Rejection.notFound()));
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
        Outcome outcome =
                store.append(batch(actor.tenant(), decided.asOf(clock.instant()), mail, once(actor, command, now)));
        return switch (outcome) {
            case WRITTEN -> {
                outbox.filled(actor.tenant());
                yield Optional.of(Result.ok(new Done.Now(
                        decided.after(), decided.decision().events().getFirst())));
            }
            case STALE -> Optional.empty();
            case SETTLED -> throw new IllegalStateException("a person's command settles nothing");
            case ANSWERED -> {
                Optional<Result<Done>> stored = answered(actor, command, now);
                if (stored.isEmpty()) {
                    store.forget(actor.tenant(), actor.account(), key(command).orElseThrow(), now);
                }
                yield stored;
            }
        };
    }

    static Batch batch(TenantId tenant, Decided decided, MailSwitch mail, @Nullable Once once) {
        return new Batch(
                tenant,
                decided.situation().now(),
                decided.situation().type(),
                decided.before(),
                decided.after(),
                decided.decision().events(),
                decided.decision().explanation(),
                decided.decision().effects().stream()
                        .filter(effect -> mail.isOn() || !(effect instanceof Effect.Mail))
                        .toList(),
                decided.decision().timers(),
                once,
                null);
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
                        accounts(actor, type, c.fields(), null),
                        active(actor),
                        records(actor, snapshot, type, c.fields(), null, moment),
                        relate(actor, snapshot, type, type.flow()),
                        sealer,
                        scripts,
                        files(actor, FileChecks.named(type.fields(), c.fields()), null),
                        others(actor, snapshot),
                        new AskedFacts(store, actor, snapshot, type, moment),
                        release -> snapshots.release(actor.tenant(), release));
                TicketId id = new TicketId(Uuid7.at(now));
                yield decider.create(trying(s, id), c, id, numbers(actor));
            }
            case Command.PutRecord c -> put(actor, snapshot, c, moment);
            case Command.OnTicket c ->
                locate(actor, snapshot, c, moment)
                        .map(ticket -> change(actor, snapshot, c, ticket, moment))
                        .orElseGet(() -> Result.refused(Rejection.notFound()));
        };
    }

    /** What a new ticket is decided on when another revision of its flow is tried on it; {@code s} when none is. */
    private Situation trying(Situation s, TicketId id) {
        TenantId tenant = s.actor().tenant();
        return pilots.tries(tenant, s.type().id(), id, s.actor().teams())
                .filter(release -> !release.equals(s.now().release()))
                .flatMap(release -> snapshots
                        .release(tenant, release)
                        .flatMap(r -> r.typeById(s.type().id()))
                        .map(type -> s.trying(
                                release, FlowAndAccess.of(type), relate(s.actor(), s.now(), s.type(), type.flow()))))
                .orElse(s);
    }

    /** The most records {@link #putAll} takes. */
    public static final int MOST_AT_ONCE = 1_000;

    /**
     * Makes or changes several records of one type in one transaction. Each is decided by itself, exactly as by
     * {@link #handle}; one that is refused keeps none of the others from being written.
     *
     * @param commands of one object type, each with an external id of its own and without an idempotency key
     * @return one for each command, in order
     */
    public List<Result<Done>> putAll(Actor actor, List<Command.PutRecord> commands, Instant at) {
        if (commands.isEmpty() || commands.size() > MOST_AT_ONCE) {
            throw new IllegalArgumentException("1 to " + MOST_AT_ONCE + " records at once");
        }
        Puts puts = puts(decider, actor, commands, at, numbers(actor));
        if (!puts.batches().isEmpty()) {
            if (store.appendAll(actor.tenant(), puts.type(), puts.batches(), null) != TicketStore.Together.WRITTEN) {
                // Somebody else was faster with one of them: each finds its own way.
                return commands.stream().map(c -> handle(actor, c, at)).toList();
            }
            outbox.filled(actor.tenant());
        }
        return puts.decided().stream().map(d -> d.<Done>map(Commands::now)).toList();
    }

    /**
     * {@link #putAll} with something beside it, as {@link #createAll}.
     *
     * @return one for each command, or empty when {@code beside} is no longer the caller's to write: nothing is written then
     */
    public Optional<List<Several>> putAll(
            Actor actor,
            List<Command.PutRecord> commands,
            Instant at,
            Function<List<Several>, TicketStore.Beside> beside) {
        return together(
                actor, () -> puts(decider, actor, commands, at, numbers(actor)).decisions(), beside);
    }

    /** What {@link #putAll} would do; writes nothing and spends no number. */
    public List<Several> tryPuts(Actor actor, List<Command.PutRecord> commands, Instant at) {
        return puts(trial, actor, commands, at, _ -> 0).decisions().outcomes();
    }

    /** Several puts of one type (definition id), decided but not written. */
    private record Puts(String type, List<Result<Decided>> decided, List<Batch> batches) {
        Decisions<Several> decisions() {
            return new Decisions<>(type, decided.stream().map(Commands::outcome).toList(), batches);
        }
    }

    private static Several outcome(Result<Decided> put) {
        return switch (put) {
            case Result.Refused<Decided>(Rejection why) -> new Several.Refused(why);
            case Result.Ok<Decided>(Decided decided)
            when decided.decision().events().isEmpty() -> new Several.Known();
            case Result.Ok<Decided>(Decided decided) ->
                decided.before() == null ? new Several.Made() : new Several.Changed();
        };
    }

    private Puts puts(
            Decider decider,
            Actor actor,
            List<Command.PutRecord> commands,
            Instant at,
            ToLongFunction<String> numbers) {
        MetadataSnapshot snapshot = snapshots.current(actor.tenant());
        Moment moment = moment(snapshot, at.truncatedTo(ChronoUnit.MICROS));
        TicketTypeDef type = commands.isEmpty()
                ? null
                : snapshot.object(commands.getFirst().type()).orElse(null);
        if (type == null) {
            return new Puts(
                    "",
                    commands.stream()
                            .map(_ -> Result.<Decided>refused(Rejection.notFound()))
                            .toList(),
                    List.of());
        }
        List<External> externals =
                commands.stream().map(c -> Objects.requireNonNull(c.external())).toList();
        Map<External, Ticket> there = store.findExternals(actor.tenant(), snapshot, type.id(), externals);
        Map<TicketId, String> records = records(actor, snapshot, type, commands, there.values(), moment);
        List<Result<Decided>> decided = commands.stream()
                .map(c -> put(
                        decider,
                        actor,
                        snapshot,
                        type,
                        c,
                        Optional.ofNullable(there.get(c.external())),
                        records,
                        NamedFiles.NONE,
                        numbers,
                        moment))
                .toList();
        List<Batch> batches = decided.stream()
                .filter(d -> d instanceof Result.Ok<Decided>(Decided ok)
                        && !ok.decision().events().isEmpty())
                .map(d -> batch(actor.tenant(), ((Result.Ok<Decided>) d).value(), mail, null))
                .toList();
        return new Puts(type.id(), decided, batches);
    }

    private static Done now(Decided decided) {
        List<Event> events = decided.decision().events();
        return new Done.Now(decided.after(), events.isEmpty() ? null : events.getFirst());
    }

    private Map<TicketId, String> records(
            Actor actor,
            MetadataSnapshot snapshot,
            TicketTypeDef type,
            List<Command.PutRecord> commands,
            Collection<Ticket> there,
            Moment moment) {
        Set<TicketId> ids = new HashSet<>();
        commands.forEach(c -> ids.addAll(FieldWrites.records(type.fields(), c.fields())));
        there.forEach(before -> type.fields().stream()
                .filter(f -> f.settings().target() != null)
                .forEach(f -> ids.addAll(FieldWrites.records(before.field(f.id())))));
        return seen(actor, snapshot, ids, moment);
    }

    private Result<Decided> put(Actor actor, MetadataSnapshot snapshot, Command.PutRecord c, Moment moment) {
        TicketTypeDef type = snapshot.object(c.type()).orElse(null);
        if (type == null) {
            return Result.refused(Rejection.notFound());
        }
        Optional<Ticket> there = c.external() == null
                ? Optional.empty()
                : store.findExternal(actor.tenant(), snapshot, type.id(), c.external());
        return put(
                decider,
                actor,
                snapshot,
                type,
                c,
                there,
                records(actor, snapshot, type, c.fields(), there.orElse(null), moment),
                files(actor, FileChecks.named(type.fields(), c.fields()), there.orElse(null)),
                numbers(actor),
                moment);
    }

    private Result<Decided> put(
            Decider decider,
            Actor actor,
            MetadataSnapshot snapshot,
            TicketTypeDef type,
            Command.PutRecord c,
            Optional<Ticket> there,
            Map<TicketId, String> records,
            NamedFiles files,
            ToLongFunction<String> numbers,
            Moment moment) {
        Situation s = new Situation(
                snapshot,
                type,
                FlowAndAccess.of(type),
                actor,
                c.origin(),
                moment,
                accounts(actor, type, c.fields(), null),
                active(actor),
                records,
                relate(actor, snapshot, type, type.flow()),
                sealer,
                scripts,
                files,
                others(actor, snapshot),
                new AskedFacts(store, actor, snapshot, type, moment),
                release -> snapshots.release(actor.tenant(), release));
        if (there.isEmpty()) {
            return decider.create(s, c, new TicketId(Uuid7.at(moment.now())), numbers);
        }
        Ticket record = there.get();
        boolean taken = !c.mayExist() && record.deletedAt() == null;
        if (taken || !TicketAccess.maySee(actor, type, record, moment)) {
            return TicketAccess.may(actor, type, Verb.CREATE, null, moment)
                    ? Result.refused(Rejection.conflict(
                            "external-id-taken",
                            "There is a record of this source and external id already.",
                            List.of()))
                    : Result.refused(Rejection.notFound());
        }
        Rejection stale = stale(s, c.version(), record);
        return stale == null ? decider.put(s, c, s.relate().apply(record)) : Result.refused(stale);
    }

    private Result<Decided> change(
            Actor actor, MetadataSnapshot snapshot, Command.OnTicket command, Ticket ticket, Moment moment) {
        MacroPlan plan = command instanceof Command.Macro macro
                ? plan(actor, snapshot, macro, ticket, moment).orElse(null)
                : null;
        Map<String, @Nullable Object> fields = switch (command) {
            case Command.Update c -> c.fields();
            case Command.Act c -> c.fields();
            case Command.UpdateRecord c -> c.fields();
            case Command.Comment _,
                    Command.Assign _,
                    Command.Claim _,
                    Command.Beside _,
                    Command.OnFlow _,
                    Command.ToFlow _,
                    Command.Moves _,
                    Command.Whose _,
                    Command.DeleteRecord _,
                    Command.RestoreRecord _ -> Map.of();
            case Command.Macro c ->
                plan == null
                        ? Map.of()
                        : MacroChange.json(snapshot.typeById(ticket.type()).orElseThrow(), plan, c);
        };
        AccountId named = switch (command) {
            case Command.Assign c -> c.assignee();
            case Command.Transfer c -> c.assignee();
            case Command.AddSigner c -> c.account();
            default -> plan == null ? null : MacroChange.assignee(plan);
        };
        TicketTypeDef type = snapshot.typeById(ticket.type()).orElseThrow();
        Situation s = situation(
                actor,
                snapshot,
                ticket,
                command.origin(),
                accounts(actor, type, fields, named),
                records(actor, snapshot, type, fields, ticket, moment),
                files(actor, files(command, type, fields), ticket),
                moment);
        if (command instanceof Command.Moves moves) {
            return snapshots
                    .release(actor.tenant(), MoveDecider.to(moves))
                    .flatMap(release -> release.typeById(type.id()))
                    .map(there -> decider.change(
                            s.relating(relate(actor, snapshot, type, there.flow())),
                            command,
                            s.relate().apply(ticket)))
                    .orElseGet(() -> MoveDecider.stays("release-gone", ticket.step()));
        }
        Rejection stale = stale(s, seen(command), ticket, command);
        return stale == null ? decider.change(s, command, s.relate().apply(ticket)) : Result.refused(stale);
    }

    /** What a macro would write, before it is known whom and what that names. */
    private Optional<MacroPlan> plan(
            Actor actor, MetadataSnapshot snapshot, Command.Macro c, Ticket ticket, Moment moment) {
        Situation s = situation(actor, snapshot, ticket, c.origin(), Set.of(), Map.of(), NamedFiles.NONE, moment);
        return MacroChange.plan(s, c, s.relate().apply(ticket));
    }

    /** The version the caller has seen, null when it does not matter. */
    private static @Nullable Integer seen(Command.OnTicket command) {
        return switch (command) {
            case Command.Update c -> c.version();
            case Command.Act c -> c.version();
            case Command.Macro c -> c.version();
            case Command.UpdateRecord c -> c.version();
            case Command.DeleteRecord c -> c.version();
            case Command.Comment _,
                    Command.Assign _,
                    Command.Claim _,
                    Command.Beside _,
                    Command.OnFlow _,
                    Command.ToFlow _,
                    Command.Moves _,
                    Command.Whose _,
                    Command.RestoreRecord _ -> null;
        };
    }

    /** Whether the ticket has changed since the caller looked; a comment meanwhile does not count. */
    private @Nullable Rejection stale(Situation s, @Nullable Integer seen, Ticket ticket) {
        return stale(s, seen, ticket, null);
    }

    /** @param command for which way of several it is: that it has moved on counts, too */
    private @Nullable Rejection stale(
            Situation s, @Nullable Integer seen, Ticket ticket, Command.@Nullable OnTicket command) {
        if (seen == null || seen == ticket.version()) {
            return null;
        }
        List<Event> since = store.since(s.actor().tenant(), ticket.id(), seen);
        boolean moved = command instanceof Command.Act act
                && ticket.flow().isForked()
                && Steps.with(s.actor(), s.type(), s.pinned().flow(), ticket, s.moment(), act.step(), act.action())
                        .filter(step -> Changes.moved(since, step.at().branch()))
                        .isPresent();
        if (seen < ticket.version() && !moved && !Changes.any(since, s.type())) {
            return null;
        }
        List<Problem> problems = Changes.of(since, s.type(), s.states(ticket)).stream()
                .map(change -> Problem.of(
                        change.field() == null ? "/" + change.what() : FieldWrites.pointer(change.what()),
                        "changed-meanwhile",
                        "Somebody else has changed this meanwhile."))
                .toList();
        return s.type().isObject()
                ? Rejection.conflict("record-changed", "The record has changed since you opened it.", problems)
                : Rejection.conflict("ticket-changed", "The ticket has changed since you opened it.", problems);
    }

    /** What the command is about, if the actor may see it and it is of the sort the command is for. */
    private Optional<Ticket> locate(Actor actor, MetadataSnapshot snapshot, Command.OnTicket command, Moment moment) {
        Optional<Ticket> found = command instanceof Command.RestoreRecord
                ? store.findEvenDeleted(actor.tenant(), snapshot, command.ticket())
                : store.find(actor.tenant(), snapshot, command.ticket());
        return found.filter(t -> {
            TicketTypeDef type = snapshot.typeById(t.type()).orElseThrow();
            boolean right = command instanceof Command.OnObject on
                    ? type.isObject() && type.key().equals(on.type())
                    : !type.isObject();
            // Who moves a flow's tickets moves those out of his sight, too, and learns nothing of them.
            boolean moves = command instanceof Command.Moves && actor.can(Command.Moves.ABILITY);
            return right && (moves || TicketAccess.maySee(actor, type, t, moment));
        });
    }

    private Optional<Ticket> visible(Actor actor, MetadataSnapshot snapshot, TicketId id, Moment moment) {
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
            Map<TicketId, String> records,
            NamedFiles files,
            Moment moment) {
        TicketTypeDef type = snapshot.typeById(ticket.type()).orElseThrow();
        TicketTypeDef pinned = ticket.flowRelease().equals(snapshot.release())
                ? type
                : snapshots
                        .release(actor.tenant(), ticket.flowRelease())
                        .flatMap(r -> r.typeById(ticket.type()))
                        .orElse(type);
        return new Situation(
                snapshot,
                type,
                FlowAndAccess.of(pinned),
                actor,
                origin,
                moment,
                accounts,
                active(actor),
                records,
                relate(actor, snapshot, type, pinned.flow()),
                sealer,
                scripts,
                files,
                others(actor, snapshot),
                new AskedFacts(store, actor, snapshot, type, moment),
                release -> snapshots.release(actor.tenant(), release));
    }

    private Others others(Actor actor, MetadataSnapshot snapshot) {
        return new OtherTickets(actor.tenant(), snapshot, store, links);
    }

    /** Whether somebody a rule names is there to be given something. */
    private Predicate<AccountId> active(Actor actor) {
        return id -> !store.activeAccounts(actor.tenant(), Set.of(id)).isEmpty();
    }

    private Set<AccountId> accounts(
            Actor actor, TicketTypeDef type, Map<String, @Nullable Object> fields, @Nullable AccountId named) {
        Set<AccountId> ids = new HashSet<>(FieldWrites.accounts(type.fields(), fields));
        if (named != null) {
            ids.add(named);
        }
        return ids.isEmpty() ? Set.of() : store.activeAccounts(actor.tenant(), ids);
    }

    /** What gives a ticket of the type the facts of the records it looks up; nothing to do for most types. */
    private UnaryOperator<Ticket> relate(Actor actor, MetadataSnapshot snapshot, TicketTypeDef type, FlowDef flow) {
        Set<String> now = snapshot.relations().getOrDefault(type.key(), Set.of());
        Set<String> paths = new HashSet<>(now);
        if (flow != type.flow()) {
            paths.addAll(Relations.of(type, flow));
        }
        return paths.isEmpty()
                ? ticket -> ticket
                : ticket -> RelatedFacts.of(
                                List.of(ticket),
                                type,
                                paths,
                                snapshot,
                                ids -> store.findAll(actor.tenant(), snapshot, ids))
                        .getFirst();
    }

    /** Of the records the fields name those the actor may see: one that is hidden is as good as none. */
    private Map<TicketId, String> records(
            Actor actor,
            MetadataSnapshot snapshot,
            TicketTypeDef type,
            Map<String, @Nullable Object> fields,
            @Nullable Ticket before,
            Moment moment) {
        Set<TicketId> ids = new HashSet<>(FieldWrites.records(type.fields(), fields));
        for (FieldDef field : before == null ? List.<FieldDef>of() : type.fields()) {
            if (field.settings().target() != null && fields.containsKey(field.key())) {
                ids.addAll(FieldWrites.records(
                        java.util.Objects.requireNonNull(before).field(field.id())));
            }
        }
        return seen(actor, snapshot, ids, moment);
    }

    private Map<TicketId, String> seen(Actor actor, MetadataSnapshot snapshot, Set<TicketId> ids, Moment moment) {
        Map<TicketId, String> seen = new HashMap<>();
        for (Ticket record : ids.isEmpty() ? List.<Ticket>of() : store.findAll(actor.tenant(), snapshot, ids)) {
            TicketTypeDef of = snapshot.typeById(record.type()).orElseThrow();
            if (of.isObject() && TicketAccess.maySee(actor, of, record, moment)) {
                seen.put(record.id(), of.key());
            }
        }
        return seen;
    }

    /** The next number of a series of the actor's workspace. */
    private ToLongFunction<String> numbers(Actor actor) {
        return series -> store.nextNumber(actor.tenant(), series);
    }

    private static Set<UUID> files(Command.OnTicket command, TicketTypeDef type, Map<String, @Nullable Object> fields) {
        return command instanceof Command.Comment comment
                ? Set.copyOf(comment.attachments())
                : FileChecks.named(type.fields(), fields);
    }

    private NamedFiles files(Actor actor, Set<UUID> ids, @Nullable Ticket ticket) {
        return ids.isEmpty()
                ? NamedFiles.NONE
                : new NamedFiles(
                        attachments.find(actor.tenant(), ids),
                        ticket == null ? NamedFiles.NONE.held() : attachments.held(actor.tenant(), ticket.id()),
                        limits);
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
