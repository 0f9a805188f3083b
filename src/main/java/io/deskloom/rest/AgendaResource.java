package io.deskloom.rest;

import io.deskloom.access.Fingerprint;
import io.deskloom.command.Command;
import io.deskloom.command.Commands;
import io.deskloom.command.Done;
import io.deskloom.intake.AgendaIntake;
import io.deskloom.kernel.Rejection;
import io.deskloom.kernel.Result;
import io.deskloom.view.AgendaItem;
import io.deskloom.view.TicketDetail;
import io.deskloom.view.TicketReads;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Changing what is still to happen with a ticket: promises, decisions, suggestions. What there is, is part of the ticket. */
@Path("/api/v1/tickets/{id}/agenda")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "tickets")
class AgendaResource {
    private final Commands commands;
    private final TicketReads tickets;
    private final Now now;
    private final RoutingContext routing;

    AgendaResource(Commands commands, TicketReads tickets, Now now, RoutingContext routing) {
        this.commands = commands;
        this.tickets = tickets;
        this.now = now;
        this.routing = routing;
    }

    /** @param due until when */
    @Schema(name = "MakePromise")
    record PromiseBody(String text, Instant due) {}

    /** @param act one of the entry's {@code may}; @param comment why */
    @Schema(name = "SettleAgenda")
    record SettleBody(AgendaItem.Act act, @Nullable String comment) {}

    @POST
    @LoggedIn("tickets:write")
    @Operation(operationId = "makePromise", summary = "Promise the customer something")
    @RequestBody(content = @Content(schema = @Schema(implementation = PromiseBody.class)))
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = TicketDetail.class)))
    public RestResponse<TicketDetail> promise(
            @PathParam("id") String id,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @Nullable Map<String, @Nullable Object> body) {
        return carryOut(AgendaIntake.promise(
                TicketReadResource.ticketId(id),
                TicketWriteResource.given(body),
                TicketWriteResource.channel(routing),
                key));
    }

    @POST
    @Path("/{entry}")
    @LoggedIn("tickets:write")
    @Operation(
            operationId = "settleAgenda",
            summary = "Keep, break or withdraw a promise; approve or refuse; apply or dismiss a remedy",
            description =
                    "Each of them once; 409 agenda-closed when it has been settled. Applying a remedy is a change by the caller, held to all the caller may do. Nobody decides what was asked on his own command.")
    @RequestBody(content = @Content(schema = @Schema(implementation = SettleBody.class)))
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = TicketDetail.class)))
    public RestResponse<TicketDetail> settle(
            @PathParam("id") String id,
            @PathParam("entry") String entry,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @Nullable Map<String, @Nullable Object> body) {
        return carryOut(AgendaIntake.settle(
                TicketReadResource.ticketId(id),
                TicketReadResource.uuid(entry),
                TicketWriteResource.given(body),
                TicketWriteResource.channel(routing),
                key));
    }

    private RestResponse<TicketDetail> carryOut(Result<Command> wanted) {
        Command command = Responses.valueOf(wanted);
        Done done = switch (commands.handle(now.actor(), command)) {
            case Result.Ok<Done>(Done ok) -> ok;
            case Result.Refused<Done>(Rejection why) -> throw RefusedException.of(why);
        };
        Result<TicketDetail> detail = done instanceof Done.Now(var after, var _)
                ? tickets.ticket(now.actor(), now.metadata(), after, now.moment())
                : tickets.ticket(now.actor(), now.metadata(), done.ticket(), now.moment());
        if (!(detail instanceof Result.Ok<TicketDetail>(TicketDetail ticket))) {
            return RestResponse.noContent();
        }
        String etag = ETags.of(
                ticket.version(), Fingerprint.of(now.actor(), now.metadata().release()));
        return RestResponse.ResponseBuilder.ok(ticket).header("ETag", etag).build();
    }
}
