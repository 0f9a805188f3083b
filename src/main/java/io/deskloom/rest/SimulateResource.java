package io.deskloom.rest;

import io.deskloom.command.Command;
import io.deskloom.command.NamedRecords;
import io.deskloom.command.RuleWatch;
import io.deskloom.command.Simulator;
import io.deskloom.field.Value;
import io.deskloom.identity.Account;
import io.deskloom.identity.Accounts;
import io.deskloom.identity.Actor;
import io.deskloom.identity.Actors;
import io.deskloom.intake.TicketIntake;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.Moment;
import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Problems;
import io.deskloom.kernel.Rejection;
import io.deskloom.kernel.ReleaseId;
import io.deskloom.kernel.Result;
import io.deskloom.kernel.TicketId;
import io.deskloom.metadata.Releases;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.Priority;
import io.deskloom.model.Snapshots;
import io.deskloom.ticket.Ticket;
import io.deskloom.view.SimulationView;
import io.deskloom.view.Simulations;
import io.deskloom.view.TicketReads;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What would happen, on any release, as anybody, at any time; nothing does. */
@Path("/api/v1/simulate")
@Tag(name = "metadata")
class SimulateResource {
    /** How far from now the clock may be set. */
    private static final long MOST_DAYS = 3_660;

    private final Simulator simulator;
    private final NamedRecords named;
    private final Simulations views;
    private final TicketReads tickets;
    private final Releases releases;
    private final Snapshots snapshots;
    private final Accounts accounts;
    private final Actors actors;
    private final Now now;

    SimulateResource(
            Simulator simulator,
            NamedRecords named,
            Simulations views,
            TicketReads tickets,
            Releases releases,
            Snapshots snapshots,
            Accounts accounts,
            Actors actors,
            Now now) {
        this.simulator = simulator;
        this.named = named;
        this.views = views;
        this.tickets = tickets;
        this.releases = releases;
        this.snapshots = snapshots;
        this.accounts = accounts;
        this.actors = actors;
        this.now = now;
    }

    /**
     * @param release id of a release of the workspace; the current one when left out
     * @param files a draft instead: all files of a workspace, as they would be published
     * @param ticket id of a ticket there is
     * @param sketch a ticket there is not, instead
     * @param as account id of whoever does it; the caller when left out
     * @param at when; now when left out
     * @param facts what counters have counted ("counter.same_order": 3), instead of counting
     */
    @Schema(name = "Simulate")
    record SimulateBody(
            @Nullable String release,
            @Nullable List<MetadataResource.@Nullable FileBody> files,
            @Nullable UUID ticket,
            @Nullable SketchBody sketch,
            @Nullable UUID as,
            @Nullable Instant at,
            @Nullable Map<String, @Nullable BigDecimal> facts,
            @Schema(required = true) @Nullable EventBody event) {}

    /** @param step node id; the first task of the flow when left out */
    @Schema(name = "SketchedTicket")
    record SketchBody(
            @Nullable String type,
            @Nullable String step,

            @Schema(enumeration = {"low", "normal", "high", "urgent"}) @Nullable
            String priority,

            @Nullable String team,
            @Nullable UUID assignee,
            @Nullable UUID requester,
            @Nullable Map<String, Object> fields) {}

    /**
     * @param kind what is done; "create" makes a ticket of {@code type}
     * @param automation key of the automation that is asked because time has passed (time)
     * @param channel where it comes from; "web" when left out
     */
    @Schema(name = "SimulatedEvent")
    record EventBody(
            @Schema(
                    enumeration = {"create", "update", "act", "comment", "macro", "assign", "claim", "time"},
                    required = true)
            @Nullable
            String kind,

            @Nullable String type,
            @Nullable Map<String, Object> fields,

            @Schema(enumeration = {"low", "normal", "high", "urgent"}) @Nullable
            String priority,

            @Nullable String action,
            @Nullable String comment,
            @Nullable Boolean internal,
            @Nullable String macro,
            @Nullable String automation,
            @Nullable UUID assignee,
            @Nullable String team,
            @Nullable String channel) {}

    /**
     * @param refused why it would be refused, null when it would not
     * @param loops rules that would have gone on without end
     * @param micros how long deciding took
     */
    @Schema(name = "Simulation")
    record SimulationBody(
            String release,
            Instant at,
            UUID as,
            SimulationView would,
            @Nullable ProblemBody refused,
            List<String> loops,
            long micros) {}

