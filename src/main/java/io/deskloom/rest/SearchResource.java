package io.deskloom.rest;

import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Rejection;
import io.deskloom.view.SearchAnswer;
import io.deskloom.view.SearchReads;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Words looked for in tickets and object records of every type. */
@Path("/api/v1/search")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "search")
public class SearchResource {
    private static final Set<String> OWN = Set.of("q", "types", "limit");
    private static final int USUAL = 5;
    private static final int MOST = 20;
    private static final int MOST_TYPES = 50;

    private final SearchReads search;
    private final Now now;

    SearchResource(SearchReads search, Now now) {
        this.search = search;
        this.now = now;
    }

    @GET
    @LoggedIn("tickets:read")
    @Operation(
            operationId = "search",
            summary = "Tickets and object records that hold words, the last changed few of each type",
            description =
                    "All words must be found, each anywhere the caller may read; the last one may be the beginning of a word. A whole phone or order number finds what the caller may look for by it. To filter, sort and go on, list one type with the same q.")
    public SearchAnswer search(
            @Parameter(description = "at most 200 characters and 12 words", example = "kettle leaks")
                    @QueryParam("q")
                    @Nullable
                    String q,
            @Parameter(description = "keys of ticket and object types with commas between, all if not given")
                    @QueryParam("types")
                    @Nullable
                    String types,
            @Parameter(description = "rows of each type, 1 to 20, 5 if not given")
                    @QueryParam("limit")
                    @Schema(type = SchemaType.INTEGER)
                    @Nullable
                    String limit,
            @Context UriInfo uri) {
        TicketReadResource.refuseTwice(uri.getQueryParameters(), OWN);
        String text = TicketReadResource.blankToNull(q);
        if (text == null) {
            throw refused(Problem.of("/q", "query.text-missing", "Say what to look for."));
        }
        int rows = TicketReadResource.number(limit).orElse(USUAL);
        if (rows < 1 || rows > MOST) {
            throw refused(Problem.of(
                    "/limit",
                    "query.limit",
                    "A page has 1 to " + MOST + " rows.",
                    Map.of("most", String.valueOf(MOST))));
        }
        Set<String> only = types == null || types.isBlank()
                ? Set.of()
                : Arrays.stream(types.split(",", MOST_TYPES + 1))
                        .limit(MOST_TYPES)
                        .map(String::strip)
                        .filter(type -> !type.isEmpty())
                        .collect(Collectors.toSet());
        return Responses.valueOf(search.search(now.actor(), now.metadata(), text, only, rows, now.moment()));
    }

    private static RefusedException refused(Problem problem) {
        return RefusedException.of(new Rejection(
                Rejection.Kind.MALFORMED, "query-invalid", "This list cannot be answered as asked.", List.of(problem)));
    }
}
