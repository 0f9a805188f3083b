package io.deskloom.rest;

import io.deskloom.view.Agendas;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What waits for the caller's decision, on whatever ticket; it is decided on the ticket's agenda. */
@Path("/api/v1/me/approvals")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "me")
class ApprovalResource {
    private final Agendas agendas;
    private final Now now;

    ApprovalResource(Agendas agendas, Now now) {
        this.agendas = agendas;
        this.now = now;
    }

    @GET
    @LoggedIn("tickets:read")
    @Operation(operationId = "listApprovals", summary = "What the caller is asked to decide, newest first; at most 200")
    public List<Agendas.Waiting> list() {
        return agendas.approvals(now.actor(), now.metadata(), now.moment());
    }
}
