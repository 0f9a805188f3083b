package io.deskloom.rest;

import io.deskloom.access.Cursors;
import io.deskloom.access.QueryPlan;
import io.deskloom.kernel.Rejection;
import io.deskloom.kernel.TicketId;
import io.deskloom.view.StuckItem;
import io.deskloom.view.StuckReads;
import io.deskloom.view.WorkQueries;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What cannot go on by itself, for who looks after the queues; it is repaired on its ticket. */
@Path("/api/v1/admin/stuck")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "admin")
class StuckResource {
    private static final int MOST = 200;

    private final StuckReads stuck;
    private final Cursors cursors;
    private final Now now;

    StuckResource(StuckReads stuck, Cursors cursors, Now now) {
        this.stuck = stuck;
        this.cursors = cursors;
        this.now = now;
    }

    @GET
    @Needs("queues.manage")
    @Operation(
            operationId = "stuck",
            summary = "Lines of SOPs that cannot go on, and requests nobody can answer; the oldest first")
    public StuckItem.Page list(
            @QueryParam("limit") @DefaultValue("50") int limit,
            @Parameter(description = "next of the page before") @QueryParam("cursor") @Nullable String cursor) {
        if (limit < 1 || limit > MOST) {
            throw WorkResource.malformed("?limit", "A limit is 1 to 200.");
        }
        String bound =
                "stuck|" + now.actor().tenant().value() + "|" + now.actor().account();
        WorkQueries.Stuck after = cursor == null ? null : position(Responses.valueOf(cursors.read(cursor, bound)));
        List<StuckReads.Line> found = stuck.lines(now.actor(), now.metadata(), after, limit + 1, now.moment());
        List<StuckReads.Line> page = found.size() > limit ? found.subList(0, limit) : found;
        WorkQueries.Stuck last = page.isEmpty() ? null : page.getLast().row();
        return new StuckItem.Page(
                page.stream().map(StuckReads.Line::item).toList(),
                last == null || found.size() <= limit
                        ? null
                        : cursors.write(
                                new QueryPlan.Position(
                                        List.of(last.since(), (long) last.branch()),
                                        last.ticket().value()),
                                bound),
                cursor == null ? stuck.unanswerable(now.actor(), now.metadata(), now.moment()) : List.of());
    }

    private static WorkQueries.Stuck position(QueryPlan.Position cursor) {
        if (cursor.keys().size() == 2
                && cursor.keys().get(0) instanceof Instant since
                && cursor.keys().get(1) instanceof Long branch) {
            return new WorkQueries.Stuck(new TicketId(cursor.id()), branch.intValue(), since);
        }
        throw RefusedException.of(Rejection.invalid(List.of()));
    }
}
