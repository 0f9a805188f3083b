package bench.handwritten;

import io.smallrye.common.annotation.Blocking;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.UUID;

@Path("/api/tickets")
@Blocking
public class TicketResource {
    @Inject
    Tickets tickets;

    @POST
    public Response create(@HeaderParam("Authorization") String auth, @HeaderParam("Idempotency-Key") String key, Tickets.Create in) {
        return Response.status(201).entity(tickets.create(bearer(auth), key, in)).build();
    }

    @GET
    @Path("{id}")
    public Map<String, Object> read(@HeaderParam("Authorization") String auth, UUID id) {
        return tickets.read(bearer(auth), id);
    }

    @PATCH
    @Path("{id}")
    public Map<String, Object> update(@HeaderParam("Authorization") String auth, UUID id, Tickets.Change in) {
        return tickets.update(bearer(auth), id, in);
    }

    @POST
    @Path("{id}/comments")
    public Response comment(@HeaderParam("Authorization") String auth, UUID id, Tickets.Change in) {
        return Response.status(201).entity(tickets.comment(bearer(auth), id, in)).build();
    }

    private static String bearer(String auth) {
        return auth == null ? "" : auth.substring("Bearer ".length());
    }
}
