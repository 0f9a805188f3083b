package io.deskloom.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;

import io.deskloom.identity.Tenant;
import io.deskloom.metadata.MetadataReader;
import io.deskloom.metadata.SourceFile;
import io.deskloom.testing.Browser;
import io.deskloom.testing.Desk;
import io.deskloom.testing.PostgresResource;
import io.deskloom.testing.Snapshots;
import io.deskloom.testing.Workspaces;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("database")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class MetadataResourceTest {
    @Inject
    Workspaces workspaces;

    private Tenant workspace;
    private Browser owner;

    @BeforeEach
    void aWorkspaceWithMetadata() {
        workspace = workspaces.fresh();
        // Before there is any metadata, the first administrator may bring it.
        workspaces.account(workspace, "ada", "admin");
        apply(Browser.signIn(workspace, "ada"), Snapshots.acmeFiles(), false).statusCode(200);
        workspaces.account(workspace, "owner", "owner");
        owner = Browser.signIn(workspace, "owner");
    }

    @Test
    void whatIsTakenOutGoesInAgainWithoutAChange() {
        List<Map<String, String>> files = owner.with()
                .get("/api/v1/metadata")
                .then()
                .statusCode(200)
                .extract()
                .path("files");
        assertThat(files).hasSameSizeAs(Snapshots.acmeFiles());
        owner.with()
                .body(Map.of("files", files))
                .post("/api/v1/metadata")
                .then()
                .statusCode(200)
                .body("diff", hasSize(0));
        owner.with()
                .get("/api/v1/releases")
                .then()
                .statusCode(200)
                .body("", hasSize(1))
                .body("[0].current", equalTo(true));
    }

    @Test
    void howFarComputingAndIndexingAreIsTold() {
        owner.with().get("/api/v1/metadata/backfills").then().statusCode(200).body("", hasSize(0));
        Desk.column(
                workspace.id(),
                "UPDATE slot_assignment SET filling = true WHERE tenant_id = ? AND field_id IN ('f_serial', 'f_cost') RETURNING 1");
        Desk.column(
                workspace.id(),
                "INSERT INTO slot_backfill (tenant_id, type, revision, done, total, started_at)"
                        + " VALUES (?, 't_repair', 1, 1500, 9000, now()) RETURNING 1");
        Desk.column(
                workspace.id(),
                "INSERT INTO derived_backfill (tenant_id, type, revision, done, total, started_at, fields)"
                        + " VALUES (?, 't_repair', 1, 20, 9000, now(), '{f_margin}') RETURNING 1");
        owner.with()
                .get("/api/v1/metadata/backfills")
                .then()
                .statusCode(200)
                .body("what", contains("values", "index"))
                .body("type", contains("mending", "mending"))
                .body("fields", contains(List.of("margin"), List.of("cost", "serial_no")))
                .body("done", contains(20, 1500))
                .body("total", contains(9000, 9000));
        workspaces.account(workspace, "tess", "technician");
        Browser.signIn(workspace, "tess")
                .with()
                .get("/api/v1/metadata/backfills")
                .then()
                .statusCode(403);
    }

    @Test
    void everyProblemComesWithItsPlaceAndNothingChanges() {
        List<SourceFile> broken = Snapshots.acmeFiles().stream()
                .map(f -> f.path().startsWith("views/")
                        ? new SourceFile(
                                f.path(), f.text().replace("filter:", "filtr:").replace("step,", "stepp,"))
                        : f)
                .toList();
        apply(owner, broken, false)
                .statusCode(422)
                .body("code", equalTo("metadata-invalid"))
                .body("problems", hasSize(2))
                .body("problems[0].source.file", equalTo("views/open.yaml"))
                .body("problems[0].source.line", equalTo(5))
                .body("problems[0].suggestion", equalTo("filter"))
                .body("problems[1].suggestion", equalTo("step"));
        owner.with().get("/api/v1/releases").then().body("", hasSize(1));
    }

    @Test
    void rollingBackAndComparing() {
        String first = owner.with().get("/api/v1/metadata").path("release");
        List<SourceFile> renamed = changed("teams/bench.yaml", "Work bench", "Bench");
        apply(owner, renamed, true)
                .statusCode(200)
                .body("diff[0].lines", hasItem("label.en: \"Work bench\" → \"Bench\""));
        String second = apply(owner, renamed, false).statusCode(200).extract().path("release");
        assertThat(second).isNotEqualTo(first);
        owner.with()
                .get("/api/v1/releases/" + first + "/diff?to=" + second)
                .then()
                .statusCode(200)
                .body("[0].path", equalTo("teams/bench.yaml"))
                .body("[0].change", equalTo("changed"));
        owner.with()
                .post("/api/v1/releases/" + first + "/publish")
                .then()
                .statusCode(200)
                .body("release", equalTo(first));
        owner.with()
                .get("/api/v1/releases")
                .then()
                .body("", hasSize(3))
                .body("[0].id", equalTo(first))
                .body("[0].short", equalTo(first.substring(0, 8)));
        owner.with().get("/api/v1/me").then().body("release", equalTo(first.substring(0, 8)));
    }

    @Test
    void asAZip() throws Exception {
        byte[] zip = owner.with()
                .accept("application/zip")
                .get("/api/v1/metadata")
                .then()
                .statusCode(200)
                .header("Content-Disposition", containsString("metadata-"))
                .extract()
                .asByteArray();
        Map<String, String> entries = new HashMap<>();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
            for (var e = in.getNextEntry(); e != null; e = in.getNextEntry()) {
                entries.put(e.getName(), new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8));
            }
        }
        assertThat(entries).hasSameSizeAs(Snapshots.acmeFiles());
        Snapshots.acmeFiles().forEach(f -> assertThat(entries).containsEntry(f.path(), f.text()));
    }

    @Test
    void onlyThoseWithTheAbilityAndOnlyOnesOwn() {
        workspaces.account(workspace, "tech", "technician");
        Browser tech = Browser.signIn(workspace, "tech");
        tech.with().get("/api/v1/metadata").then().statusCode(403);
        tech.with().get("/api/v1/releases").then().statusCode(403);
        apply(tech, Snapshots.acmeFiles(), true).statusCode(403);

        String release = owner.with().get("/api/v1/metadata").path("release");
        Tenant other = workspaces.fresh();
        workspaces.account(other, "eve", "admin");
        Browser eve = Browser.signIn(other, "eve");
        eve.with().get("/api/v1/metadata").then().statusCode(404);
        eve.with().post("/api/v1/releases/" + release + "/publish").then().statusCode(404);
        eve.with()
                .get("/api/v1/releases/" + release + "/diff?to=" + release)
                .then()
                .statusCode(404);
    }

    @Test
    void badInputIsAClear4xx() {
        for (String id : List.of("x", "%27%3B--", "0".repeat(64), "..%2f..")) {
            owner.with()
                    .urlEncodingEnabled(false)
                    .post("/api/v1/releases/" + id + "/publish")
                    .then()
                    .statusCode(404);
        }
        owner.with()
                .body("{}")
                .post("/api/v1/metadata")
                .then()
                .statusCode(422)
                .body("problems[0].pointer", equalTo("/files"));
        owner.with()
                .body("{\"files\": [null, {\"path\": \"a\"}]}")
                .post("/api/v1/metadata")
                .then()
                .statusCode(422)
                .body("problems", hasSize(2));
        List<SourceFile> more = new ArrayList<>(Snapshots.acmeFiles());
        more.add(new SourceFile("../../etc/passwd", "x"));
        more.add(new SourceFile("rule-packs/../../x/evil.drl", "x"));
        more.add(new SourceFile("rule-packs/p/.hidden.drl", "x"));
        apply(owner, more, false)
                .statusCode(422)
                .body("problems", hasSize(3))
                .body("problems[0].code", equalTo("file.unknown"));
        List<SourceFile> many = new ArrayList<>();
        for (int i = 0; i <= MetadataReader.MAX_FILES; i++) {
            many.add(new SourceFile("roles/r" + i + ".yaml", "x"));
        }
        apply(owner, many, false).statusCode(422).body("problems[0].code", equalTo("metadata.too_many"));
    }

    @Test
    void editorsGetTheSchemas() {
        owner.with().get("/api/v1/metadata/schemas/flow").then().statusCode(200).body("title", equalTo("Flow"));
        owner.with().get("/api/v1/metadata/schemas/nothing").then().statusCode(404);
    }

    private static ValidatableResponse apply(Browser browser, List<SourceFile> files, boolean dryRun) {
        return browser.with()
                .body(Map.of(
                        "files",
                        files.stream()
                                .map(f -> Map.of("path", f.path(), "text", f.text()))
                                .toList(),
                        "note",
                        "a test",
                        "dryRun",
                        dryRun))
                .post("/api/v1/metadata")
                .then();
    }

    private static List<SourceFile> changed(String path, String what, String by) {
        return Snapshots.acmeFiles().stream()
                .map(f -> f.path().equals(path) ? new SourceFile(path, f.text().replace(what, by)) : f)
                .toList();
    }
}
