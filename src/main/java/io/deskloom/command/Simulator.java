package io.deskloom.command;

import io.deskloom.access.FieldAccess;
import io.deskloom.access.FieldState;
import io.deskloom.access.Redaction;
import io.deskloom.agenda.Agenda;
import io.deskloom.attachment.AttachmentStore;
import io.deskloom.attachment.Limits;
import io.deskloom.effect.Effect;
import io.deskloom.effect.TimerChange;
import io.deskloom.expr.Facts;
import io.deskloom.field.FieldTypes;
import io.deskloom.field.Value;
import io.deskloom.identity.Actor;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.Moment;
import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Problems;
import io.deskloom.kernel.Rejection;
import io.deskloom.kernel.ReleaseId;
import io.deskloom.kernel.Result;
import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.TicketId;
import io.deskloom.model.Derivation;
import io.deskloom.model.FieldDef;
import io.deskloom.model.FlowDef;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.Pilots;
import io.deskloom.model.Priority;
import io.deskloom.model.RuleDef;
import io.deskloom.model.Snapshots;
import io.deskloom.model.StatusCategory;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.outbox.MailSwitch;
import io.deskloom.rules.RuleEngine;
import io.deskloom.script.Scripts;
import io.deskloom.ticket.Clocks;
import io.deskloom.ticket.Event;
import io.deskloom.ticket.FlowState;
import io.deskloom.ticket.Formulas;
import io.deskloom.ticket.Ticket;
import io.deskloom.ticket.Visit;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a command would do, on any release, at any time, as anybody: {@link Commands} itself, over a store that only reads and
 * keeps what would have been written. Nothing is written, no number is spent, no file is claimed, nothing goes to the outbox,
 * and nobody's rule activity is counted.
 */
@ApplicationScoped
public class Simulator {
    /** Who tries rules out thinks of tickets that people make. */
    private static final String WEB = "web";

    private final TicketStore store;
    private final LinkStore links;
    private final AttachmentStore attachments;
    private final Limits limits;
    private final Snapshots snapshots;
    private final RuleEngine rules;
    private final MailSwitch mail;
    private final Sealer sealer;
    private final Scripts scripts;

    public Simulator(
            TicketStore store,
            LinkStore links,
            AttachmentStore attachments,
            Limits limits,
            Snapshots snapshots,
            RuleEngine rules,
            MailSwitch mail,
            Sealer sealer,
            Scripts scripts) {
        this.store = store;
        this.links = links;
        this.attachments = attachments;
        this.limits = limits;
        this.snapshots = snapshots;
        this.rules = rules;
        this.mail = mail;
        this.sealer = sealer;
        this.scripts = scripts;
    }

    /**
     * @param as who does it
     * @param release current or earlier one of the tenant, or a draft that was never published
     * @param sketch the ticket it is done to, when there is none in the database; null else
     * @param facts what is to be found by asking elsewhere ({@code counter.*}, {@code requester.*}), instead of asking
     * @param at when it is done
     */
    public record Wanted(
            Actor as,
            MetadataSnapshot release,
            @Nullable Ticket sketch,
            Command command,
            Map<String, Value> facts,
            Instant at) {
        public Wanted {
            facts = Map.copyOf(facts);
        }
    }

    /**
     * What would have come of it.
     *
     * @param before null for a new ticket, and when it was refused before it was looked at
     * @param after null when it would be refused; {@code before} when nothing would change
     * @param refused why it would be refused, null when it would not
     * @param asked each time rules were asked, in order
     * @param nanos how long deciding took
     */
    public record Outcome(
            @Nullable Ticket before,
            @Nullable Ticket after,
            List<Event> events,
            List<Effect> effects,
            @Nullable Rejection refused,
            List<RuleWatch.Asking> asked,
            long nanos) {
        public Outcome {
            events = List.copyOf(events);
            effects = List.copyOf(effects);
            asked = List.copyOf(asked);
        }

        /** With what followed. */
        Outcome and(Outcome next) {
            return next.refused() != null
                    ? this
                    : new Outcome(
                            before,
                            next.after(),
                            Stream.concat(events.stream(), next.events.stream()).toList(),
                            Stream.concat(effects.stream(), next.effects.stream())
                                    .toList(),
                            null,
                            Stream.concat(asked.stream(), next.asked.stream()).toList(),
                            nanos + next.nanos);
        }
    }

