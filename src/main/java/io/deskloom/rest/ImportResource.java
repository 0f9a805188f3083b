package io.deskloom.rest;

import io.deskloom.attachment.FileName;
import io.deskloom.identity.Account;
import io.deskloom.identity.Accounts;
import io.deskloom.imports.ImportJob;
import io.deskloom.imports.Imports;
import io.deskloom.imports.JobState;
import io.deskloom.imports.Mapping;
import io.deskloom.imports.Step;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.Problem;
import io.deskloom.sheet.RowWriter;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/** Imports: a job is begun, its file sent in parts, its mapping set, tried, run. */
@Path("/api/v1/imports")
@Tag(name = "imports")
class ImportResource {
    private static final String ABILITY = Imports.ABILITY;
    private static final String CSV = "text/csv";
    private static final int PAGE = 50;
    private static final int MOST_REJECTS = 100;

    private final Imports imports;
    private final Accounts accounts;
    private final Now now;
    private final RoutingContext routing;

    ImportResource(Imports imports, Accounts accounts, Now now, RoutingContext routing) {
        this.imports = imports;
        this.accounts = accounts;
        this.now = now;
        this.routing = routing;
    }

    /**
     * What to import.
     *
     * @param size bytes of the file
     * @param fingerprint what the sender knows this file and mapping by: a job that was begun with the same and is not over is
     *     answered instead of a new one
     * @param mapping as in {@code PUT /imports/{id}/mapping}; guessed when left out
     */
    @Schema(name = "NewImport")
    record NewImport(
            @Schema(required = true) @Nullable String type,
            @Schema(required = true) @Nullable String fileName,
            @Schema(required = true) @Nullable Long size,
            @Nullable String fingerprint,
            @Nullable Map<String, @Nullable Object> mapping) {}

    /** Whether to try it only. */
    @Schema(name = "StartImport")
    record StartImport(@Nullable Boolean dryRun) {}

    /** @param format csv, xlsx or jsonl */
    @Schema(name = "ImportLayout")
    record LayoutBody(
            @Schema(enumeration = {"csv", "xlsx", "jsonl"}) String format, String encoding, String separator) {}

    /** A column of the file. @param filled in how many rows something stands in it */
    @Schema(name = "ImportColumn")
    record ColumnBody(String name, List<String> samples, long filled) {}

    /**
     * @param to field keys, or ticket.priority
     * @param values what a cell says to what is meant
     * @param when other columns to what they must say in the same row
     */
    @Schema(name = "ImportColumnTarget")
    record TargetBody(String column, List<String> to, Map<String, String> values, Map<String, String> when) {}

    @Schema(name = "ImportMapping")
    record MappingBody(
            String source, @Nullable String externalId, List<TargetBody> columns, Map<String, String> constants) {
        static MappingBody of(Mapping m) {
            return new MappingBody(
                    m.source(),
                    m.externalId(),
                    m.columns().entrySet().stream()
                            .map(e -> new TargetBody(
                                    e.getKey(),
                                    e.getValue().to(),
                                    e.getValue().values(),
                                    e.getValue().when()))
                            .toList(),
                    m.constants());
        }
    }

    /** A mapping as it is sent: a column's name to a field key, several, or {to, values, when}. */
    @Schema(name = "ImportMappingChange")
    record MappingChange(
            @Nullable String source,
            @Nullable String externalId,
            @Nullable Map<String, @Nullable Object> columns,
            @Nullable Map<String, @Nullable Object> constants) {}

    @Schema(name = "ImportCounts")
    record CountsBody(long created, long updated, long known, long rejected) {
        static CountsBody of(Step.Counts c) {
            return new CountsBody(c.created(), c.updated(), c.known(), c.rejected());
        }
    }

    /** Why rows would be refused. @param lines the first few */
    @Schema(name = "ImportReason")
    record ReasonBody(ProblemBody.Item problem, long rows, List<Long> lines) {}

    /** A row as it would be written. @param values field key to its text; days and moments as ISO 8601 has them */
    @Schema(name = "ImportSample")
    record SampleBody(long line, Map<String, String> values) {}

