package io.deskloom.rest;

import io.deskloom.access.Fingerprint;
import io.deskloom.access.ListRequest;
import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Rejection;
import io.deskloom.view.RecordDetail;
import io.deskloom.view.RecordPage;
import io.deskloom.view.RecordReads;
import io.deskloom.view.RecordRow;
import io.deskloom.view.TimelinePage;
import io.deskloom.view.TypeItem;
import io.deskloom.view.TypeSchema;
import io.deskloom.view.Types;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Reading object records (customers, orders …): types, lists, one record, its history. */
@Path("/api/v1/objects")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "objects")
public class ObjectReadResource {
    private static final Set<String> OWN = Set.of("q", "filter", "sort", "limit", "cursor", "columns");

    private static final int LONGEST = 100;
    private static final int MOST = 50;

    private final RecordReads records;
    private final Types types;
    private final Now now;

    ObjectReadResource(RecordReads records, Types types, Now now) {
        this.records = records;
        this.types = types;
        this.now = now;
    }

    @GET
    @LoggedIn("tickets:read")
    @Operation(operationId = "listObjectTypes", summary = "The object types the caller may see records of or create")
    public List<TypeItem> types() {
        return types.objects(now.actor(), now.metadata(), now.moment());
    }

    @GET
    @Path("/{type}/schema")
    @LoggedIn("tickets:read")
    @Operation(
            operationId = "getObjectTypeSchema",
            summary = "Fields, forms and columns of an object type, as far as the caller may see them")
    public TypeSchema schema(@PathParam("type") String type) {
        return Responses.valueOf(types.objectSchema(now.actor(), now.metadata(), type, now.moment()));
    }

    @GET
    @Path("/{type}")
    @LoggedIn("tickets:read")
    @Operation(
            operationId = "listRecords",
            summary = "List the records of an object type",
            description =
                    "Beside the parameters named here, every further parameter is a condition: a field key, source or external_id; given more than once, one of its values must hold.")
    public RecordPage list(
            @PathParam("type") String type,
            @Parameter(description = "words that must be found in what the caller may read of a record; at most 12")
                    @QueryParam("q")
                    @Nullable
                    String q,
            @Parameter(description = "condition over field keys and record.*, actor.*", example = "tier == \"vip\"")
                    @QueryParam("filter")
                    @Nullable
                    String filter,
            @Parameter(description = "field key, or updated, created; '-' first for descending")
                    @QueryParam("sort")
                    @Nullable
                    String sort,
            @Parameter(description = "1 to 200, 50 if not given")
                    @QueryParam("limit")
                    @Schema(type = SchemaType.INTEGER)
                    @Nullable
                    String limit,
            @Parameter(description = "next of the page before") @QueryParam("cursor") @Nullable String cursor,
            @Parameter(description = TicketReadResource.COLUMNS) @QueryParam("columns") @Nullable String columns,
            @Context UriInfo uri) {
        TicketReadResource.refuseTwice(uri.getQueryParameters(), OWN);
        ListRequest request = new ListRequest(
                null,
                null,
                TicketReadResource.blankToNull(filter),
                TicketReadResource.further(uri.getQueryParameters(), OWN),
                TicketReadResource.blankToNull(sort),
                TicketReadResource.number(limit).orElse(ListRequest.DEFAULT_LIMIT),
                TicketReadResource.blankToNull(cursor),
                TicketReadResource.blankToNull(q),
                TicketReadResource.names(columns));
        return Responses.valueOf(records.list(now.actor(), now.metadata(), type, request, now.moment()));
    }

    @GET
    @Path("/{type}/choices")
    @LoggedIn("tickets:read")
    @Operation(
            operationId = "listRecordChoices",
            summary = "Records somebody may mean, for a picker",
            description =
                    "Those whose indexed texts begin with q or whose phone number it is; the last changed ones when q is empty.")
    public List<RecordRow> choices(
            @PathParam("type") String type,
            @Parameter(description = "what was typed, at most 100 characters") @QueryParam("q") @DefaultValue("")
                    String q,
            @Parameter(description = "1 to 50, 20 if not given")
                    @QueryParam("limit")
                    @Schema(type = SchemaType.INTEGER)
                    @Nullable
                    String limit) {
        return Responses.valueOf(
                records.choices(now.actor(), now.metadata(), type, typed(q), few(limit, 20), now.moment()));
    }

