package io.deskloom.rest;

import io.deskloom.identity.Actor;
import io.deskloom.identity.Sessions;
import io.deskloom.identity.SignedIn;
import io.deskloom.identity.Tokens;
import io.deskloom.kernel.Rejection;
import io.deskloom.live.LiveHub;
import io.deskloom.live.Told;
import io.deskloom.staff.Staff;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.MultiEmitter;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/**
 * Changes while they happen. A stream tells only which ticket changed; what it holds the caller asks for like anybody.
 * With every beat the caller is looked up again: a session that has ended ends its stream, changed rights hold from
 * then on.
 */
@Path("/api/v1/live")
@Tag(name = "live")
public class LiveResource {
    /** What a slow reader may leave unread; then its stream ends, and its client reloads and comes back. */
    private static final int MOST_UNREAD = 256;

    /** A ticket the caller may see has changed. */
    @Schema(name = "TicketChanged")
    public record TicketChanged(UUID id, String type, int version) {}

    /** A ticket the caller could see until now has left their sight. */
    @Schema(name = "TicketGone")
    public record TicketGone(UUID id) {}

    /** The workspace follows this release from now on. */
    @Schema(name = "ReleaseChanged")
    public record ReleaseChanged(String release) {}

    private final LiveHub hub;
    private final Sessions sessions;
    private final Tokens tokens;
    private final Cookies cookies;
    private final RequestActor caller;
    private final RoutingContext routing;
    private final Clock clock;
    private final Staff staff;
    private final Duration beat;

    /** @param beat how often a stream shows that it lives, and at the latest ends when its caller may not have it */
    LiveResource(
            LiveHub hub,
            Sessions sessions,
            Tokens tokens,
            Cookies cookies,
            RequestActor caller,
            RoutingContext routing,
            Clock clock,
            Staff staff,
            @ConfigProperty(name = "deskloom.live.beat", defaultValue = "15s") Duration beat) {
        this.hub = hub;
        this.sessions = sessions;
        this.tokens = tokens;
        this.cookies = cookies;
        this.caller = caller;
        this.routing = routing;
        this.clock = clock;
        this.staff = staff;
        this.beat = beat;
    }

    @GET
    @Blocking
    @LoggedIn("tickets:read")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Operation(
            operationId = "live",
            summary = "Changes while they happen, as server-sent events",
            description =
                    "`ticket`: {id, type, version} of a ticket the caller may see; `gone`: {id} of one the caller could see"
                            + " until now; `release`: {release} now in force.")
    @APIResponse(
            responseCode = "200",
            description = "a stream that stays open; each event's data is one of these",
            content =
                    @Content(
                            mediaType = MediaType.SERVER_SENT_EVENTS,
                            schema = @Schema(oneOf = {TicketChanged.class, TicketGone.class, ReleaseChanged.class})))
    public Multi<OutboundSseEvent> live(@Context Sse sse) {
        Actor actor = caller.get();
        Supplier<Optional<Actor>> again = lookUp();
        return Multi.createFrom().<OutboundSseEvent>emitter(emitter -> open(emitter, sse, actor, again), MOST_UNREAD);
    }

    private void open(
            MultiEmitter<? super OutboundSseEvent> emitter, Sse sse, Actor actor, Supplier<Optional<Actor>> again) {
        Optional<LiveHub.Subscription> opened = hub.subscribe(actor, told -> emitter.emit(event(sse, told)));
        if (opened.isEmpty()) {
            emitter.fail(RefusedException.of(new Rejection(
                    Rejection.Kind.TOO_MANY, "too-many-streams", "Too many live streams are open.", List.of())));
            return;
        }
        LiveHub.Subscription subscription = opened.get();
        // A first word at once, so that proxies and clients see the stream open.
        emitter.emit(sse.newEventBuilder().comment("live").build());
        ScheduledFuture<?> beats = Infrastructure.getDefaultWorkerPool()
                .scheduleAtFixedRate(
                        () -> beat(emitter, sse, subscription, again),
                        beat.toMillis(),
                        beat.toMillis(),
                        TimeUnit.MILLISECONDS);
        emitter.onTermination(() -> {
            beats.cancel(false);
            subscription.close();
        });
    }

    private void beat(
            MultiEmitter<? super OutboundSseEvent> emitter,
            Sse sse,
            LiveHub.Subscription subscription,
            Supplier<Optional<Actor>> again) {
        try {
            Optional<Actor> now = again.get();
            if (now.isEmpty()) {
                emitter.complete();
                return;
            }
            subscription.is(now.get());
            staff.seen(now.get().tenant(), now.get().account(), clock.instant());
            emitter.emit(sse.newEventBuilder().comment("beat").build());
        } catch (RuntimeException e) {
            // Nobody can say whether the caller still may: the client comes back and is asked anew.
            emitter.complete();
        }
    }

    /** How to find out later who this is, with what the request showed. */
    private Supplier<Optional<Actor>> lookUp() {
        String authorization = routing.request().getHeader("Authorization");
        @Nullable String cookie = cookies.read(routing, Cookies.SESSION);
        Optional<String> bearer = AccessFilter.bearer(authorization);
        return () -> (authorization == null
                        ? sessions.find(cookie, clock.instant())
                        : bearer.flatMap(token -> tokens.find(token, clock.instant())))
                .map(SignedIn::actor)
                .filter(actor -> actor.scopes().contains("tickets:read"));
    }

    private static OutboundSseEvent event(Sse sse, Told told) {
        return switch (told) {
            case Told.Ticket t -> event(sse, "ticket", new TicketChanged(t.id().value(), t.type(), t.version()));
            case Told.Gone g -> event(sse, "gone", new TicketGone(g.id().value()));
            case Told.Release r ->
                event(sse, "release", new ReleaseChanged(r.release().hash()));
        };
    }

    private static OutboundSseEvent event(Sse sse, String name, Object data) {
        return sse.newEventBuilder()
                .name(name)
                .mediaType(MediaType.APPLICATION_JSON_TYPE)
                .data(data)
                .build();
    }
}
