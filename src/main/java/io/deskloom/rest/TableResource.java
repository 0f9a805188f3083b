package io.deskloom.rest;

import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Rejection;
import io.deskloom.metadata.Releases;
import io.deskloom.metadata.SourceFile;
import io.deskloom.metadata.TableSheets;
import io.deskloom.model.Finding;
import io.deskloom.model.RuleChecks;
import io.deskloom.model.RuleDef;
import io.deskloom.model.TableDef;
import io.deskloom.sheet.Grid;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Decision tables in force: as a grid, as a sheet, and a changed sheet checked. */
@Path("/api/v1/admin/tables")
@Tag(name = "admin")
class TableResource {
    private static final String CSV = "text/csv";
    private static final String XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    private final Now now;
    private final RequestActor actor;
    private final Releases releases;
    private final RuleChecks checks;

    TableResource(Now now, RequestActor actor, Releases releases, RuleChecks checks) {
        this.now = now;
        this.actor = actor;
        this.releases = releases;
        this.checks = checks;
    }

    /**
     * A table.
     *
     * @param key of a pack's table with the pack's namespace before it
     * @param rows how many
     * @param file the sheet its rows stand in, null when they stand in the definition
     */
    @Schema(name = "RuleTableLine")
    record LineBody(
            String key,
            Map<String, String> label,
            @Nullable String pack,
            String type,
            List<String> on,
            int order,

            @Schema(enumeration = {"unique", "first", "collect"})
            String hit,

            int rows,
            @Nullable String file) {}

    /** @param wish of an output, what its cells want ("setPriority"); null of an input */
    @Schema(name = "RuleTableColumn")
    record ColumnBody(
            String key, Map<String, String> label, @Nullable String wish) {}

    /**
     * @param cells of inputs and outputs, as they were written
     * @param line of the sheet or place in the definition, from 1
     */
    @Schema(name = "RuleTableRow")
    record RowBody(String id, int line, String note, List<String> cells) {}

    /** @param findings those about this table */
    @Schema(name = "RuleTable")
    record TableBody(
            LineBody table,
            List<ColumnBody> inputs,
            List<ColumnBody> outputs,
            List<RowBody> rows,
            List<FindingBody> findings) {}

    /**
     * A sheet instead of the table's rows.
     *
     * @param name its name, which ends with .csv or .xlsx
     * @param text its content; of a workbook in Base64
     */
    @Schema(name = "CheckRuleTable")
    record CheckBody(
            @Schema(required = true) @Nullable String name,

            @Schema(required = true) @Nullable String text) {}

    /**
     * @param problems what keeps it from being published
     * @param table what it becomes, null when it cannot be read
     * @param files the files that change; applying them with all others publishes it
     */
    @Schema(name = "CheckedRuleTable")
    record CheckedBody(
            List<ProblemBody.Item> problems, @Nullable TableBody table, List<FileBody> files) {}

    @Schema(name = "CheckedFile")
    record FileBody(String path, String text) {}

    @GET
    @Needs("metadata.read")
    @Operation(operationId = "listRuleTables", summary = "The decision tables in force")
    public List<LineBody> list() {
        return new TreeMap<>(now.metadata().tables())
                .entrySet().stream().map(e -> line(e.getKey(), e.getValue())).toList();
    }

    @GET
    @Path("/{key}")
    @Needs("metadata.read")
    @Operation(
            operationId = "readRuleTable",
            summary = "A decision table as a grid, with what there is to say about it")
    public TableBody read(@PathParam("key") String key) {
        TableDef table = table(key);
        List<Finding> findings = checks.findings(now.metadata()).stream()
                .filter(f -> f.place() != null && f.place().table().equals(key))
                .toList();
        return body(key, table, findings);
    }

    @GET
    @Path("/{key}/sheet")
    @Needs("metadata.read")
    @Produces({XLSX, CSV})
    @Operation(
            operationId = "downloadRuleTable",
            summary = "A decision table as a sheet that can be changed and checked")
    public Response sheet(
            @PathParam("key") String key,
            @Parameter(description = "xlsx or csv") @QueryParam("format") @Nullable String format,
            @Parameter(description = "Language of the columns' names") @QueryParam("language") @Nullable
                    String language) {
        TableDef table = table(key);
        boolean csv = "csv".equals(format);
        Grid grid = TableSheets.grid(
                table,
                language == null || language.length() > 35
                        ? now.metadata().workspace().languages().getFirst()
                        : language);
        byte[] content = grid.write(csv ? Grid.Format.CSV : Grid.Format.XLSX, "Rows");
        return Response.ok(content, csv ? CSV : XLSX)
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        "attachment; filename=\"" + table.key() + (csv ? ".csv" : ".xlsx") + "\"")
                .build();
    }

    /** Nothing is published: the answer says what is wrong, and which files to apply. */
    @POST
    @Path("/{key}/check")
    @Needs("metadata.read")
    @Operation(operationId = "checkRuleTable", summary = "Check a sheet as the rows of a decision table")
    public CheckedBody check(@PathParam("key") String key, CheckBody body) {
        new Given().need("name", body.name()).need("text", body.text()).check();
        String name = Given.sure(body.name());
        if (!name.endsWith(".csv") && !name.endsWith(".xlsx")) {
            throw RefusedException.of(Rejection.invalid(
                    List.of(Problem.of("/name", "table.sheet_name", "The name must end with .csv or .xlsx."))));
        }
        table(key);
        Releases.TableCheck check =
                Responses.valueOf(releases.check(actor.tenant(), key, new SourceFile(name, Given.sure(body.text()))));
        TableDef read = check.table();
        return new CheckedBody(
                check.problems().stream().map(ProblemBody::item).toList(),
                read == null ? null : body(key, read, check.findings()),
                check.files().stream()
                        .map(f -> new FileBody(f.path(), f.text()))
                        .toList());
    }

    private TableDef table(String key) {
        TableDef table = now.metadata().tables().get(key);
        if (table == null) {
            throw RefusedException.of(Rejection.notFound());
        }
        return table;
    }

    private static TableBody body(String key, TableDef table, List<Finding> findings) {
        List<ColumnBody> outputs = new ArrayList<>();
        table.outputs()
                .forEach(o -> outputs.add(new ColumnBody(o.key(), o.label().byLanguage(), o.wish())));
        return new TableBody(
                line(key, table),
                table.inputs().stream()
                        .map(i -> new ColumnBody(i.key(), i.label().byLanguage(), null))
                        .toList(),
                outputs,
                table.rows().stream()
                        .map(r -> new RowBody(r.id(), r.line(), r.note(), r.texts()))
                        .toList(),
                FindingBody.of(findings));
    }

    private static LineBody line(String key, TableDef table) {
        return new LineBody(
                key,
                table.label().byLanguage(),
                table.origin().pack(),
                table.type(),
                table.on().stream().sorted().map(RuleDef.On::wire).toList(),
                table.order(),
                table.hit().wire(),
                table.rows().size(),
                table.file());
    }
}
