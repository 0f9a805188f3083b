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
import io.deskloom.view.RecordDetail;
import io.deskloom.view.RecordReads;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Changing object records: every route makes one command and answers the record as the caller sees it then. */
@Path("/api/v1/objects/{type}")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "objects")
public class ObjectWriteResource {
    private static final String GONE = "done, but the caller may no longer see the record";

    private final Commands commands;
    private final RecordReads records;
    private final Meanwhile meanwhile;
    private final Now now;
    private final RoutingContext routing;

    ObjectWriteResource(Commands commands, RecordReads records, Meanwhile meanwhile, Now now, RoutingContext routing) {
        this.commands = commands;
        this.records = records;
        this.meanwhile = meanwhile;
        this.now = now;
        this.routing = routing;
    }

    @POST
    @LoggedIn("tickets:write")
    @Operation(
            operationId = "createRecord",
            summary = "Create a record",
            description =
                    "409 external-id-taken when there is one of that source and externalId; PUT changes it instead.")
    @RequestBody(content = @Content(schema = @Schema(implementation = ObjectBodies.Create.class)))
    @APIResponse(responseCode = "201", content = @Content(schema = @Schema(implementation = RecordDetail.class)))
    public RestResponse<RecordDetail> create(
            @PathParam("type") String type,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @Nullable Map<String, @Nullable Object> body) {
        return answer(
                type,
                carryOut(TicketIntake.createRecord(type, TicketWriteResource.given(body), channel(), key)),
                RestResponse.Status.CREATED);
    }

    @PUT
    @LoggedIn("tickets:write")
    @Operation(
            operationId = "putRecord",
            summary = "Create the record of a source and external id, or change the one there is",
            description =
                    "Only the fields named are written, and nothing happens when all have those values already: the same call may be repeated. A record that was deleted comes back.")
    @RequestBody(content = @Content(schema = @Schema(implementation = ObjectBodies.Put.class)))
    @APIResponse(
            responseCode = "200",
            description = "changed, or as asked for already",
            content = @Content(schema = @Schema(implementation = RecordDetail.class)))
    @APIResponse(
            responseCode = "201",
            description = "created",
            content = @Content(schema = @Schema(implementation = RecordDetail.class)))
    @APIResponse(responseCode = "204", description = GONE)
    public RestResponse<RecordDetail> put(
            @PathParam("type") String type,
            @HeaderParam("If-Match") @Nullable String ifMatch,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @Nullable Map<String, @Nullable Object> body) {
        Done done = carryOut(TicketIntake.putRecord(
                type, TicketWriteResource.seen(ifMatch), TicketWriteResource.given(body), channel(), key));
        boolean created = done instanceof Done.Now(Ticket _, Event first) && first instanceof Event.Created;
        return answer(type, done, created ? RestResponse.Status.CREATED : RestResponse.Status.OK);
    }

    @PATCH
    @Path("/{id}")
    @LoggedIn("tickets:write")
    @Operation(
            operationId = "updateRecord",
            summary = "Change fields of a record",
            description =
                    "Needs the version the caller has seen, as If-Match or in the body; 409 says what changed since.")
    @RequestBody(content = @Content(schema = @Schema(implementation = ObjectBodies.Update.class)))
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = RecordDetail.class)))
    @APIResponse(responseCode = "204", description = GONE)
    public RestResponse<RecordDetail> update(
            @PathParam("type") String type,
            @PathParam("id") String id,
            @HeaderParam("If-Match") @Nullable String ifMatch,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @Nullable Map<String, @Nullable Object> body) {
        return answer(
                type,
                carryOut(TicketIntake.updateRecord(
                        type,
                        TicketReadResource.ticketId(id),
                        TicketWriteResource.seen(ifMatch),
                        TicketWriteResource.given(body),
                        channel(),
                        key)),
                RestResponse.Status.OK);
    }

    @DELETE
    @Path("/{id}")
    @Consumes(MediaType.WILDCARD)
    @LoggedIn("tickets:write")
    @Operation(
            operationId = "deleteRecord",
            summary = "Take a record away",
            description =
                    "It keeps its history and can be brought back. With If-Match, only if nobody has changed it since.")
    @APIResponse(responseCode = "204", description = "taken away")
    public RestResponse<Void> delete(
            @PathParam("type") String type,
            @PathParam("id") String id,
            @HeaderParam("If-Match") @Nullable String ifMatch,
            @HeaderParam("Idempotency-Key") @Nullable String key) {
        carryOut(TicketIntake.deleteRecord(
                type, TicketReadResource.ticketId(id), TicketWriteResource.seen(ifMatch), channel(), key));
        return RestResponse.noContent();
    }

    @POST
    @Path("/{id}/restore")
    @Consumes(MediaType.WILDCARD)
    @LoggedIn("tickets:write")
    @Operation(operationId = "restoreRecord", summary = "Bring back a record that was taken away")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = RecordDetail.class)))
    public RestResponse<RecordDetail> restore(
            @PathParam("type") String type,
            @PathParam("id") String id,
            @HeaderParam("Idempotency-Key") @Nullable String key) {
        return answer(
                type,
                carryOut(TicketIntake.restoreRecord(type, TicketReadResource.ticketId(id), channel(), key)),
                RestResponse.Status.OK);
    }

    private Done carryOut(Result<Command> wanted) {
        Command command = Responses.valueOf(wanted);
        return switch (commands.handle(now.actor(), command)) {
            case Result.Ok<Done>(Done done) -> done;
            case Result.Refused<Done>(Rejection why)
            when why.code().equals("record-changed") -> throw Responses.conflict(why, meanwhile.since(command));
            case Result.Refused<Done>(Rejection why) -> throw RefusedException.of(why);
        };
    }

    /** The record as the caller sees it now; nothing when the command has taken it out of the caller's sight. */
    private RestResponse<RecordDetail> answer(String type, Done done, RestResponse.Status status) {
        Result<RecordDetail> detail = switch (done) {
            case Done.Now(Ticket after, Event _) -> records.record(now.actor(), now.metadata(), after, now.moment());
            case Done.Before before -> records.record(now.actor(), now.metadata(), type, before.ticket(), now.moment());
        };
        if (!(detail instanceof Result.Ok<RecordDetail>(RecordDetail record))) {
            return RestResponse.noContent();
        }
        RestResponse.ResponseBuilder<RecordDetail> answer = RestResponse.ResponseBuilder.create(status, record)
                .header(
                        "ETag",
                        ETags.of(
                                record.version(),
                                Fingerprint.of(now.actor(), now.metadata().release())));
        return status == RestResponse.Status.CREATED
                ? answer.header("Location", "/api/v1/objects/" + type + "/" + done.ticket())
                        .build()
                : answer.build();
    }

    private String channel() {
        return TicketWriteResource.channel(routing);
    }
}
