package io.deskloom.rest;

import io.deskloom.agenda.Link;
import io.deskloom.agenda.LinkKind;
import io.deskloom.command.Command;
import io.deskloom.command.Commands;
import io.deskloom.command.Done;
import io.deskloom.command.Origin;
import io.deskloom.intake.AgendaIntake;
import io.deskloom.kernel.Rejection;
import io.deskloom.kernel.Result;
import io.deskloom.kernel.TicketId;
import io.deskloom.view.Agendas;
import io.deskloom.view.TicketLink;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Which tickets hang together. Who does not see the other ticket sees nothing of a link with it. */
@Path("/api/v1/tickets/{id}/links")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "tickets")
class LinkResource {
    private final Commands commands;
    private final Agendas agendas;
    private final Now now;
    private final RoutingContext routing;

    LinkResource(Commands commands, Agendas agendas, Now now, RoutingContext routing) {
        this.commands = commands;
        this.agendas = agendas;
        this.now = now;
        this.routing = routing;
    }

    /** @param ticket id or number of the other ticket; @param kind what this ticket is to it */
    @Schema(name = "LinkTicket")
    record LinkBody(
            String ticket,

            @Schema(
                    enumeration = {
                        "related",
                        "duplicate_of",
                        "has_duplicate",
                        "follow_up_of",
                        "has_follow_up",
                        "child_of",
                        "parent_of"
                    })
            String kind) {}

    @GET
    @LoggedIn("tickets:read")
    @Operation(
            operationId = "listLinks",
            summary = "The tickets this one is linked with, as far as the caller sees them")
    public List<TicketLink> list(@PathParam("id") String id) {
        return links(TicketReadResource.ticketId(id));
    }

    @POST
    @LoggedIn("tickets:write")
    @Operation(operationId = "linkTicket", summary = "Link a ticket with another")
    @RequestBody(content = @Content(schema = @Schema(implementation = LinkBody.class)))
    public List<TicketLink> add(
            @PathParam("id") String id,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @Nullable Map<String, @Nullable Object> body) {
        TicketId ticket = TicketReadResource.ticketId(id);
        return carryOut(Responses.valueOf(
                AgendaIntake.link(ticket, TicketWriteResource.given(body), TicketWriteResource.channel(routing), key)));
    }

    @DELETE
    @Path("/{kind}/{other}")
    @Consumes(MediaType.WILDCARD)
    @LoggedIn("tickets:write")
    @Operation(operationId = "unlinkTicket", summary = "Take a link away")
    public List<TicketLink> remove(
            @PathParam("id") String id, @PathParam("kind") String kind, @PathParam("other") String other) {
        TicketId ticket = TicketReadResource.ticketId(id);
        LinkKind of = LinkKind.of(kind).orElseThrow(() -> RefusedException.of(Rejection.notFound()));
        return carryOut(new Command.Unlink(
                Origin.of(TicketWriteResource.channel(routing)),
                ticket,
                new Link(of, TicketReadResource.ticketId(other))));
    }

    private List<TicketLink> carryOut(Command.OnTicket command) {
        if (commands.handle(now.actor(), command) instanceof Result.Refused<Done>(Rejection why)) {
            throw RefusedException.of(why);
        }
        return links(command.ticket());
    }

    private List<TicketLink> links(TicketId ticket) {
        return Responses.valueOf(agendas.links(now.actor(), now.metadata(), ticket, now.moment()));
    }
}
