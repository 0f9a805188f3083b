package io.deskloom.rest;

import io.deskloom.access.Fingerprint;
import io.deskloom.command.Command;
import io.deskloom.command.Commands;
import io.deskloom.command.Done;
import io.deskloom.intake.TicketIntake;
import io.deskloom.kernel.Rejection;
import io.deskloom.kernel.Result;
import io.deskloom.ticket.Event;
import io.deskloom.ticket.Ticket;
import io.deskloom.view.TicketDetail;
import io.deskloom.view.TicketReads;
import io.deskloom.view.TimelineEvent;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Changing tickets: every route makes one command and answers the ticket as the caller sees it then. */
@Path("/api/v1/tickets")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "tickets")
public class TicketWriteResource {
    private static final String GONE =
            "done, but the caller may no longer see the ticket: it was handed to somebody else";

    private final Commands commands;
    private final TicketReads tickets;
    private final Meanwhile meanwhile;
    private final Now now;
    private final RoutingContext routing;

    TicketWriteResource(Commands commands, TicketReads tickets, Meanwhile meanwhile, Now now, RoutingContext routing) {
        this.commands = commands;
        this.tickets = tickets;
        this.meanwhile = meanwhile;
        this.now = now;
        this.routing = routing;
    }

    @POST
    @LoggedIn("tickets:write")
    @Operation(operationId = "createTicket", summary = "Create a ticket")
    @RequestBody(content = @Content(schema = @Schema(implementation = TicketBodies.Create.class)))
    @APIResponse(responseCode = "201", content = @Content(schema = @Schema(implementation = TicketDetail.class)))
    public RestResponse<TicketDetail> create(
            @HeaderParam("Idempotency-Key") @Nullable String key, @Nullable Map<String, @Nullable Object> body) {
        Done done = carryOut(TicketIntake.create(given(body), channel(), key));
        return answer(done, RestResponse.Status.CREATED);
    }

