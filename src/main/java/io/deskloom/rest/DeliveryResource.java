package io.deskloom.rest;

import io.deskloom.delivery.Attempt;
import io.deskloom.delivery.Deliveries;
import io.deskloom.delivery.DeliveryLog;
import io.deskloom.identity.Actor;
import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Rejection;
import io.deskloom.kernel.TicketId;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.Snapshots;
import io.deskloom.model.WebhookDef;
import io.deskloom.view.Outside;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What was sent outside, for the workspace's administrators: to look at, to send again, and to try. */
@Path("/api/v1/admin/deliveries")
@Tag(name = "admin")
class DeliveryResource {
    private static final int MOST = 100;

    /** How many people of all workspaces may wait for an answer from outside at the same time. */
    private static final int AT_ONCE = 8;

    private final RequestActor caller;
    private final DeliveryLog log;
    private final Deliveries deliveries;
    private final Outside outside;
    private final Snapshots snapshots;
    private final RoutingContext routing;
    private final Clock clock;

    DeliveryResource(
            RequestActor caller,
            DeliveryLog log,
            Deliveries deliveries,
            Outside outside,
            Snapshots snapshots,
            RoutingContext routing,
            Clock clock) {
        this.caller = caller;
        this.log = log;
        this.deliveries = deliveries;
        this.outside = outside;
        this.snapshots = snapshots;
        this.routing = routing;
        this.clock = clock;
    }

    private static final Semaphore WAITING = new Semaphore(AT_ONCE);

    /**
     * One attempt.
     *
     * @param delivery what the receiver knows it by ({@code webhook-id}): the same at every attempt
     * @param operation of a connector; of a webhook the event
     * @param ticket null for a trial, and for a ticket the caller may not see
     * @param destination scheme, host and port; "" when it could not be made
     * @param problem code of what went wrong
     */
    @Schema(name = "Delivery")
    record DeliveryBody(
            UUID id,
            UUID delivery,
            @Schema(enumeration = {"webhook", "connector"}) String kind,
            String target,
            String operation,

            @Schema(enumeration = {"effect", "replay", "test"})
            String cause,

            @Nullable DeliveredTicket ticket,
            Instant at,
            int durationMs,
            String method,
            String destination,

            @Schema(enumeration = {"delivered", "failed", "refused", "unsent"})
            String result,

            @Nullable Integer status,
            @Nullable String problem) {}

    @Schema(name = "DeliveredTicket")
    record DeliveredTicket(UUID id, String number) {}

    @Schema(name = "DeliveryPage")
    record PageBody(List<DeliveryBody> items, @Nullable String next) {}

    /**
     * @param request the body that was sent, up to 20,000 characters; null when nothing was sent or it is withheld
     * @param response the beginning of the answer; null likewise
     * @param withheld whether it was made of what the caller may not read
     * @param replayable whether it can be sent again
     * @param attempts all that is known of the same delivery, newest first, at most 100
     */
    @Schema(name = "DeliveryDetail")
    record DetailBody(
            DeliveryBody attempt,
            @Nullable String request,
            @Nullable String response,
            boolean withheld,
            boolean replayable,
            List<DeliveryBody> attempts) {}

    @GET
    @Needs(SecretResource.MANAGE)
    @Operation(operationId = "deliveries", summary = "What was sent outside, newest first")
    public PageBody list(
            @QueryParam("kind") @Nullable String kind,
            @QueryParam("target") @Nullable String target,
            @QueryParam("result") @Nullable String result,
            @QueryParam("limit") @DefaultValue("50") int limit,
            @QueryParam("cursor") @Nullable String cursor) {
        int wanted = Math.clamp(limit, 1, MOST);
        List<Attempt> found = log.newest(
                caller.tenant(),
                new DeliveryLog.Filter(
                        one("kind", kind, Attempt.Kind.values(), Attempt.Kind::wire),
                        target,
                        one("result", result, Attempt.Result.values(), Attempt.Result::wire),
                        null),
                cursor == null ? null : id(cursor),
                wanted + 1);
        List<Attempt> page = found.subList(0, Math.min(wanted, found.size()));
        return new PageBody(
                bodies(page), found.size() > wanted ? page.getLast().id().toString() : null);
    }

    private static <T> @Nullable T one(String name, @Nullable String text, T[] all, Function<T, String> wire) {
        return text == null || text.isEmpty()
                ? null
                : Arrays.stream(all)
                        .filter(each -> wire.apply(each).equals(text))
                        .findFirst()
                        .orElseThrow(() -> malformed(name));
    }

    private static UUID id(String cursor) {
        try {
            return UUID.fromString(cursor);
        } catch (IllegalArgumentException e) {
            throw malformed("cursor");
        }
    }

