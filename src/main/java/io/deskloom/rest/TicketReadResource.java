package io.deskloom.rest;

import io.deskloom.access.Fingerprint;
import io.deskloom.access.ListRequest;
import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Rejection;
import io.deskloom.kernel.TicketId;
import io.deskloom.view.Contexts;
import io.deskloom.view.TicketContext;
import io.deskloom.view.TicketDetail;
import io.deskloom.view.TicketPage;
import io.deskloom.view.TicketReads;
import io.deskloom.view.TimelinePage;
import io.deskloom.view.WhyView;
import io.deskloom.view.Whys;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.UriInfo;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Reading tickets: lists, one ticket, its history, and why the rules did what they did. */
@Path("/api/v1/tickets")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "tickets")
public class TicketReadResource {
    private static final Pattern UUID_TEXT = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private static final Set<String> OWN = Set.of("type", "view", "q", "filter", "sort", "limit", "cursor", "columns");

    static final String COLUMNS =
            "field keys, and the columns every list has, separated by commas: of other fields no value is sent; all the caller may read if not given";

    private final TicketReads tickets;
    private final Whys whys;
    private final Contexts contexts;
    private final Now now;

    TicketReadResource(TicketReads tickets, Whys whys, Contexts contexts, Now now) {
        this.contexts = contexts;
        this.tickets = tickets;
        this.whys = whys;
        this.now = now;
    }

    @GET
    @LoggedIn("tickets:read")
    @Operation(
            operationId = "listTickets",
            summary = "List tickets",
            description =
                    "Beside the parameters named here, every further parameter is a condition: a field key, or status, priority, step, team, assignee, requester, number; given more than once, one of its values must hold.")
    public TicketPage list(
            @Parameter(description = "ticket type key") @QueryParam("type") @Nullable String type,
            @Parameter(description = "key of a saved list") @QueryParam("view") @Nullable String view,
            @Parameter(
                            description =
                                    "words that must be found in what the caller may read of a ticket: its number, texts, comments; at most 12")
                    @QueryParam("q")
                    @Nullable
                    String q,
            @Parameter(description = "condition over field keys and ticket.*, actor.*", example = "refund_amount > 500")
                    @QueryParam("filter")
                    @Nullable
                    String filter,
            @Parameter(description = "field key, or updated, created, number, priority; '-' first for descending")
                    @QueryParam("sort")
                    @Nullable
                    String sort,
            @Parameter(description = "1 to 200, 50 if not given")
                    @QueryParam("limit")
                    @Schema(type = org.eclipse.microprofile.openapi.annotations.enums.SchemaType.INTEGER)
                    @Nullable
                    String limit,
            @Parameter(description = "next of the page before") @QueryParam("cursor") @Nullable String cursor,
            @Parameter(description = COLUMNS) @QueryParam("columns") @Nullable String columns,
            @Context UriInfo uri) {
        refuseTwice(uri.getQueryParameters(), OWN);
        ListRequest request = new ListRequest(
                blankToNull(type),
                blankToNull(view),
                blankToNull(filter),
                further(uri.getQueryParameters(), OWN),
                blankToNull(sort),
                number(limit).orElse(ListRequest.DEFAULT_LIMIT),
                blankToNull(cursor),
                blankToNull(q),
                names(columns));
        return Responses.valueOf(tickets.list(now.actor(), now.metadata(), request, now.moment()));
    }

    @GET
    @Path("/{id}")
    @LoggedIn("tickets:read")
    @Operation(operationId = "getTicket", summary = "One ticket, with all the caller may see and do")
    @APIResponse(
            responseCode = "200",
            description = "the ticket; its ETag is for If-None-Match and, when changing it, If-Match",
            content = @Content(schema = @Schema(implementation = TicketDetail.class)))
    @APIResponse(responseCode = "304", description = "the caller's copy is still good")
    public RestResponse<TicketDetail> ticket(
            @PathParam("id")
                    @Schema(
                            type = org.eclipse.microprofile.openapi.annotations.enums.SchemaType.STRING,
                            format = "uuid")
                    String id,
            @HeaderParam("If-None-Match") @Nullable String ifNoneMatch) {
        TicketDetail ticket =
                Responses.valueOf(tickets.ticket(now.actor(), now.metadata(), ticketId(id), now.moment()));
        String etag = ETags.of(
                ticket.version(), Fingerprint.of(now.actor(), now.metadata().release()));
        if (ETags.matches(ifNoneMatch, etag)) {
            return RestResponse.ResponseBuilder.<TicketDetail>create(RestResponse.Status.NOT_MODIFIED)
                    .header("ETag", etag)
                    .build();
        }
        return RestResponse.ResponseBuilder.ok(ticket).header("ETag", etag).build();
    }

