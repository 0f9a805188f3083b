package io.deskloom.rest;

import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Rejection;
import io.deskloom.sheet.RowWriter;
import io.deskloom.view.PromiseItem;
import io.deskloom.view.PromiseQueries.Outcome;
import io.deskloom.view.PromiseReport;
import io.deskloom.view.PromiseRows;
import io.deskloom.view.Promises;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** How promises are kept, for those who see to it that they are. */
@Path("/api/v1/promises")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "tickets")
class PromiseResource {
    private static final int USUAL_DAYS = 30;
    private static final int MOST_DAYS = 366;
    private static final int MOST = 200;
    private static final int LONGEST = 100;
    private static final String FROM =
            "the first day, in the workspace's zone; thirty days up to the last if not given";
    private static final String TO = "the last day; today if not given; a period has at most 366 days";

    private final Promises promises;
    private final Now now;

    PromiseResource(Promises promises, Now now) {
        this.promises = promises;
        this.now = now;
    }

    @GET
    @Path("/report")
    @Needs(PeopleResource.MANAGE)
    @Operation(
            operationId = "promiseReport",
            summary = "How the promises of a period were kept",
            description =
                    "Of the promises made in the period on tickets that the caller's lists show and whose agenda the caller may read. Of whom a promise is: who has the ticket, or had it when the promise ended.")
    public PromiseReport report(
            @Parameter(description = FROM) @QueryParam("from") @Nullable String from,
            @Parameter(description = TO) @QueryParam("to") @Nullable String to) {
        return promises.report(now.actor(), now.metadata(), days(from, to), now.moment());
    }

    @GET
    @Path("/report/file")
    @Produces("text/csv")
    @Needs(PeopleResource.MANAGE)
    @Operation(
            operationId = "promiseReportFile",
            summary = "How the promises of a period were kept, as CSV",
            description = "The lines of the report: all, each team, everybody, each type.")
    @APIResponse(
            responseCode = "200",
            description = "the file",
            content = @Content(schema = @Schema(implementation = byte[].class)))
    public Response file(
            @Parameter(description = FROM) @QueryParam("from") @Nullable String from,
            @Parameter(description = TO) @QueryParam("to") @Nullable String to) {
        PromiseReport report = report(from, to);
        String name = "promises-" + report.from() + "-" + report.to() + ".csv";
        String language = now.actor().language();
        StreamingOutput body = out -> {
            try (RowWriter rows = RowWriter.csv(out)) {
                PromiseRows.write(report, language, rows);
            }
        };
        return Response.ok(body, "text/csv;charset=utf-8")
                .header(HttpHeaders.CONTENT_DISPOSITION, Dispositions.attachment(name))
                .build();
    }

    @GET
    @Needs(PeopleResource.MANAGE)
    @Operation(
            operationId = "promises",
            summary = "The promises of a period, the newest first",
            description =
                    "Those the report counts: of tickets that the caller's lists show and whose agenda the caller may read.")
    public PromiseItem.Page list(
            @Parameter(description = FROM) @QueryParam("from") @Nullable String from,
            @Parameter(description = TO) @QueryParam("to") @Nullable String to,
            @Parameter(
                            description = "only those that ended so; all if not given",
                            schema = @Schema(enumeration = {"kept", "late", "broken", "open", "withdrawn"}))
                    @QueryParam("outcome")
                    @Nullable
                    String outcome,
            @Parameter(description = "only of one ticket type, by key") @QueryParam("type") @Nullable String type,
            @Parameter(description = "only of one team, by key") @QueryParam("team") @Nullable String team,
            @Parameter(description = "only of somebody, by id; nobody for those that were nobody's")
                    @QueryParam("person")
                    @Nullable
                    String person,
            @QueryParam("limit") @DefaultValue("50") int limit,
            @Parameter(description = "next of the page before") @QueryParam("cursor") @Nullable String cursor) {
        if (limit < 1 || limit > MOST) {
            throw WorkResource.malformed("?limit", "A limit is 1 to 200.");
        }
        if (type != null && type.length() > LONGEST || team != null && team.length() > LONGEST) {
            throw WorkResource.malformed(
                    type != null && type.length() > LONGEST ? "?type" : "?team", "This is too long.");
        }
        boolean nobody = "nobody".equals(person);
        return Responses.valueOf(promises.page(
                now.actor(),
                now.metadata(),
                new Promises.Wanted(
                        days(from, to),
                        outcomes(outcome),
                        TicketReadResource.blankToNull(type),
                        TicketReadResource.blankToNull(team),
                        nobody ? null : account(person),
                        nobody),
                limit,
                cursor,
                now.moment()));
    }

    private static Set<Outcome> outcomes(@Nullable String name) {
        return name == null || name.isEmpty()
                ? EnumSet.allOf(Outcome.class)
                : EnumSet.of(Arrays.stream(Outcome.values())
                        .filter(one -> one.name().toLowerCase(Locale.ROOT).equals(name))
                        .findFirst()
                        .orElseThrow(() -> WorkResource.malformed(
                                "?outcome", "An outcome is kept, late, broken, open or withdrawn.")));
    }

    private static @Nullable AccountId account(@Nullable String id) {
        try {
            return id == null || id.isEmpty() ? null : new AccountId(UUID.fromString(id));
        } catch (IllegalArgumentException e) {
            throw WorkResource.malformed("?person", "This is nobody's id.");
        }
    }

    private Promises.Days days(@Nullable String from, @Nullable String to) {
        LocalDate last = day(
                "?to", to, LocalDate.ofInstant(now.moment().now(), now.moment().zone()));
        LocalDate first = day("?from", from, last.minusDays(USUAL_DAYS - 1L));
        if (first.isAfter(last)) {
            throw period(Problem.of("?from", "promises.period", "The first day is after the last."));
        }
        if (ChronoUnit.DAYS.between(first, last) >= MOST_DAYS) {
            throw period(Problem.of(
                    "?from",
                    "promises.too-long",
                    "A period has at most " + MOST_DAYS + " days.",
                    Map.of("most", Integer.toString(MOST_DAYS))));
        }
        return new Promises.Days(first, last);
    }

    private static LocalDate day(String place, @Nullable String text, LocalDate otherwise) {
        if (text == null || text.isEmpty()) {
            return otherwise;
        }
        try {
            LocalDate day = LocalDate.parse(text);
            if (day.getYear() < 1970 || day.getYear() > 9998) {
                throw WorkResource.malformed(place, "A day is written as 2026-11-30.");
            }
            return day;
        } catch (DateTimeParseException e) {
            throw WorkResource.malformed(place, "A day is written as 2026-11-30.");
        }
    }

    private static RefusedException period(Problem problem) {
        return RefusedException.of(new Rejection(
                Rejection.Kind.MALFORMED, ProblemType.MALFORMED.code, ProblemType.MALFORMED.title, List.of(problem)));
    }
}
