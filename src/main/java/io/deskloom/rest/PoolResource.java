package io.deskloom.rest;

import io.deskloom.access.ListRequest;
import io.deskloom.command.Origin;
import io.deskloom.command.Pool;
import io.deskloom.kernel.Result;
import io.deskloom.kernel.TicketId;
import io.deskloom.view.PoolPage;
import io.deskloom.view.Pools;
import io.deskloom.view.TicketDetail;
import io.deskloom.view.TicketReads;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Tickets nobody has yet, and the next of them. */
@Path("/api/v1/pool")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "tickets")
class PoolResource {
    private final Pools pools;
    private final Pool pool;
    private final TicketReads tickets;
    private final Now now;
    private final RoutingContext routing;

    PoolResource(Pools pools, Pool pool, TicketReads tickets, Now now, RoutingContext routing) {
        this.pools = pools;
        this.pool = pool;
        this.tickets = tickets;
        this.now = now;
        this.routing = routing;
    }

    @GET
    @LoggedIn("tickets:read")
    @Operation(
            operationId = "pool",
            summary = "Open tickets of the caller's teams that nobody has, urgent ones first, of these the oldest")
    public PoolPage pool(
            @Parameter(description = "ticket type key; only then there are further pages") @QueryParam("type") @Nullable
                    String type,
            @Parameter(description = "1 to 200, 50 if not given")
                    @QueryParam("limit")
                    @Schema(type = org.eclipse.microprofile.openapi.annotations.enums.SchemaType.INTEGER)
                    @Nullable
                    String limit,
            @Parameter(description = "next of the page before") @QueryParam("cursor") @Nullable String cursor) {
        return Responses.valueOf(pools.page(
                now.actor(),
                now.metadata(),
                TicketReadResource.blankToNull(type),
                TicketReadResource.blankToNull(cursor),
                Math.clamp(TicketReadResource.number(limit).orElse(ListRequest.DEFAULT_LIMIT), 1, ListRequest.MOST),
                now.moment()));
    }

    @POST
    @Path("/next")
    @Consumes(MediaType.WILDCARD)
    @LoggedIn("tickets:write")
    @Operation(
            operationId = "takeNext",
            summary = "Take the next ticket of the pool",
            description =
                    "Callers at the same time get different tickets. 204 when there is none; 409 capacity-reached when the caller holds as many as they can.")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = TicketDetail.class)))
    @APIResponse(responseCode = "204", description = "there is none")
    public RestResponse<TicketDetail> next() {
        Pools.Reading reading = pools.reading(now.actor(), now.metadata(), now.moment(), ListRequest.DEFAULT_LIMIT);
        Optional<TicketId> taken = Responses.valueOf(pool.next(
                now.actor(),
                Origin.of(TicketWriteResource.channel(routing)),
                _ -> reading.next().stream().map(row -> new TicketId(row.id())).toList()));
        if (taken.isEmpty()
                || !(tickets.ticket(now.actor(), now.metadata(), taken.get(), now.moment())
                        instanceof Result.Ok<TicketDetail>(TicketDetail ticket))) {
            return RestResponse.noContent();
        }
        return RestResponse.ok(ticket);
    }
}