    @Schema(name = "ImportCheck")
    record CheckBody(CountsBody counts, List<ReasonBody> reasons, List<SampleBody> samples, Instant at) {
        static CheckBody of(ImportJob.Check c) {
            return new CheckBody(
                    CountsBody.of(c.counts()),
                    c.reasons().stream()
                            .map(r -> new ReasonBody(ProblemBody.item(r.problem()), r.rows(), r.lines()))
                            .toList(),
                    c.samples().stream()
                            .map(s -> new SampleBody(s.line(), s.fields()))
                            .toList(),
                    c.at());
        }
    }

    /**
     * What only its owner sees of a job.
     *
     * @param targets where columns can go while it is ready: keys of the fields that cells can fill, and ticket.priority
     */
    @Schema(name = "ImportDetail")
    record DetailBody(
            @Nullable LayoutBody layout,
            List<ColumnBody> columns,
            MappingBody mapping,
            List<String> targets,
            List<ProblemBody.Item> problems,
            List<ProblemBody.Item> warnings,
            @Nullable CheckBody check) {}

    /**
     * A job.
     *
     * @param by name of whose it is
     * @param mine whether it is the caller's
     * @param stored bytes of the file that have arrived
     * @param part bytes of every part of a file but the last
     * @param done rows gone through by the try or run that is under way
     * @param detail null for other people's jobs, and in lists
     */
    @Schema(name = "ImportJob")
    record JobBody(
            UUID id,
            String type,
            String fileName,
            long size,
            long stored,
            int part,

            @Schema(
                    enumeration = {"uploading", "reading", "ready", "checking", "running", "done", "cancelled", "failed"
                    })
            String state,

            String by,
            boolean mine,
            long total,
            long done,
            CountsBody counts,
            ProblemBody.@Nullable Item failure,
            Instant createdAt,
            @Nullable Instant startedAt,
            @Nullable Instant endedAt,
            @Nullable DetailBody detail) {}

    /** @param next give it as {@code before} to go on; null on the last page */
    @Schema(name = "ImportPage")
    record PageBody(List<JobBody> items, @Nullable UUID next) {}

    /** A refused row. @param line in the file @param cells of the columns, as text */
    @Schema(name = "ImportReject")
    record RejectBody(long line, List<@Nullable String> cells, List<ProblemBody.Item> problems) {}

    @POST
    @Needs(ABILITY)
    @ResponseStatus(201)
    @Operation(operationId = "beginImport", summary = "Begin an import, or find the one that was cut off")
    public JobBody begin(NewImport body) {
        new Given()
                .need("type", body.type())
                .need("fileName", body.fileName())
                .need("size", body.size())
                .check();
        String fingerprint = body.fingerprint();
        return body(Responses.valueOf(imports.begin(
                now.actor(),
                Given.sure(body.type()),
                Given.sure(body.fileName()),
                Given.sure(body.size()),
                fingerprint == null ? "" : fingerprint,
                body.mapping(),
                now.moment())));
    }

    @GET
    @Needs(ABILITY)
    @Operation(operationId = "listImports", summary = "Imports of the workspace, newest first")
    public PageBody list(
            @Parameter(description = "next of the page before") @QueryParam("before") @Nullable String before) {
        List<Imports.Seen> found =
                imports.list(now.actor(), before == null || before.isEmpty() ? null : id(before), PAGE + 1);
        boolean more = found.size() > PAGE;
        List<Imports.Seen> page = more ? found.subList(0, PAGE) : found;
        Map<AccountId, String> called = called(page);
        return new PageBody(
                page.stream().map(s -> body(s, called, false)).toList(),
                more ? page.getLast().job().id() : null);
    }

    @GET
    @Path("/{id}")
    @Needs(ABILITY)
    @Operation(operationId = "getImport", summary = "One import")
    public JobBody get(@PathParam("id") @Schema(format = "uuid") String id) {
        return body(Responses.valueOf(imports.get(now.actor(), id(id), now.moment())));
    }

