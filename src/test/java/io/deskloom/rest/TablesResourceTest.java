package io.deskloom.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;

import io.deskloom.identity.Tenant;
import io.deskloom.metadata.SourceFile;
import io.deskloom.testing.Browser;
import io.deskloom.testing.PostgresResource;
import io.deskloom.testing.Snapshots;
import io.deskloom.testing.Workspaces;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Decision tables and what is said about rules, as administrators get them. */
@Tag("database")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class TablesResourceTest {
    private static final String TABLE = """
            id: dt_cost
            key: cost
            label: {en: Priority by cost}
            type: mending
            on: [created]
            hit: unique
            inputs: [{field: cost}, {field: device}]
            outputs: [{do: setPriority}]
            rows:
              - {id: dear, when: ['>= 500', -], then: [high]}
              - {id: cheap, when: ['< 500', '"Lamp, old"'], then: [low], note: They break again}
            """;

    @Inject
    Workspaces workspaces;

    private Tenant workspace;
    private Browser owner;

    @BeforeEach
    void aWorkspaceWithATable() {
        workspace = workspaces.fresh();
        workspaces.account(workspace, "ada", "admin");
        apply(Browser.signIn(workspace, "ada"), files(TABLE)).statusCode(200);
        workspaces.account(workspace, "owner", "owner");
        owner = Browser.signIn(workspace, "owner");
    }

    @Test
    void aTableIsAGridASheetAndAGridAgain() {
        owner.with()
                .get("/api/v1/admin/tables")
                .then()
                .statusCode(200)
                .body("key", contains("cost"))
                .body("[0].rows", equalTo(2));
        owner.with()
                .get("/api/v1/admin/tables/cost")
                .then()
                .statusCode(200)
                .body("inputs.key", contains("cost", "device"))
                .body("rows[1].cells", contains("< 500", "\"Lamp, old\"", "low"));
        for (String format : List.of("csv", "xlsx")) {
            byte[] sheet = owner.with()
                    .accept("*/*")
                    .get("/api/v1/admin/tables/cost/sheet?format=" + format)
                    .then()
                    .statusCode(200)
                    .extract()
                    .asByteArray();
            String text = format.equals("csv")
                    ? new String(sheet, UTF_8)
                    : Base64.getEncoder().encodeToString(sheet);
            ValidatableResponse checked = check("cost." + format, text)
                    .statusCode(200)
                    .body("problems", hasSize(0))
                    .body("table.rows.id", contains("dear", "cheap"))
                    .body("table.rows[1].cells", contains("< 500", "\"Lamp, old\"", "low"))
                    .body("table.rows[1].note", equalTo("They break again"))
                    .body("files.path", contains("tables/cost." + format, "tables/cost.yaml"));
            // What comes back can be applied with everything else.
            List<SourceFile> files = new ArrayList<>(Snapshots.acmeFiles());
            checked.extract()
                    .<List<Map<String, String>>>path("files")
                    .forEach(f -> files.add(new SourceFile(f.get("path"), f.get("text"))));
            apply(owner, files).statusCode(200);
            owner.with().get("/api/v1/admin/tables").then().body("[0].file", equalTo("cost." + format));
        }
        assertThat(owner.with().get("/api/v1/admin/tables/nothing").statusCode())
                .isEqualTo(404);
    }

    private static final java.nio.charset.Charset UTF_8 = java.nio.charset.StandardCharsets.UTF_8;

    @Test
    void everyBadCellOfASheetIsToldAndNothingIsPublished() {
        check("x.csv", "id,cost,device,priority\na,many,-,high\nb,> 3,-,higher\n")
                .statusCode(200)
                .body("problems.pointer", contains("B2", "D3"))
                .body("table", equalTo(null));
        check("x.csv", "id,cost,device,priority\na,> 3,-,high\nb,> 5,-,low\n")
                .statusCode(200)
                .body("problems.code", contains("table.overlap"))
                .body("table.rows", hasSize(2));
        check("x.pdf", "no").statusCode(422);
        owner.with().get("/api/v1/releases").then().body("", hasSize(1));
    }

    @Test
    void rowsThatCannotBeMeantAreNotPublishedWhatIsDoubtfulIsTold() {
        apply(owner, files(TABLE.replace("'< 500'", "'< 600'").replace("'\"Lamp, old\"'", "-")))
                .statusCode(422)
                .body("problems.code", contains("table.overlap"))
                .body("problems[0].source.file", equalTo("tables/cost.yaml"));
        List<SourceFile> files = files(TABLE);
        files.add(new SourceFile("triggers/never.yaml", """
                id: tr_never
                key: never
                label: {en: Never}
                type: mending
                on: [created]
                when: cost > 3 && cost < 2
                do: [{setPriority: high}]
                """));
        apply(owner, files).statusCode(200).body("findings.code", hasItem("rule.unreachable"));
        owner.with()
                .get("/api/v1/admin/rules/analysis")
                .then()
                .statusCode(200)
                .body("findings.find { it.code == 'rule.unreachable' }.rules[0].key", equalTo("never"))
                .body("findings.find { it.code == 'table.gap' }.place.table", equalTo("cost"));
        owner.with()
                .get("/api/v1/admin/rules")
                .then()
                .statusCode(200)
                .body("rules.key", hasItem("cost.dear"))
                .body("rules.find { it.key == 'cost.dear' }.when.en", equalTo("Cost is at least 500"))
                .body("rules.find { it.key == 'cost.dear' }.then[0].zh", equalTo("优先级：高"))
                .body("rules.find { it.key == 'cost.dear' }.table", equalTo("cost"));
    }

    @Test
    void theyAreForThoseWhoMayReadTheDefinitions() {
        workspaces.account(workspace, "tess", "technician");
        Browser tess = Browser.signIn(workspace, "tess");
        for (String path : List.of("rules", "rules/analysis", "tables", "tables/cost", "tables/cost/sheet")) {
            tess.with().accept("*/*").get("/api/v1/admin/" + path).then().statusCode(403);
        }
    }

    private ValidatableResponse check(String name, String text) {
        return owner.with()
                .body(Map.of("name", name, "text", text))
                .post("/api/v1/admin/tables/cost/check")
                .then();
    }

    private static List<SourceFile> files(String table) {
        List<SourceFile> files = new ArrayList<>(Snapshots.acmeFiles());
        files.add(new SourceFile("tables/cost.yaml", table));
        return files;
    }

    private static ValidatableResponse apply(Browser browser, List<SourceFile> files) {
        return browser.with()
                .body(Map.of(
                        "files",
                        files.stream()
                                .map(f -> Map.of("path", f.path(), "text", f.text()))
                                .toList()))
                .post("/api/v1/metadata")
                .then();
    }
}
