package io.deskloom.rest;

import io.deskloom.identity.Actor;
import io.deskloom.kernel.Rejection;
import io.deskloom.routing.Presence;
import io.deskloom.staff.Staff;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Whether the caller is there: said by themselves, and over when nothing is heard of them. */
@Path("/api/v1/me/presence")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "me")
class PresenceResource {
    private final RequestActor caller;
    private final Staff staff;
    private final Clock clock;

    PresenceResource(RequestActor caller, Staff staff, Clock clock) {
        this.caller = caller;
        this.staff = staff;
        this.clock = clock;
    }

    /**
     * @param state what is so
     * @param said what was said last
     * @param since when
     * @param quietSeconds whoever gives no sign of life for so long is offline
     */
    @Schema(name = "Presence")
    record PresenceBody(
            @Schema(enumeration = {"online", "busy", "away", "offline"})
            String state,

            @Schema(enumeration = {"online", "busy", "away", "offline"})
            String said,

            Instant since,
            long quietSeconds) {
        static PresenceBody of(Presence presence, Instant now) {
            return new PresenceBody(
                    presence.at(now).wire(), presence.said().wire(), presence.since(), Presence.QUIET.toSeconds());
        }
    }

    @Schema(name = "PresenceChange")
    record ChangeBody(
            @Schema(
                    required = true,
                    enumeration = {"online", "busy", "away", "offline"})
            @Nullable
            String state) {}

    @GET
    @LoggedIn
    @Operation(operationId = "myPresence", summary = "Whether others see the caller as there")
    public PresenceBody get() {
        Actor actor = caller.get();
        return PresenceBody.of(staff.presence(actor.tenant(), actor.account()), clock.instant());
    }

    @PUT
    @LoggedIn
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "sayPresence",
            summary = "Say whether you are there",
            description =
                    "Only who is online is given tickets by routings that look. An open live stream is a sign of life; without one, POST to alive.")
    public PresenceBody say(ChangeBody body) {
        new Given().need("state", body.state()).check();
        Presence.State state = Presence.State.of(Given.sure(body.state()))
                .orElseThrow(() -> RefusedException.of(Rejection.invalid(List.of(io.deskloom.kernel.Problem.of(
                        "/state", "field.unknown-option", "One of online, busy, away and offline.")))));
        Actor actor = caller.get();
        Instant now = clock.instant();
        return PresenceBody.of(staff.say(actor.tenant(), actor.account(), state, now), now);
    }

    @POST
    @Path("/alive")
    @LoggedIn
    @Consumes(MediaType.WILDCARD)
    @Operation(
            operationId = "alive",
            summary = "A sign of life, for callers without a live stream; once a minute is enough")
    public void alive() {
        Actor actor = caller.get();
        staff.seen(actor.tenant(), actor.account(), clock.instant());
    }
}
