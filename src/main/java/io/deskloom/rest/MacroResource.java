package io.deskloom.rest;

import io.deskloom.view.MacroView;
import io.deskloom.view.MacroViews;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What somebody may have done to a ticket at once. */
@Path("/api/v1/tickets/{id}/macros")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "tickets")
class MacroResource {
    private final MacroViews macros;
    private final Now now;

    MacroResource(MacroViews macros, Now now) {
        this.macros = macros;
        this.now = now;
    }

    @GET
    @LoggedIn("tickets:read")
    @Operation(
            operationId = "ticketMacros",
            summary = "The macros the caller may apply to a ticket, and what each would do to it now")
    public List<MacroView> list(@PathParam("id") String id) {
        return Responses.valueOf(macros.of(now.actor(), now.metadata(), TicketReadResource.ticketId(id), now.moment()));
    }
}