    @GET
    @Path("/{id}/events")
    @LoggedIn("tickets:read")
    @Operation(operationId = "listEvents", summary = "What happened to a ticket, newest first")
    public TimelinePage events(
            @PathParam("id")
                    @Schema(
                            type = org.eclipse.microprofile.openapi.annotations.enums.SchemaType.STRING,
                            format = "uuid")
                    String id,
            @QueryParam("cursor") @Nullable String cursor,
            @Parameter(description = "1 to 200, 100 if not given")
                    @QueryParam("limit")
                    @Schema(type = org.eclipse.microprofile.openapi.annotations.enums.SchemaType.INTEGER)
                    @Nullable
                    String limit) {
        return Responses.valueOf(tickets.events(
                now.actor(),
                now.metadata(),
                ticketId(id),
                number(limit).orElse(null),
                blankToNull(cursor),
                now.moment()));
    }

    @GET
    @Path("/{id}/context")
    @LoggedIn("tickets:read")
    @Operation(
            operationId = "getTicketContext",
            summary = "What stands beside a ticket: its customer, orders, shipments, stock, past tickets",
            description = "As the type's panel.yaml says; sections out of the caller's reach are left out.")
    public TicketContext context(
            @PathParam("id")
                    @Schema(
                            type = org.eclipse.microprofile.openapi.annotations.enums.SchemaType.STRING,
                            format = "uuid")
                    String id) {
        return Responses.valueOf(contexts.of(now.actor(), now.metadata(), ticketId(id), now.moment()));
    }

    @GET
    @Path("/{id}/why")
    @LoggedIn("tickets:read")
    @Operation(operationId = "explainEvent", summary = "Why the rules did what they did in the command of an event")
    public WhyView why(
            @PathParam("id")
                    @Schema(
                            type = org.eclipse.microprofile.openapi.annotations.enums.SchemaType.STRING,
                            format = "uuid")
                    String id,
            @QueryParam("event")
                    @Schema(
                            type = org.eclipse.microprofile.openapi.annotations.enums.SchemaType.STRING,
                            format = "uuid")
                    @Nullable
                    String event) {
        return Responses.valueOf(whys.why(now.actor(), now.metadata(), ticketId(id), uuid(event), now.moment()));
    }

    /** A ticket id that is none is answered like one nobody has. */
    static TicketId ticketId(String text) {
        return new TicketId(uuid(text));
    }

    static UUID uuid(@Nullable String text) {
        if (text == null || !UUID_TEXT.matcher(text).matches()) {
            throw RefusedException.of(Rejection.notFound());
        }
        return UUID.fromString(text);
    }

    /** The conditions among the parameters: all but a route's {@code own}. */
    static Map<String, List<String>> further(MultivaluedMap<String, String> all, Set<String> own) {
        Map<String, List<String>> out = new LinkedHashMap<>();
        all.forEach((name, values) -> {
            if (!own.contains(name)) {
                out.put(name, List.copyOf(values));
            }
        });
        return out;
    }

    /** Of two filters one would be ignored, and the caller would not know which. */
    static void refuseTwice(MultivaluedMap<String, String> all, Set<String> own) {
        List<Problem> twice = own.stream()
                .filter(name -> all.containsKey(name) && all.get(name).size() > 1)
                .sorted()
                .map(name -> Problem.of("/" + name, "query.twice", "This can be given only once."))
                .toList();
        if (!twice.isEmpty()) {
            throw RefusedException.of(new Rejection(
                    Rejection.Kind.MALFORMED, "query-invalid", "This list cannot be answered as asked.", twice));
        }
    }

    static Optional<Integer> number(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return Optional.empty();
        }
        if (!text.matches("-?[0-9]{1,9}")) {
            throw RefusedException.of(new Rejection(
                    Rejection.Kind.MALFORMED,
                    "query-invalid",
                    "This list cannot be answered as asked.",
                    List.of(Problem.of("/limit", "query.limit", "A page has 1 to 200 rows.", Map.of("most", "200")))));
        }
        return Optional.of(Integer.valueOf(text));
    }

    static @Nullable List<String> names(@Nullable String text) {
        return text == null || text.isBlank() ? null : List.of(text.strip().split("\\s*,\\s*"));
    }

    static @Nullable String blankToNull(@Nullable String text) {
        return text == null || text.isBlank() ? null : text;
    }
}
