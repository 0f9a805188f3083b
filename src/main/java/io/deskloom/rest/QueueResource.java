package io.deskloom.rest;

import io.deskloom.access.Cursors;
import io.deskloom.access.QueryPlan;
import io.deskloom.effect.Audience;
import io.deskloom.identity.Actor;
import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Rejection;
import io.deskloom.upkeep.DeadLetters;
import io.deskloom.upkeep.DeadLetters.Letter;
import io.deskloom.upkeep.Jobs;
import io.deskloom.upkeep.QueueRows;
import io.deskloom.upkeep.QueueRows.Filter;
import io.deskloom.upkeep.QueueRows.Position;
import io.deskloom.upkeep.QueueRows.Queue;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/** The workspace's queues, for those who look after them: what was given up, what waits, what runs regularly. */
@Path("/api/v1/admin")
@Tag(name = "admin")
class QueueResource {
    private static final int MOST = 200;
    private static final int LONGEST = 200;
    private static final String ABILITY = "queues.manage";

    private final RequestActor caller;
    private final DeadLetters letters;
    private final Jobs jobs;
    private final Cursors cursors;
    private final RoutingContext routing;

    QueueResource(RequestActor caller, DeadLetters letters, Jobs jobs, Cursors cursors, RoutingContext routing) {
        this.caller = caller;
        this.letters = letters;
        this.jobs = jobs;
        this.cursors = cursors;
        this.routing = routing;
    }

    /** @param title null when the caller may not read it */
    @Schema(name = "DeadLetterTicket")
    record TicketBody(
            UUID id, String number, String type, @Nullable String title) {}

    /**
     * @param kind what was to be done ("notify")
     * @param destination where it was to go outside, empty for work inside
     * @param ticket null when it is about none, or one out of the caller's sight
     * @param rule name of the rule that wanted it, by language
     * @param error what went wrong last, as a code ("unreachable"); @param errorType the exception's class
     * @param at when it was given up
     */
    @Schema(name = "DeadLetter")
    record LetterBody(
            String queue,
            UUID id,
            String kind,
            String destination,
            @Nullable TicketBody ticket,
            @Nullable Map<String, String> rule,
            String error,
            String errorType,
            int attempts,
            Instant createdAt,
            Instant at) {}

    /** @param next the cursor of the page of older ones; null on the last one */
    @Schema(name = "DeadLetterPage")
    record PageBody(List<LetterBody> items, @Nullable String next) {}

    /** Somebody who was to be told. @param kind "assignee", "requester", "team", "role" or "account"; @param key which one, if one is named */
    @Schema(name = "DeadLetterAudience")
    record AudienceBody(String kind, @Nullable String key) {}

    /** @param text what would have been told, as the caller would have been told it; null when nothing, or not to the caller */
    @Schema(name = "DeadLetterDetail")
    record DetailBody(LetterBody letter, @Nullable String text, List<AudienceBody> to) {}

    /** Which of them; what is left out does not matter. */
    @Schema(name = "DeadLetterFilter")
    record FilterBody(
            @Nullable String queue,
            @Nullable String kind,
            @Nullable String destination) {}

    @Schema(name = "DeadLetterCount")
    record CountBody(int count) {}

    /**
     * @param waiting neither done nor given up; of timers those that should have fired by now
     * @param oldest since when the oldest of them waits
     */
    @Schema(name = "QueueDepth")
    record DepthBody(
            String queue,
            String kind,
            String destination,
            long waiting,
            long dead,
            @Nullable Instant oldest) {}

    /**
     * @param everySeconds how often it runs
     * @param next when it runs next, null while it runs and before it has been planned
     * @param runningSince null when it does not run
     * @param lastRun when it last ran well; @param lastMillis how long that took
     * @param failures how often in a row it has failed since
     */
    @Schema(name = "Job")
    record JobBody(
            String kind,
            long everySeconds,
            @Nullable Instant next,
            @Nullable Instant runningSince,
            @Nullable Instant lastRun,
            @Nullable Integer lastMillis,
            int failures,
            @Nullable String error,
            @Nullable String errorType) {}