    @GET
    @Path("/find")
    @LoggedIn("tickets:read")
    @Operation(
            operationId = "findRecords",
            summary = "Records of any object type by an order number, a phone number, a name",
            description = "As choices, over every object type the caller may see.")
    public List<RecordRow> find(
            @Parameter(description = "what was typed, 1 to 100 characters") @QueryParam("q") @DefaultValue("") String q,
            @Parameter(description = "most of each type: 1 to 50, 5 if not given")
                    @QueryParam("limit")
                    @Schema(type = SchemaType.INTEGER)
                    @Nullable
                    String limit) {
        String typed = typed(q);
        return typed.isEmpty()
                ? List.of()
                : records.find(now.actor(), now.metadata(), typed, few(limit, 5), now.moment());
    }

    private static String typed(String q) {
        String typed = q.strip();
        if (typed.length() > LONGEST) {
            throw malformed("/q", "What is looked for has at most " + LONGEST + " characters.");
        }
        return typed;
    }

    private static int few(@Nullable String limit, int usual) {
        int few = TicketReadResource.number(limit).orElse(usual);
        if (few < 1 || few > MOST) {
            throw malformed("/limit", "A limit is 1 to " + MOST + ".");
        }
        return few;
    }

    private static RefusedException malformed(String pointer, String message) {
        return RefusedException.of(new Rejection(
                Rejection.Kind.MALFORMED,
                ProblemType.MALFORMED.code,
                ProblemType.MALFORMED.title,
                List.of(Problem.of(pointer, "parameter.invalid", message))));
    }

    @GET
    @Path("/{type}/{id}")
    @LoggedIn("tickets:read")
    @Operation(operationId = "getRecord", summary = "One record, with all the caller may see and do")
    @APIResponse(
            responseCode = "200",
            description = "the record; its ETag is for If-None-Match and, when changing it, If-Match",
            content = @Content(schema = @Schema(implementation = RecordDetail.class)))
    @APIResponse(responseCode = "304", description = "the caller's copy is still good")
    public RestResponse<RecordDetail> record(
            @PathParam("type") String type,
            @PathParam("id") @Schema(type = SchemaType.STRING, format = "uuid") String id,
            @HeaderParam("If-None-Match") @Nullable String ifNoneMatch) {
        RecordDetail record = Responses.valueOf(
                records.record(now.actor(), now.metadata(), type, TicketReadResource.ticketId(id), now.moment()));
        String etag = ETags.of(
                record.version(), Fingerprint.of(now.actor(), now.metadata().release()));
        return ETags.matches(ifNoneMatch, etag)
                ? RestResponse.ResponseBuilder.<RecordDetail>create(RestResponse.Status.NOT_MODIFIED)
                        .header("ETag", etag)
                        .build()
                : RestResponse.ResponseBuilder.ok(record).header("ETag", etag).build();
    }

    @GET
    @Path("/{type}/{id}/events")
    @LoggedIn("tickets:read")
    @Operation(operationId = "listRecordEvents", summary = "What happened to a record, newest first")
    public TimelinePage events(
            @PathParam("type") String type,
            @PathParam("id") @Schema(type = SchemaType.STRING, format = "uuid") String id,
            @QueryParam("cursor") @Nullable String cursor,
            @Parameter(description = "1 to 200, 100 if not given")
                    @QueryParam("limit")
                    @Schema(type = SchemaType.INTEGER)
                    @Nullable
                    String limit) {
        return Responses.valueOf(records.events(
                now.actor(),
                now.metadata(),
                type,
                TicketReadResource.ticketId(id),
                TicketReadResource.number(limit).orElse(null),
                TicketReadResource.blankToNull(cursor),
                now.moment()));
    }
}