    @POST
    @Needs("metadata.publish")
    @Operation(
            operationId = "simulate",
            summary = "What would happen",
            description =
                    "Runs a ticket there is, or a sketched one, and an event through a release or a draft, as anybody, at any time. Nothing is written, no number is spent, nobody is told.")
    public SimulationBody simulate(SimulateBody body) {
        new Given().need("event", body.event()).check();
        EventBody event = Given.sure(body.event());
        MetadataSnapshot release = release(body);
        Problems problems = new Problems();
        Actor as = actor(body.as(), problems);
        Moment moment = moment(body.at(), release, problems);
        Ticket sketch = sketch(body, event, as, release, moment, problems);
        if (!problems.isEmpty()) {
            throw RefusedException.of(Rejection.invalid(problems.list()));
        }
        if ("time".equals(event.kind())) {
            TicketId id = sketch != null ? sketch.id() : new TicketId(Given.sure(body.ticket()));
            check(release, sketch == null ? id : null, named.in(release, sketch));
            String automation = event.automation() == null ? "" : event.automation();
            return answer(
                    release, as, moment, simulator.elapse(now.actor(), release, sketch, id, automation, moment.now()));
        }
        Command command = command(body, event, sketch);
        Set<TicketId> records = new HashSet<>(named.in(release, sketch));
        records.addAll(named.in(as.tenant(), release, sketch, command));
        check(release, command instanceof Command.OnTicket on && sketch == null ? on.ticket() : null, records);
        Map<String, Value> facts = new HashMap<>();
        if (body.facts() != null) {
            body.facts().forEach((path, number) -> {
                if (number != null) {
                    facts.put(path, Value.num(number));
                }
            });
        }
        Simulator.Outcome outcome =
                simulator.run(new Simulator.Wanted(as, release, sketch, command, facts, moment.now()));
        return answer(release, as, moment, outcome);
    }

    private SimulationBody answer(MetadataSnapshot release, Actor as, Moment moment, Simulator.Outcome outcome) {
        List<RuleWatch.Asking> asked = outcome.asked();
        SimulationView would = views.of(
                now.actor(),
                release,
                outcome.before(),
                outcome.after(),
                asked.isEmpty() ? null : asked.getLast().after(),
                outcome.events(),
                outcome.effects(),
                asked.stream().map(RuleWatch.Asking::why).toList(),
                moment);
        Rejection why = outcome.refused();
        return new SimulationBody(
                release.release().hash(),
                moment.now(),
                as.account().value(),
                would,
                why == null ? null : ProblemBody.of(why),
                asked.stream()
                        .flatMap(a -> a.problems().stream())
                        .map(Problem::message)
                        .toList(),
                outcome.nanos() / 1_000);
    }

    private MetadataSnapshot release(SimulateBody body) {
        if (body.files() != null) {
            return Responses.valueOf(releases.draft(now.actor().tenant(), MetadataResource.files(body.files())));
        }
        String id = body.release();
        if (id == null) {
            return now.metadata();
        }
        if (!id.matches("[0-9a-f]{64}")) {
            throw RefusedException.of(Rejection.notFound());
        }
        return snapshots
                .release(now.actor().tenant(), new ReleaseId(id))
                .orElseThrow(() -> RefusedException.of(Rejection.notFound()));
    }

    private Actor actor(@Nullable UUID as, Problems problems) {
        Actor self = now.actor();
        if (as == null || as.equals(self.account().value())) {
            return self;
        }
        Account account = accounts.find(self.tenant(), new AccountId(as)).orElse(null);
        if (account == null) {
            problems.add("/as", "assignment.unknown-account", "There is no such account.");
            return self;
        }
        Actor other = actors.of(self.tenant(), account);
        // What is refused is told to the caller.
        return new Actor(
                other.tenant(),
                other.account(),
                other.login(),
                other.name(),
                other.roles(),
                other.teams(),
                other.abilities(),
                other.scopes(),
                self.language());
    }

    private Moment moment(@Nullable Instant at, MetadataSnapshot release, Problems problems) {
        Instant real = now.moment().now();
        boolean far = at != null && Math.abs(ChronoUnit.DAYS.between(real, at)) > MOST_DAYS;
        if (far) {
            problems.add("/at", "simulate.at", "The clock can be set to ten years from now at most.");
        }
        return new Moment(
                (at == null || far ? real : at).truncatedTo(ChronoUnit.MICROS),
                release.workspace().zone());
    }