    @GET
    @Path("/dead-letters")
    @Needs(ABILITY)
    @Operation(operationId = "deadLetters", summary = "What was given up, newest first")
    public PageBody list(
            @Parameter(description = "effects or timers") @QueryParam("queue") @Nullable String queue,
            @QueryParam("kind") @Nullable String kind,
            @Parameter(description = "where it was to go; empty for work inside") @QueryParam("destination") @Nullable
                    String destination,
            @Parameter(description = "next of the page before") @QueryParam("cursor") @Nullable String cursor,
            @Parameter(description = "1 to 200") @QueryParam("limit") @DefaultValue("50") int limit) {
        if (limit < 1 || limit > MOST) {
            throw malformed("?limit", "A limit is 1 to 200.");
        }
        Actor actor = caller.get();
        String bound = "dead-letters|" + actor.tenant().value() + "|" + actor.account();
        Position after = cursor == null ? null : position(Responses.valueOf(cursors.read(cursor, bound)));
        Filter filter = filter("?", queue, kind, destination);
        // One more than asked for tells whether there is another page.
        List<Letter> found = letters.list(actor, filter, after, limit + 1);
        List<Letter> page = found.subList(0, Math.min(limit, found.size()));
        return new PageBody(
                page.stream().map(QueueResource::body).toList(),
                found.size() > limit
                        ? cursors.write(
                                new QueryPlan.Position(
                                        List.of(page.getLast().row().at()),
                                        page.getLast().row().id()),
                                bound)
                        : null);
    }

    @GET
    @Path("/dead-letters/{queue}/{id}")
    @Needs(ABILITY)
    @Operation(operationId = "deadLetter", summary = "One that was given up, and what it was to say")
    public DetailBody detail(@PathParam("queue") String queue, @PathParam("id") UUID id) {
        DeadLetters.Whole whole = letters.find(caller.get(), queue("queue", queue), id)
                .orElseThrow(() -> RefusedException.of(Rejection.notFound()));
        return new DetailBody(
                body(whole.letter()),
                whole.text(),
                whole.to().stream().map(QueueResource::body).toList());
    }

    @POST
    @Path("/dead-letters/{queue}/{id}/replay")
    @Needs(ABILITY)
    @ResponseStatus(204)
    @Operation(operationId = "replayDeadLetter", summary = "Tries one again, from the beginning")
    public void replay(@PathParam("queue") String queue, @PathParam("id") UUID id) {
        found(letters.replay(caller.get(), Filter.one(queue("queue", queue), id)));
        note("dead-letter-replayed");
    }

    @POST
    @Path("/dead-letters/{queue}/{id}/discard")
    @Needs(ABILITY)
    @ResponseStatus(204)
    @Operation(operationId = "discardDeadLetter", summary = "Deletes one for good")
    public void discard(@PathParam("queue") String queue, @PathParam("id") UUID id) {
        found(letters.discard(caller.get(), Filter.one(queue("queue", queue), id)));
        note("dead-letter-discarded");
    }

    @POST
    @Path("/dead-letters/replay")
    @Needs(ABILITY)
    @Operation(operationId = "replayDeadLetters", summary = "Tries all of a filter again, from the beginning")
    public CountBody replayAll(FilterBody body) {
        int count = letters.replay(caller.get(), filter("/", body.queue(), body.kind(), body.destination()));
        note("dead-letters-replayed");
        return new CountBody(count);
    }

    @POST
    @Path("/dead-letters/discard")
    @Needs(ABILITY)
    @Operation(operationId = "discardDeadLetters", summary = "Deletes all of a filter for good")
    public CountBody discardAll(FilterBody body) {
        int count = letters.discard(caller.get(), filter("/", body.queue(), body.kind(), body.destination()));
        note("dead-letters-discarded");
        return new CountBody(count);
    }

    @GET
    @Path("/queues")
    @Needs(ABILITY)
    @Operation(operationId = "queueDepths", summary = "How much waits, of which kind, and since when")
    public List<DepthBody> queues() {
        return letters.depths(caller.get()).stream()
                .map(d -> new DepthBody(name(d.queue()), d.kind(), d.destination(), d.waiting(), d.dead(), d.oldest()))
                .toList();
    }

