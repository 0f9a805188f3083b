package io.deskloom.rest;

import io.deskloom.view.RoutingView;
import io.deskloom.view.WhoseTicket;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Why a ticket is whose it is. */
@Path("/api/v1/tickets/{id}/routing")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "tickets")
class WhoseResource {
    private final WhoseTicket whose;
    private final Now now;

    WhoseResource(WhoseTicket whose, Now now) {
        this.whose = whose;
        this.now = now;
    }

    @GET
    @LoggedIn("tickets:read")
    @Operation(
            operationId = "ticketRouting",
            summary = "Why a ticket is whose it is",
            description = "For colleagues: 403 to who may not read internal notes.")
    public RoutingView routing(@PathParam("id") String id) {
        return Responses.valueOf(whose.why(now.actor(), now.metadata(), TicketReadResource.ticketId(id), now.moment()));
    }
}