    /**
     * What time would do, which nobody does: an automation is asked about a ticket.
     *
     * @param reader who is told why it would not be asked yet
     * @param automation key of the rule
     */
    public Outcome elapse(
            Actor reader,
            MetadataSnapshot release,
            @Nullable Ticket sketch,
            TicketId ticket,
            String automation,
            Instant at) {
        Actor nobody = Reactions.nobody(reader.tenant(), release);
        List<RuleWatch.Asking> asked = new ArrayList<>();
        Instant now = at.truncatedTo(ChronoUnit.MICROS);
        Decider decider = new Decider(rules, asked::add);
        TrialStore trial = new TrialStore(store, sketch, Map.of());
        AtomicReference<Rejection> early = new AtomicReference<>();
        long began = System.nanoTime();
        Result<Done> done = commands(trial, release, asked, now)
                .apart(
                        nobody,
                        ticket,
                        (s, found) -> {
                            RuleDef rule = s.now().rules().stream()
                                    .filter(r -> r.timing() != null
                                            && r.key().equals(automation)
                                            && r.type().equals(s.type().key()))
                                    .findFirst()
                                    .orElse(null);
                            early.set(
                                    rule == null
                                            ? unknownAutomation()
                                            : early(s, found, rule, reader, now).orElse(null));
                            return rule == null || early.get() != null
                                    ? Optional.empty()
                                    : decider.elapse(s, found, rule);
                        },
                        now);
        Rejection why = early.get();
        return why != null
                ? new Outcome(trial.found(), null, List.of(), List.of(), why, asked, System.nanoTime() - began)
                : followed(nobody, release, outcome(done, trial, asked, began), Map.of(), now);
    }

    private static Rejection unknownAutomation() {
        return Rejection.invalid(
                List.of(Problem.of("/event/automation", "simulate.automation", "This type has no such automation.")));
    }

    /** Why an automation would not be asked by then. */
    private static Optional<Rejection> early(Situation s, Ticket ticket, RuleDef rule, Actor reader, Instant now) {
        if (!(rule.timing() instanceof RuleDef.Timing.After timing)) {
            return Optional.empty();
        }
        Map<String, FieldState> states = FieldAccess.states(s.type(), s.pinned(), reader, ticket, s.moment());
        boolean open = Redaction.isOpen(timing.since(), path -> FieldAccess.isOpen(s.type(), states, path));
        return TicketTimers.wanted(s, ticket, rule)
                .map(TimerChange.Set::due)
                .map(due -> due.isAfter(now)
                        ? Optional.of(
                                // The time says what it counts from.
                                open
                                        ? Problem.of(
                                                "/at",
                                                "simulate.not-due",
                                                "Its time comes at " + due + ".",
                                                Map.of("at", due.toString(), "context", "at"))
                                        : Problem.of("/at", "simulate.not-due", "Its time has not come."))
                        : Optional.<Problem>empty())
                .orElseGet(() ->
                        Optional.of(Problem.of("/at", "simulate.never-due", "As the ticket is, its time never comes.")))
                .map(problem -> Rejection.invalid(List.of(problem)));
    }

    /** With what rules do once it is saved. */
    private Outcome followed(Actor as, MetadataSnapshot release, Outcome saved, Map<String, Value> facts, Instant at) {
        Outcome out = saved;
        Ticket after = saved.after();
        for (Effect effect : after == null ? List.<Effect>of() : saved.effects()) {
            if (effect instanceof Effect.React react) {
                List<RuleWatch.Asking> asked = new ArrayList<>();
                Decider decider = new Decider(rules, asked::add);
                TrialStore trial = new TrialStore(store, out.after(), facts);
                long began = System.nanoTime();
                Result<Done> done = commands(trial, release, asked, at)
                        .apart(as, react.ticket(), (s, found) -> decider.react(s, found, react), at);
                out = out.and(outcome(done, trial, asked, began));
            }
        }
        return out;
    }

    private Commands commands(TrialStore trial, MetadataSnapshot release, List<RuleWatch.Asking> asked, Instant at) {
        return new Commands(
                trial,
                links,
                attachments,
                limits,
                new OneRelease(snapshots, release),
                Pilots.NONE,
                rules,
                asked::add,
                _ -> {},
                mail,
                Clock.fixed(at, ZoneOffset.UTC),
                sealer,
                scripts::attempt);
    }

    /** Decides, and forgets it. */
    public Outcome run(Wanted wanted) {
        TrialStore trial = new TrialStore(store, wanted.sketch(), wanted.facts());
        List<RuleWatch.Asking> asked = new ArrayList<>();
        Instant at = wanted.at().truncatedTo(ChronoUnit.MICROS);
        long began = System.nanoTime();
        Result<Done> done = commands(trial, wanted.release(), asked, at).handle(wanted.as(), wanted.command(), at);
        return followed(wanted.as(), wanted.release(), outcome(done, trial, asked, began), wanted.facts(), at);
    }

    private static Outcome outcome(Result<Done> done, TrialStore trial, List<RuleWatch.Asking> asked, long began) {
        long nanos = System.nanoTime() - began;
        TicketStore.Batch batch = trial.batch();
        return switch (done) {
            case Result.Refused<Done>(Rejection why) ->
                new Outcome(trial.found(), null, List.of(), List.of(), why, asked, nanos);
            case Result.Ok<Done>(Done.Now(Ticket after, Event _)) ->
                batch == null
                        ? new Outcome(after, after, List.of(), List.of(), null, asked, nanos)
                        : new Outcome(
                                batch.before(), batch.after(), batch.events(), batch.effects(), null, asked, nanos);
            case Result.Ok<Done> _ -> throw new IllegalStateException("a simulation has no idempotency key");
        };
    }