    private static RefusedException malformed(String parameter) {
        return RefusedException.of(new Rejection(
                Rejection.Kind.MALFORMED,
                ProblemType.MALFORMED.code,
                ProblemType.MALFORMED.title,
                List.of(Problem.of("?" + parameter, "parameter.invalid", "This is none of its values."))));
    }

    @GET
    @Path("/{id}")
    @Needs(SecretResource.MANAGE)
    @Operation(
            operationId = "delivery",
            summary = "One attempt, with what was sent and answered as far as the caller may know it")
    public DetailBody one(@PathParam("id") UUID id) {
        return detail(find(id));
    }

    private Attempt find(UUID id) {
        return log.find(caller.tenant(), id).orElseThrow(() -> RefusedException.of(Rejection.notFound()));
    }

    private DetailBody detail(Attempt attempt) {
        Actor actor = caller.get();
        MetadataSnapshot now = snapshots.current(actor.tenant());
        TicketId ticket = attempt.ticket();
        boolean open = ticket == null || outside.mayKnow(actor, now, ticket, attempt.mentions(), clock.instant());
        boolean something = attempt.request() != null || attempt.response() != null;
        return new DetailBody(
                bodies(List.of(attempt)).getFirst(),
                open ? attempt.request() : null,
                open ? attempt.response() : null,
                !open && something,
                attempt.wanted() != null,
                bodies(log.newest(
                        actor.tenant(), new DeliveryLog.Filter(null, null, null, attempt.effect()), null, MOST)));
    }

    @POST
    @Path("/{id}/replay")
    @Needs(SecretResource.MANAGE)
    @Operation(
            operationId = "replayDelivery",
            summary = "Sends the same once more, with the same id for its receiver, made from what is now")
    public DetailBody replay(@PathParam("id") UUID id) throws InterruptedException {
        Attempt before = find(id);
        Actor actor = caller.get();
        Optional<Attempt> again = waiting(() -> deliveries.again(actor.tenant(), before, actor.account()));
        if (again.isEmpty()) {
            throw RefusedException.of(Rejection.conflict(
                    "delivery-gone", "What this was about is no longer there, so it cannot be sent again.", List.of()));
        }
        RequestInfo.of(routing).note("delivery-replayed");
        return detail(find(again.get().id()));
    }

    @Schema(name = "WebhookTrial")
    record TrialBody(@Schema(required = true) @Nullable String webhook) {}

    @POST
    @Path("/test")
    @Needs(SecretResource.MANAGE)
    @Operation(
            operationId = "testWebhook",
            summary = "Sends a webhook an event of the type \"test\" that says nothing of any ticket")
    public DetailBody test(TrialBody body) throws InterruptedException {
        new Given().need("webhook", body.webhook()).check();
        Actor actor = caller.get();
        WebhookDef webhook =
                snapshots.current(actor.tenant()).integrations().webhooks().get(Given.sure(body.webhook()));
        if (webhook == null) {
            throw RefusedException.of(Rejection.notFound());
        }
        Attempt attempt = waiting(() -> deliveries.trial(actor.tenant(), webhook, actor.account()));
        RequestInfo.of(routing).note("webhook-tested");
        return detail(attempt);
    }

    /** Something that waits for somebody outside. */
    @FunctionalInterface
    private interface Waiting<T> {
        T run() throws InterruptedException;
    }

    private static <T> T waiting(Waiting<T> work) throws InterruptedException {
        if (!WAITING.tryAcquire()) {
            throw RefusedException.of(ProblemType.TOO_MANY);
        }
        try {
            return work.run();
        } finally {
            WAITING.release();
        }
    }

    private List<DeliveryBody> bodies(List<Attempt> attempts) {
        Actor actor = caller.get();
        Set<TicketId> ids = new HashSet<>();
        for (Attempt attempt : attempts) {
            TicketId ticket = attempt.ticket();
            if (ticket != null) {
                ids.add(ticket);
            }
        }
        Map<TicketId, String> numbers = outside.named(actor, snapshots.current(actor.tenant()), ids, clock.instant());
        return attempts.stream().map(a -> body(a, numbers)).toList();
    }

    private static DeliveryBody body(Attempt a, Map<TicketId, String> numbers) {
        TicketId ticket = a.ticket();
        String number = ticket == null ? null : numbers.get(ticket);
        return new DeliveryBody(
                a.id(),
                a.effect(),
                a.kind().wire(),
                a.target(),
                a.operation(),
                a.cause().wire(),
                ticket == null || number == null ? null : new DeliveredTicket(ticket.value(), number),
                a.at(),
                a.took(),
                a.method(),
                a.destination(),
                a.result().wire(),
                a.status(),
                a.problem());
    }
}