    private @Nullable Ticket sketch(
            SimulateBody body, EventBody event, Actor as, MetadataSnapshot release, Moment moment, Problems problems) {
        if ("create".equals(event.kind()) || body.ticket() != null) {
            return null;
        }
        SketchBody sketch = body.sketch();
        if (sketch == null) {
            problems.add("/ticket", "field.required", "This must be given.");
            return null;
        }
        Result<Ticket> ticket = Simulator.sketched(
                release,
                new Simulator.Sketch(
                        sketch.type() == null ? "" : sketch.type(),
                        sketch.step(),
                        priority(sketch.priority(), "/sketch/priority", problems),
                        sketch.team(),
                        sketch.assignee() == null ? null : new AccountId(sketch.assignee()),
                        sketch.requester() == null ? as.account() : new AccountId(sketch.requester()),
                        sketch.fields() == null ? Map.of() : new HashMap<>(sketch.fields()),
                        moment.now()));
        return switch (ticket) {
            case Result.Ok<Ticket>(Ticket made) -> made;
            case Result.Refused<Ticket>(Rejection why) -> {
                why.problems()
                        .forEach(p ->
                                problems.add(Problem.of("/sketch" + p.pointer(), p.code(), p.message(), p.params())));
                yield null;
            }
        };
    }

    /** The command as its own route would read it, so that it is bounded and refused alike. */
    private Command command(SimulateBody body, EventBody event, @Nullable Ticket sketch) {
        String channel = event.channel() == null ? "web" : event.channel();
        if (!channel.matches("[a-z]{1,20}")) {
            throw invalid("/event/channel", "simulate.channel", "A channel is a short lower-case word.");
        }
        Map<String, @Nullable Object> given = new HashMap<>();
        put(given, "fields", event.fields());
        String kind = event.kind() == null ? "" : event.kind();
        if (kind.equals("create")) {
            put(given, "type", event.type());
            put(given, "priority", event.priority());
            return Responses.valueOf(TicketIntake.create(given, channel, null));
        }
        TicketId id = sketch != null ? sketch.id() : new TicketId(Given.sure(body.ticket()));
        // Whoever simulates must see it himself, whoever he does it as.
        int version = sketch != null
                ? sketch.version()
                : Responses.valueOf(tickets.version(now.actor(), now.metadata(), id, now.moment()));
        return Responses.valueOf(
                switch (kind) {
                    case "update" -> {
                        put(given, "priority", event.priority());
                        yield TicketIntake.update(id, version, given, channel, null);
                    }
                    case "act" -> {
                        put(given, "comment", event.comment());
                        yield TicketIntake.act(
                                id, event.action() == null ? "" : event.action(), null, given, channel, null);
                    }
                    case "comment" -> {
                        given.remove("fields");
                        put(given, "text", event.comment());
                        given.put("visibility", Boolean.TRUE.equals(event.internal()) ? "internal" : "public");
                        yield TicketIntake.comment(id, given, channel, null);
                    }
                    case "macro" -> {
                        given.remove("fields");
                        put(given, "comment", event.comment());
                        yield TicketIntake.macro(
                                id, event.macro() == null ? "" : event.macro(), null, given, channel, null);
                    }
                    case "assign" -> {
                        given.remove("fields");
                        put(
                                given,
                                "assignee",
                                event.assignee() == null
                                        ? null
                                        : event.assignee().toString());
                        put(given, "team", event.team());
                        yield TicketIntake.assign(id, given, channel, null);
                    }
                    case "claim" -> TicketIntake.claim(id, channel, null);
                    default ->
                        throw invalid(
                                "/event/kind",
                                "field.unknown-option",
                                "An event is create, update, act, comment, macro, assign, claim or time.");
                });
    }

    /** Whoever simulates must see it himself, whoever he does it as. */
    private void check(MetadataSnapshot release, @Nullable TicketId ticket, Set<TicketId> records) {
        views.refused(now.actor(), now.metadata(), release, ticket, records, now.moment())
                .ifPresent(why -> {
                    throw RefusedException.of(why);
                });
    }

    private static void put(Map<String, @Nullable Object> body, String key, @Nullable Object value) {
        if (value != null) {
            body.put(key, value);
        }
    }

    private static @Nullable Priority priority(@Nullable String wire, String pointer, Problems problems) {
        if (wire == null) {
            return null;
        }
        Priority priority = Arrays.stream(Priority.values())
                .filter(p -> p.wire().equals(wire))
                .findFirst()
                .orElse(null);
        if (priority == null) {
            problems.add(pointer, "field.unknown-option", "A priority is low, normal, high or urgent.");
        }
        return priority;
    }

    private static RefusedException invalid(String pointer, String code, String message) {
        return RefusedException.of(Rejection.invalid(List.of(Problem.of(pointer, code, message))));
    }
}