    /**
     * A ticket nobody has made.
     *
     * @param step node id of the step it is in; null for the first task of the flow
     * @param fields JSON values by field key
     */
    public record Sketch(
            String type,
            @Nullable String step,
            @Nullable Priority priority,
            @Nullable String team,
            @Nullable AccountId assignee,
            @Nullable AccountId requester,
            Map<String, @Nullable Object> fields,
            Instant created) {}

    /** The sketch as a ticket of {@code release}; refused with every problem. */
    public static Result<Ticket> sketched(MetadataSnapshot release, Sketch sketch) {
        TicketTypeDef type = release.types().get(sketch.type());
        if (type == null) {
            return Result.refused(Decider.unknownType());
        }
        Problems problems = new Problems();
        Map<String, Value> fields = new HashMap<>();
        sketch.fields().forEach((key, json) -> {
            FieldDef field = type.field(key).orElse(null);
            String pointer = FieldWrites.pointer(key);
            if (field == null || field.isAssigned()) {
                problems.add(pointer, "field.unknown", "There is no such field.");
            } else if (json != null) {
                Value value = FieldTypes.of(field.kind()).parse(json, field.settings(), pointer, problems);
                FieldTypes.of(field.kind()).validate(value, field.settings(), pointer, problems);
                if (!value.isNull()) {
                    fields.put(field.id(), value);
                }
            }
        });
        FlowDef.Node node = type.flow().nodes().stream()
                .filter(n -> sketch.step() == null ? n instanceof FlowDef.Task : n.id().equals(sketch.step()))
                .findFirst()
                .orElse(null);
        Optional<StatusCategory> status = status(node);
        if (status.isEmpty()) {
            problems.add("/step", "simulate.step", "No ticket rests in such a step.");
        }
        if (sketch.team() != null && !release.teams().containsKey(sketch.team())) {
            problems.add("/team", "assignment.unknown-team", "There is no such team.");
        }
        if (!problems.isEmpty()) {
            return Result.refused(Rejection.invalid(problems.list()));
        }
        Ticket ticket = ticket(release, type, sketch, Objects.requireNonNull(node), status.orElseThrow(), fields);
        return Result.ok(computed(
                ticket, type, new Moment(sketch.created(), release.workspace().zone())));
    }

    private static Ticket ticket(
            MetadataSnapshot release,
            TicketTypeDef type,
            Sketch sketch,
            FlowDef.Node node,
            StatusCategory status,
            Map<String, Value> fields) {
        Priority priority = sketch.priority() == null ? Priority.NORMAL : sketch.priority();
        Instant at = sketch.created().truncatedTo(ChronoUnit.MICROS);
        String title = type.field(type.titleField())
                .map(f -> Consequences.text(fields.getOrDefault(f.id(), Value.NULL)))
                .orElse("");
        return new Ticket(
                // No ticket has this id: ids are of version 7.
                new TicketId(new UUID(0, 1)),
                type.id(),
                0,
                1,
                title,
                node.id(),
                status.code(),
                priority.code(),
                sketch.assignee(),
                sketch.team(),
                sketch.requester(),
                sketch.requester(),
                new ReleaseId(release.release().hash()),
                fields,
                List.of(new Visit(node.id(), at, null)),
                at,
                at,
                null,
                null,
                // Whoever asked has waited ever since, unless the step waits for him.
                sketch.requester() != null && status.isOpen() && status != StatusCategory.WAITING ? at : null,
                null,
                Map.of(),
                Agenda.NONE,
                FlowState.NONE,
                Clocks.NONE,
                WEB);
    }

    private static Optional<StatusCategory> status(FlowDef.@Nullable Node node) {
        return switch (node) {
            case FlowDef.Task task -> Optional.of(task.category());
            case FlowDef.End end -> Optional.of(end.category());
            case null, default -> Optional.empty();
        };
    }

    private static Ticket computed(Ticket ticket, TicketTypeDef type, Moment moment) {
        Map<String, Value> fields = new HashMap<>(ticket.fields());
        Ticket now = ticket;
        for (FieldDef field : type.derived()) {
            if (field.derivation() instanceof Derivation.Computed formula && !field.isArchived()) {
                Facts facts = Formulas.facts(now, type, moment);
                Value value =
                        Formulas.shown(field, now, type, moment) ? Formulas.value(field, formula, facts) : Value.NULL;
                if (!value.isNull()) {
                    fields.put(field.id(), value);
                    now = now.withFields(fields);
                }
            }
        }
        return now;
    }

    /** One release is in force, whatever is. */
    private record OneRelease(Snapshots others, MetadataSnapshot current) implements Snapshots {
        @Override
        public MetadataSnapshot current(TenantId tenant) {
            return current;
        }

        @Override
        public Optional<MetadataSnapshot> release(TenantId tenant, ReleaseId release) {
            return release.equals(current.release()) ? Optional.of(current) : others.release(tenant, release);
        }
    }
}
