package io.deskloom.rest;

import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Rejection;
import io.deskloom.view.MyWork;
import io.deskloom.view.WorkItem;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What the caller has to do, of whatever type. */
@Path("/api/v1/me/work")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "me")
class WorkResource {
    private static final int MOST = 200;
    private static final int LONGEST = 100;
    private static final Set<String> KINDS = Set.of("ticket", "branch", "approval");

    private final MyWork work;
    private final Now now;

    WorkResource(MyWork work, Now now) {
        this.work = work;
        this.now = now;
    }

    @GET
    @LoggedIn("tickets:read")
    @Operation(
            operationId = "myWork",
            summary = "What the caller has to do",
            description =
                    "Tickets the caller has, ways of tickets the caller has or may take, and requests for the caller's answer. What is due first comes first, then what is urgent, then what is old. Of each kind at most 500 are looked at.")
    public WorkItem.Page list(
            @Parameter(schema = @Schema(enumeration = {"ticket", "branch", "approval"})) @QueryParam("kind") @Nullable
                    String kind,
            @Parameter(description = "only of one ticket type, by key") @QueryParam("type") @Nullable String type,
            @QueryParam("limit") @DefaultValue("50") int limit,
            @Parameter(description = "next of the page before") @QueryParam("cursor") @Nullable String cursor) {
        if (kind != null && !KINDS.contains(kind)) {
            throw malformed("?kind", "A kind is ticket, branch or approval.");
        }
        if (type != null && type.length() > LONGEST) {
            throw malformed("?type", "This is too long.");
        }
        if (limit < 1 || limit > MOST) {
            throw malformed("?limit", "A limit is 1 to 200.");
        }
        return Responses.valueOf(
                work.page(now.actor(), now.metadata(), new MyWork.Wanted(kind, type), limit, cursor, now.moment()));
    }

    static RefusedException malformed(String place, String message) {
        return RefusedException.of(new Rejection(
                Rejection.Kind.MALFORMED,
                ProblemType.MALFORMED.code,
                ProblemType.MALFORMED.title,
                List.of(Problem.of(place, "parameter.invalid", message))));
    }
}
