package io.deskloom.rest;

import io.deskloom.access.ListRequest;
import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Rejection;
import io.deskloom.sheet.RowWriter;
import io.deskloom.view.TicketExports;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.core.UriInfo;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Lists as files. */
@Path("/api/v1/exports")
@Tag(name = "exports")
class ExportResource {
    private static final String CSV = "text/csv";
    private static final String XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    private static final Set<String> OWN = Set.of("type", "view", "q", "filter", "sort", "format", "columns");
    private static final Set<String> OF_RECORDS = Set.of("q", "filter", "sort", "format", "columns");

    private static final String WORDS =
            "words that must be found, as for the list; refused with 409 while what records are found by is being made anew";

    /** Each holds a connection to the database until its reader has taken the last byte. */
    private static final Semaphore AT_ONCE = new Semaphore(4);

    private final TicketExports exports;
    private final Now now;
    private final RoutingContext routing;

    ExportResource(TicketExports exports, Now now, RoutingContext routing) {
        this.exports = exports;
        this.now = now;
        this.routing = routing;
    }

    @GET
    @Path("/tickets")
    @Needs("tickets.export")
    @Produces({CSV, XLSX})
    @Operation(
            operationId = "exportTickets",
            summary = "A whole list as CSV or XLSX",
            description =
                    "As its caller sees it: the same words, filter and order as the list, the same masks. Further parameters are conditions, as for the list. Written while it is read; what is cut off in the middle was not over within five minutes.")
    @APIResponse(
            responseCode = "200",
            description = "the file",
            content = @Content(schema = @Schema(implementation = byte[].class)))
    public Response tickets(
            @Parameter(description = "ticket type key") @QueryParam("type") @Nullable String type,
            @Parameter(description = "key of a saved list") @QueryParam("view") @Nullable String view,
            @Parameter(description = WORDS) @QueryParam("q") @Nullable String q,
            @QueryParam("filter") @Nullable String filter,
            @QueryParam("sort") @Nullable String sort,
            @Parameter(description = "csv or xlsx, csv if not given") @QueryParam("format") @Nullable String format,
            @Parameter(
                            description =
                                    "keys of columns, separated by commas; if not given the view's, without a view all")
                    @QueryParam("columns")
                    @Nullable
                    String columns,
            @Context UriInfo uri) {
        TicketReadResource.refuseTwice(uri.getQueryParameters(), OWN);
        ListRequest request = new ListRequest(
                TicketReadResource.blankToNull(type),
                TicketReadResource.blankToNull(view),
                TicketReadResource.blankToNull(filter),
                TicketReadResource.further(uri.getQueryParameters(), OWN),
                TicketReadResource.blankToNull(sort),
                ListRequest.DEFAULT_LIMIT,
                null,
                TicketReadResource.blankToNull(q));
        boolean xlsx = xlsx(format);
        Response file = file(
                Responses.valueOf(exports.of(now.actor(), now.metadata(), request, keys(columns), now.moment())),
                xlsx,
                "Tickets");
        RequestInfo.of(routing).note("tickets-exported");
        return file;
    }

    @GET
    @Path("/objects/{type}")
    @Needs("tickets.export")
    @Produces({CSV, XLSX})
    @Operation(
            operationId = "exportRecords",
            summary = "All records of an object type as CSV or XLSX",
            description =
                    "As its caller sees them: the same words, filter and order as the list, the same masks. Further parameters are conditions, as for the list. Written while it is read; what is cut off in the middle was not over within five minutes.")
    @APIResponse(
            responseCode = "200",
            description = "the file",
            content = @Content(schema = @Schema(implementation = byte[].class)))
    public Response records(
            @PathParam("type") String type,
            @Parameter(description = WORDS) @QueryParam("q") @Nullable String q,
            @QueryParam("filter") @Nullable String filter,
            @QueryParam("sort") @Nullable String sort,
            @Parameter(description = "csv or xlsx, csv if not given") @QueryParam("format") @Nullable String format,
            @Parameter(description = "keys of columns, separated by commas; all if not given")
                    @QueryParam("columns")
                    @Nullable
                    String columns,
            @Context UriInfo uri) {
        TicketReadResource.refuseTwice(uri.getQueryParameters(), OF_RECORDS);
        ListRequest request = new ListRequest(
                null,
                null,
                TicketReadResource.blankToNull(filter),
                TicketReadResource.further(uri.getQueryParameters(), OF_RECORDS),
                TicketReadResource.blankToNull(sort),
                ListRequest.DEFAULT_LIMIT,
                null,
                TicketReadResource.blankToNull(q));
        boolean xlsx = xlsx(format);
        Response file = file(
                Responses.valueOf(
                        exports.ofRecords(now.actor(), now.metadata(), type, request, keys(columns), now.moment())),
                xlsx,
                "Records");
        RequestInfo.of(routing).note("records-exported");
        return file;
    }

    private Response file(TicketExports.Export export, boolean xlsx, String sheet) {
        if (!AT_ONCE.tryAcquire()) {
            throw RefusedException.of(new Rejection(
                    Rejection.Kind.TOO_MANY,
                    "export-busy",
                    "Others are exporting just now; try again in a minute.",
                    List.of()));
        }
        // Not when the body has been written: of a HEAD, and for whoever has gone already, none ever is.
        routing.addEndHandler(_ -> AT_ONCE.release());
        StreamingOutput body = out -> {
            try (RowWriter rows = xlsx ? RowWriter.xlsx(out, sheet) : RowWriter.csv(out)) {
                export.writeTo(rows);
            }
        };
        String ending = xlsx ? ".xlsx" : ".csv";
        return Response.ok(body, xlsx ? XLSX : CSV + ";charset=utf-8")
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        Dispositions.attachment(export.plainName() + ending, export.name() + ending))
                .build();
    }

    private static boolean xlsx(@Nullable String format) {
        if (format == null || format.isEmpty() || format.equals("csv")) {
            return false;
        }
        if (format.equals("xlsx")) {
            return true;
        }
        throw RefusedException.of(new Rejection(
                Rejection.Kind.MALFORMED,
                "query-invalid",
                "This list cannot be answered as asked.",
                List.of(Problem.of("/format", "export.format", "A file is csv or xlsx."))));
    }

    private static @Nullable List<String> keys(@Nullable String columns) {
        return columns == null || columns.isBlank()
                ? null
                : Arrays.stream(columns.split(",")).map(String::strip).toList();
    }
}
