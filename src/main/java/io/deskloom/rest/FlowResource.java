package io.deskloom.rest;

import io.deskloom.access.Fingerprint;
import io.deskloom.command.Command;
import io.deskloom.command.Commands;
import io.deskloom.command.Done;
import io.deskloom.intake.FlowIntake;
import io.deskloom.kernel.Rejection;
import io.deskloom.kernel.Result;
import io.deskloom.kernel.TicketId;
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
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** What people do with a ticket's SOP beside its actions. What the SOP lets whom do is part of the ticket. */
@Path("/api/v1/tickets/{id}")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "tickets")
class FlowResource {
    private static final String GONE = "done, but the caller may no longer see the ticket";

    private final Commands commands;
    private final TicketReads tickets;
    private final Now now;
    private final RoutingContext routing;

    FlowResource(Commands commands, TicketReads tickets, Now now, RoutingContext routing) {
        this.commands = commands;
        this.tickets = tickets;
        this.now = now;
        this.routing = routing;
    }

    /** @param to step id; @param reason an internal note */
    @Schema(name = "ReturnTicket")
    record ReturnBody(String to, String reason) {}

    /** @param step of which way; @param assignee account id, null for nobody in particular */
    @Schema(name = "TransferStep")
    record TransferBody(
            String step, @Nullable UUID assignee, @Nullable String team) {}

    /** @param until when it goes on by itself; left out for when people say so */
    @Schema(name = "HoldTicket")
    record HoldBody(String reason, @Nullable Instant until) {}

    /** @param reason an internal note */
    @Schema(name = "CancelTicket")
    record CancelBody(String reason) {}

    /** @param how in the caller's place, or beside those who are asked */
    @Schema(name = "AddSigner")
    record SignerBody(
            @Schema(enumeration = {"instead", "beside"}) String how, UUID account) {}

    /**
     * @param branch of which way; 0 for the main one, and for what cancelling cannot undo
     * @param to a step's id (move), an account's id (ask)
     * @param instead in whose place ("role:supervisor") that account is asked; left out for the first who is waited for
     * @param reason an internal note
     */
    @Schema(name = "RepairTicket")
    record RepairBody(
            int branch,

            @Schema(enumeration = {"retry", "skip", "move", "ask"})
            String how,

            @Nullable String to,
            @Nullable String instead,
            String reason) {}

    @POST
    @Path("/return")
    @LoggedIn("tickets:write")
    @Operation(operationId = "returnTicket", summary = "Send a ticket back to a step it was in")
    @RequestBody(content = @Content(schema = @Schema(implementation = ReturnBody.class)))
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = TicketDetail.class)))
    @APIResponse(responseCode = "204", description = GONE)
    public RestResponse<TicketDetail> back(
            @PathParam("id") String id,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @Nullable Map<String, @Nullable Object> body) {
        return carryOut(FlowIntake.back(ticket(id), TicketWriteResource.given(body), channel(), key));
    }

    @POST
    @Path("/transfer")
    @LoggedIn("tickets:write")
    @Operation(
            operationId = "transferStep",
            summary = "Take one of a ticket's ways, or hand it on",
            description =
                    "Of many who take it at once exactly one gets it; the others are answered 409 already-claimed.")
    @RequestBody(content = @Content(schema = @Schema(implementation = TransferBody.class)))
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = TicketDetail.class)))
    @APIResponse(responseCode = "204", description = GONE)
    public RestResponse<TicketDetail> transfer(
            @PathParam("id") String id,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @Nullable Map<String, @Nullable Object> body) {
        return carryOut(FlowIntake.transfer(ticket(id), TicketWriteResource.given(body), channel(), key));
    }

    @POST
    @Path("/hold")
    @LoggedIn("tickets:write")
    @Operation(operationId = "holdTicket", summary = "Let a ticket rest")
    @RequestBody(content = @Content(schema = @Schema(implementation = HoldBody.class)))
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = TicketDetail.class)))
    @APIResponse(responseCode = "204", description = GONE)
    public RestResponse<TicketDetail> hold(
            @PathParam("id") String id,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @Nullable Map<String, @Nullable Object> body) {
        return carryOut(FlowIntake.hold(ticket(id), TicketWriteResource.given(body), channel(), key));
    }

    @POST
    @Path("/resume")
    @Consumes(MediaType.WILDCARD)
    @LoggedIn("tickets:write")
    @Operation(operationId = "resumeTicket", summary = "Have a ticket that rests go on")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = TicketDetail.class)))
    @APIResponse(responseCode = "204", description = GONE)
    public RestResponse<TicketDetail> resume(
            @PathParam("id") String id, @HeaderParam("Idempotency-Key") @Nullable String key) {
        return carryOut(FlowIntake.resume(ticket(id), channel(), key));
    }

    @POST
    @Path("/withdraw")
    @Consumes(MediaType.WILDCARD)
    @LoggedIn("tickets:write")
    @Operation(
            operationId = "withdrawAction",
            summary = "Take back the action one took last, while nobody has gone on from there")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = TicketDetail.class)))
    @APIResponse(responseCode = "204", description = GONE)
    public RestResponse<TicketDetail> withdraw(
            @PathParam("id") String id, @HeaderParam("Idempotency-Key") @Nullable String key) {
        return carryOut(FlowIntake.withdraw(ticket(id), channel(), key));
    }

    @POST
    @Path("/cancel")
    @LoggedIn("tickets:write")
    @Operation(
            operationId = "cancelTicket",
            summary = "Call a ticket off",
            description =
                    "What services outside have done is undone first, newest first; 409 past-no-return when it cannot be.")
    @RequestBody(content = @Content(schema = @Schema(implementation = CancelBody.class)))
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = TicketDetail.class)))
    @APIResponse(responseCode = "204", description = GONE)
    public RestResponse<TicketDetail> cancel(
            @PathParam("id") String id,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @Nullable Map<String, @Nullable Object> body) {
        return carryOut(FlowIntake.cancel(ticket(id), TicketWriteResource.given(body), channel(), key));
    }

    @POST
    @Path("/agenda/{entry}/signers")
    @LoggedIn("tickets:write")
    @Operation(operationId = "addSigner", summary = "Have somebody else answer a request of the SOP")
    @RequestBody(content = @Content(schema = @Schema(implementation = SignerBody.class)))
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = TicketDetail.class)))
    @APIResponse(responseCode = "204", description = GONE)
    public RestResponse<TicketDetail> signer(
            @PathParam("id") String id,
            @PathParam("entry") String entry,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @Nullable Map<String, @Nullable Object> body) {
        return carryOut(FlowIntake.signer(
                ticket(id), TicketReadResource.uuid(entry), TicketWriteResource.given(body), channel(), key));
    }

    @POST
    @Path("/repair")
    @LoggedIn("tickets:write")
    @Operation(
            operationId = "repairTicket",
            summary = "Bring on what cannot go on by itself",
            description =
                    "For who looks after the queues. What can be done is part of the branch; 409 not-stuck when nothing is.")
    @RequestBody(content = @Content(schema = @Schema(implementation = RepairBody.class)))
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = TicketDetail.class)))
    @APIResponse(responseCode = "204", description = GONE)
    public RestResponse<TicketDetail> repair(
            @PathParam("id") String id,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @Nullable Map<String, @Nullable Object> body) {
        return carryOut(FlowIntake.repair(ticket(id), TicketWriteResource.given(body), channel(), key));
    }

    private static TicketId ticket(String id) {
        return TicketReadResource.ticketId(id);
    }

    private String channel() {
        return TicketWriteResource.channel(routing);
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