    @GET
    @Path("/jobs")
    @Needs(ABILITY)
    @Operation(operationId = "jobs", summary = "What runs regularly, when it ran and when it runs next")
    public List<JobBody> jobs() {
        return jobs.list(caller.get()).stream().map(QueueResource::body).toList();
    }

    @POST
    @Path("/jobs/{kind}/run")
    @Needs(ABILITY)
    @ResponseStatus(204)
    @Operation(operationId = "runJob", summary = "Runs regular work now and not at its time")
    public void run(@PathParam("kind") String kind) {
        switch (jobs.runNow(caller.get(), kind)) {
            case PLANNED -> note("job-run");
            case RUNNING ->
                throw RefusedException.of(Rejection.conflict("job-running", "It is running already.", List.of()));
            case UNKNOWN -> throw RefusedException.of(Rejection.notFound());
        }
    }

    private void note(String what) {
        RequestInfo.of(routing).note(what);
    }

    private static void found(int count) {
        if (count == 0) {
            throw RefusedException.of(Rejection.notFound());
        }
    }

    private static LetterBody body(Letter letter) {
        QueueRows.Dead row = letter.row();
        TicketBody ticket = letter.ticket() == null || letter.ticketId() == null
                ? null
                : new TicketBody(
                        letter.ticketId().value(),
                        letter.ticket().number(),
                        letter.ticket().type(),
                        letter.ticket().title());
        return new LetterBody(
                name(row.queue()),
                row.id(),
                row.kind(),
                row.destination(),
                ticket,
                letter.rule(),
                row.error(),
                row.errorType(),
                row.attempts(),
                row.createdAt(),
                row.at());
    }

    private static AudienceBody body(Audience audience) {
        return switch (audience) {
            case Audience.Assignee _ -> new AudienceBody("assignee", null);
            case Audience.Requester _ -> new AudienceBody("requester", null);
            case Audience.Team(String key) -> new AudienceBody("team", key);
            case Audience.Role(String key) -> new AudienceBody("role", key);
            // As a rule computed it, perhaps of a field the caller may not read.
            case Audience.Account _, Audience.Address _ -> new AudienceBody("account", null);
        };
    }

    private static JobBody body(Jobs.Job job) {
        QueueRows.Regular timer = job.timer();
        return timer == null
                ? new JobBody(job.kind(), job.every().toSeconds(), null, null, null, null, 0, null, null)
                : new JobBody(
                        job.kind(),
                        job.every().toSeconds(),
                        timer.since() == null ? timer.next() : null,
                        timer.since(),
                        timer.ran(),
                        timer.tookMillis(),
                        timer.failures(),
                        timer.error(),
                        timer.errorType());
    }

    private static Position position(QueryPlan.Position cursor) {
        if (cursor.keys().size() == 1 && cursor.keys().getFirst() instanceof Instant at) {
            return new Position(at, cursor.id());
        }
        throw RefusedException.of(Rejection.invalid(List.of()));
    }

    private static Filter filter(
            String place, @Nullable String queue, @Nullable String kind, @Nullable String destination) {
        if (kind != null && kind.length() > LONGEST) {
            throw malformed(place + "kind", "This is too long.");
        }
        if (destination != null && destination.length() > LONGEST) {
            throw malformed(place + "destination", "This is too long.");
        }
        return new Filter(queue == null ? null : queue(place + "queue", queue), kind, destination, null);
    }

    private static Queue queue(String place, String name) {
        return switch (name) {
            case "effects" -> Queue.EFFECTS;
            case "timers" -> Queue.TIMERS;
            default -> throw malformed(place, "A queue is effects or timers.");
        };
    }

    private static String name(Queue queue) {
        return queue.name().toLowerCase(Locale.ROOT);
    }

    private static RefusedException malformed(String place, String message) {
        return RefusedException.of(new Rejection(
                Rejection.Kind.MALFORMED,
                ProblemType.MALFORMED.code,
                ProblemType.MALFORMED.title,
                List.of(Problem.of(place, "parameter.invalid", message))));
    }
}
