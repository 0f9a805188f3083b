package io.deskloom.rest;

import io.deskloom.view.BoardView;
import io.deskloom.view.Boards;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Who has what to do, for those who see to it that it is done. */
@Path("/api/v1/board")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "tickets")
class BoardResource {
    private final Boards boards;
    private final Now now;

    BoardResource(Boards boards, Now now) {
        this.boards = boards;
        this.now = now;
    }

    @GET
    @Needs(PeopleResource.MANAGE)
    @Operation(
            operationId = "board",
            summary = "What waits in each team, and who of one team has how much",
            description = "Tickets as the caller's lists show them. Without a team, the first the caller is in.")
    public BoardView board(@QueryParam("team") @Nullable String team) {
        return Responses.valueOf(
                boards.board(now.actor(), now.metadata(), TicketReadResource.blankToNull(team), now.moment()));
    }
}