    @PUT
    @Path("/{id}/parts/{part}")
    @Consumes(MediaType.APPLICATION_OCTET_STREAM)
    @Needs(ABILITY)
    @Operation(operationId = "putImportPart", summary = "Send a part of the file; parts come in order, from 0")
    @RequestBody(
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_OCTET_STREAM,
                            schema =
                                    @Schema(
                                            format = "binary",
                                            type =
                                                    org.eclipse.microprofile.openapi.annotations.enums.SchemaType
                                                            .STRING)))
    public JobBody put(@PathParam("id") @Schema(format = "uuid") String id, @PathParam("part") int part, byte[] bytes) {
        return body(Responses.valueOf(imports.put(now.actor(), id(id), part, bytes, now.moment())));
    }

    @PUT
    @Path("/{id}/mapping")
    @Needs(ABILITY)
    @Operation(operationId = "mapImport", summary = "Say which column goes where")
    public JobBody map(@PathParam("id") @Schema(format = "uuid") String id, MappingChange body) {
        Map<String, @Nullable Object> plain = new LinkedHashMap<>();
        plain.put("source", body.source());
        plain.put("externalId", body.externalId());
        plain.put("columns", body.columns());
        plain.put("constants", body.constants());
        return body(Responses.valueOf(imports.map(now.actor(), id(id), plain, now.moment())));
    }

    @POST
    @Path("/{id}/start")
    @Needs(ABILITY)
    @Operation(operationId = "startImport", summary = "Try an import without effect, or run it")
    public JobBody start(@PathParam("id") @Schema(format = "uuid") String id, StartImport body) {
        boolean dryRun = Boolean.TRUE.equals(body.dryRun());
        JobBody job = body(Responses.valueOf(imports.start(now.actor(), id(id), dryRun, now.moment())));
        RequestInfo.of(routing).note(dryRun ? "import-tried" : "import-started");
        return job;
    }

    @POST
    @Path("/{id}/cancel")
    @Needs(ABILITY)
    @Operation(operationId = "cancelImport", summary = "Stop an import; what has been written stays")
    public JobBody cancel(@PathParam("id") @Schema(format = "uuid") String id) {
        JobBody job = body(Responses.valueOf(imports.cancel(now.actor(), id(id), now.moment())));
        RequestInfo.of(routing).note("import-cancelled");
        return job;
    }

    @GET
    @Path("/{id}/rejects")
    @Needs(ABILITY)
    @Operation(operationId = "listImportRejects", summary = "The first hundred refused rows")
    public List<RejectBody> rejects(@PathParam("id") @Schema(format = "uuid") String id) {
        return Responses.valueOf(imports.rejects(now.actor(), id(id), MOST_REJECTS)).stream()
                .map(r -> new RejectBody(
                        r.line(),
                        texts(r.cells()),
                        r.problems().stream().map(ProblemBody::item).toList()))
                .toList();
    }

    @GET
    @Path("/{id}/rejected")
    @Needs(ABILITY)
    @Produces(CSV)
    @Operation(
            operationId = "downloadImportRejects",
            summary = "All refused rows as CSV, with line and reason: to be put right and imported again")
    @APIResponse(
            responseCode = "200",
            description = "the file",
            content = @Content(schema = @Schema(implementation = byte[].class)))
    public Response rejected(@PathParam("id") @Schema(format = "uuid") String id) {
        Imports.Rejected rejected = Responses.valueOf(imports.rejected(now.actor(), id(id)));
        ImportJob job = rejected.job();
        Map<String, String> labels = labels(job.type());
        StreamingOutput body = out -> {
            try (RowWriter rows = RowWriter.csv(out)) {
                List<String> header = new ArrayList<>(
                        job.columns().stream().map(ImportJob.Column::name).toList());
                header.add("_line");
                header.add("_problem");
                rows.header(header);
                rejected.each().accept(reject -> write(rows, reject, labels));
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
        };
        String name = FileName.clean(job.fileName().replaceAll("\\.[A-Za-z]{1,5}$", "") + "-rejected.csv");
        return Response.ok(body, CSV + ";charset=utf-8")
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        Dispositions.attachment(name.replaceAll("[^A-Za-z0-9._-]+", "-"), name))
                .build();
    }

    private static void write(RowWriter rows, Step.Reject reject, Map<String, String> labels) {
        List<RowWriter.Cell> row = new ArrayList<>();
        texts(reject.cells()).forEach(text -> row.add(text == null ? RowWriter.Cell.EMPTY : RowWriter.Cell.text(text)));
        row.add(RowWriter.Cell.text(Long.toString(reject.line())));
        row.add(RowWriter.Cell.text(String.join(
                " ", reject.problems().stream().map(p -> sentence(p, labels)).toList())));
        try {
            rows.write(row);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sentence(Problem problem, Map<String, String> labels) {
        String field =
                problem.pointer().startsWith("/fields/") ? problem.pointer().substring("/fields/".length()) : "";
        return field.isEmpty() ? problem.message() : labels.getOrDefault(field, field) + ": " + problem.message();
    }

    /** What fields are called, as far as their keys stand in the file's problems: only the importer's own. */
    private Map<String, String> labels(String type) {
        Map<String, String> labels = new HashMap<>();
        now.metadata()
                .anyType(type)
                .ifPresent(t -> t.fields()
                        .forEach(f ->
                                labels.put(f.key(), f.label().in(now.actor().language()))));
        return labels;
    }

    /** Cells as the file had them, of JSON lines as JSON. */
    private static List<@Nullable String> texts(List<@Nullable Object> cells) {
        List<@Nullable String> texts = new ArrayList<>();
        for (Object cell : cells) {
            texts.add(
                    switch (cell) {
                        case null -> null;
                        case String text -> text;
                        case List<?> list ->
                            String.join("; ", list.stream().map(String::valueOf).toList());
                        case Map<?, ?> map
                        when map.containsKey("amount") -> map.get("amount") + " " + map.get("currency");
                        default -> cell.toString();
                    });
        }
        return texts;
    }

    private JobBody body(Imports.Seen seen) {
        return body(seen, called(List.of(seen)), seen.mine());
    }

    private Map<AccountId, String> called(List<Imports.Seen> seen) {
        Map<AccountId, String> called = new HashMap<>();
        for (Account account : accounts.byIds(
                now.actor().tenant(),
                seen.stream().map(s -> s.job().account()).distinct().toList())) {
            called.put(account.id(), account.name());
        }
        return called;
    }

    private static JobBody body(Imports.Seen seen, Map<AccountId, String> called, boolean detail) {
        ImportJob job = seen.job();
        return new JobBody(
                job.id(),
                job.type(),
                job.fileName(),
                job.size(),
                job.stored(),
                Imports.PART,
                job.state().wire(),
                called.getOrDefault(job.account(), ""),
                seen.mine(),
                job.total(),
                job.done(),
                CountsBody.of(job.counts()),
                job.failure() == null ? null : ProblemBody.item(job.failure()),
                job.createdAt(),
                job.startedAt(),
                job.endedAt(),
                detail ? detail(seen) : null);
    }

    private static DetailBody detail(Imports.Seen seen) {
        ImportJob job = seen.job();
        boolean known = job.state() != JobState.UPLOADING && job.state() != JobState.READING;
        return new DetailBody(
                job.layout() == null
                        ? null
                        : new LayoutBody(
                                job.layout().format().name().toLowerCase(java.util.Locale.ROOT),
                                job.layout().encoding(),
                                job.layout().separator()),
                known
                        ? job.columns().stream()
                                .map(c -> new ColumnBody(c.name(), c.samples(), c.filled()))
                                .toList()
                        : List.of(),
                MappingBody.of(job.mapping()),
                seen.targets(),
                seen.problems().stream().map(ProblemBody::item).toList(),
                seen.warnings().stream().map(ProblemBody::item).toList(),
                job.check() == null ? null : CheckBody.of(job.check()));
    }

    private static UUID id(String text) {
        return TicketReadResource.ticketId(text).value();
    }
}