    @PATCH
    @Path("/{id}")
    @LoggedIn("tickets:write")
    @Operation(
            operationId = "updateTicket",
            summary = "Change fields or priority",
            description =
                    "Needs the version the caller has seen, as If-Match or in the body; 409 says what changed since. The title is the text of the type's title field and changes with it.")
    @RequestBody(content = @Content(schema = @Schema(implementation = TicketBodies.Update.class)))
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = TicketDetail.class)))
    @APIResponse(responseCode = "204", description = GONE)
    public RestResponse<TicketDetail> update(
            @PathParam("id") String id,
            @HeaderParam("If-Match") @Nullable String ifMatch,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @Nullable Map<String, @Nullable Object> body) {
        return answer(
                carryOut(TicketIntake.update(
                        TicketReadResource.ticketId(id), seen(ifMatch), given(body), channel(), key)),
                RestResponse.Status.OK);
    }

    @POST
    @Path("/{id}/comments")
    @LoggedIn("tickets:write")
    @Operation(operationId = "commentTicket", summary = "Write to the customer or to colleagues")
    @RequestBody(content = @Content(schema = @Schema(implementation = TicketBodies.Comment.class)))
    @APIResponse(responseCode = "201", content = @Content(schema = @Schema(implementation = TimelineEvent.class)))
    public RestResponse<TimelineEvent> comment(
            @PathParam("id") String id,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @Nullable Map<String, @Nullable Object> body) {
        Done done = carryOut(TicketIntake.comment(TicketReadResource.ticketId(id), given(body), channel(), key));
        return RestResponse.ResponseBuilder.create(RestResponse.Status.CREATED, Responses.valueOf(told(done)))
                .build();
    }

    private Result<TimelineEvent> told(Done done) {
        return switch (done) {
            case Done.Now(Ticket after, Event first) ->
                tickets.event(now.actor(), now.metadata(), after, Objects.requireNonNull(first), now.moment());
            case Done.Before before ->
                tickets.event(
                        now.actor(),
                        now.metadata(),
                        before.ticket(),
                        Objects.requireNonNull(before.event()),
                        now.moment());
        };
    }

    @POST
    @Path("/{id}/actions/{action}")
    @LoggedIn("tickets:write")
    @Operation(operationId = "actOnTicket", summary = "Take an action of the ticket's step")
    @RequestBody(content = @Content(schema = @Schema(implementation = TicketBodies.Act.class)))
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = TicketDetail.class)))
    @APIResponse(responseCode = "204", description = GONE)
    public RestResponse<TicketDetail> act(
            @PathParam("id") String id,
            @PathParam("action") String action,
            @HeaderParam("If-Match") @Nullable String ifMatch,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @Nullable Map<String, @Nullable Object> body) {
        return answer(
                carryOut(TicketIntake.act(
                        TicketReadResource.ticketId(id), action, seen(ifMatch), given(body), channel(), key)),
                RestResponse.Status.OK);
    }

    @POST
    @Path("/{id}/macros/{macro}")
    @LoggedIn("tickets:write")
    @Operation(
            operationId = "applyMacro",
            summary = "Apply a macro",
            description = "Everything in it or nothing, with the caller's own rights; 422 says what stands in the way.")
    @RequestBody(content = @Content(schema = @Schema(implementation = TicketBodies.Macro.class)))
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = TicketDetail.class)))
    @APIResponse(responseCode = "204", description = GONE)
    public RestResponse<TicketDetail> macro(
            @PathParam("id") String id,
            @PathParam("macro") String macro,
            @HeaderParam("If-Match") @Nullable String ifMatch,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @Nullable Map<String, @Nullable Object> body) {
        return answer(
                carryOut(TicketIntake.macro(
                        TicketReadResource.ticketId(id), macro, seen(ifMatch), given(body), channel(), key)),
                RestResponse.Status.OK);
    }

    @POST
    @Path("/{id}/assignment")
    @LoggedIn("tickets:write")
    @Operation(operationId = "assignTicket", summary = "Hand a ticket to somebody or to a team")
    @RequestBody(content = @Content(schema = @Schema(implementation = TicketBodies.Assign.class)))
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = TicketDetail.class)))
    @APIResponse(responseCode = "204", description = GONE)
    public RestResponse<TicketDetail> assign(
            @PathParam("id") String id,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @Nullable Map<String, @Nullable Object> body) {
        return answer(
                carryOut(TicketIntake.assign(TicketReadResource.ticketId(id), given(body), channel(), key)),
                RestResponse.Status.OK);
    }

    @POST
    @Path("/{id}/claim")
    @Consumes(MediaType.WILDCARD)
    @LoggedIn("tickets:write")
    @Operation(
            operationId = "claimTicket",
            summary = "Take a ticket nobody has",
            description = "Of many who claim at once exactly one gets it; the others are answered 409 already-claimed.")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = TicketDetail.class)))
    public RestResponse<TicketDetail> claim(
            @PathParam("id") String id, @HeaderParam("Idempotency-Key") @Nullable String key) {
        return answer(
                carryOut(TicketIntake.claim(TicketReadResource.ticketId(id), channel(), key)), RestResponse.Status.OK);
    }

    private Done carryOut(Result<Command> wanted) {
        Command command = Responses.valueOf(wanted);
        return switch (commands.handle(now.actor(), command)) {
            case Result.Ok<Done>(Done done) -> done;
            case Result.Refused<Done>(Rejection why)
            when why.code().equals("ticket-changed") -> throw Responses.conflict(why, meanwhile.since(command));
            case Result.Refused<Done>(Rejection why) -> throw RefusedException.of(why);
        };
    }

    /** The ticket as the caller sees it now; nothing when the command has taken it out of the caller's sight. */
    private RestResponse<TicketDetail> answer(Done done, RestResponse.Status status) {
        Result<TicketDetail> detail = switch (done) {
            // As the command left it, not read again: what others did since is theirs to be told of.
            case Done.Now(Ticket after, Event _) -> tickets.ticket(now.actor(), now.metadata(), after, now.moment());
            case Done.Before before -> tickets.ticket(now.actor(), now.metadata(), before.ticket(), now.moment());
        };
        if (!(detail instanceof Result.Ok<TicketDetail>(TicketDetail ticket))) {
            return RestResponse.noContent();
        }
        String etag = ETags.of(
                ticket.version(), Fingerprint.of(now.actor(), now.metadata().release()));
        RestResponse.ResponseBuilder<TicketDetail> answer =
                RestResponse.ResponseBuilder.create(status, ticket).header("ETag", etag);
        return status == RestResponse.Status.CREATED
                ? answer.header("Location", "/api/v1/tickets/" + done.ticket()).build()
                : answer.build();
    }

    /** A browser session is the web, a token the API. */
    private String channel() {
        return channel(routing);
    }

    static String channel(RoutingContext routing) {
        return routing.request().getHeader("Authorization") == null ? "web" : "api";
    }

    /** The version the caller wants the ticket to be at; one that cannot be read must not be taken for "any". */
    static @Nullable Integer seen(@Nullable String ifMatch) {
        if (ifMatch == null || ifMatch.strip().equals("*")) {
            return null;
        }
        return ETags.version(ifMatch)
                .orElseThrow(() -> RefusedException.of(new Rejection(
                        Rejection.Kind.MALFORMED,
                        "if-match-invalid",
                        "If-Match must be the ETag of what is changed, as it was read.",
                        List.of())));
    }

    static Map<String, @Nullable Object> given(@Nullable Map<String, @Nullable Object> body) {
        return body == null ? Map.of() : body;
    }
}
