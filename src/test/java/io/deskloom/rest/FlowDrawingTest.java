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
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** SOPs as drawings, as administrators take them out and hand them in; and what they are told about a flow when they publish it. */
@Tag("database")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class FlowDrawingTest {
    @Inject
    Workspaces workspaces;

    private Browser owner;
    private Browser technician;

    @BeforeEach
    void aWorkspace() {
        Tenant workspace = workspaces.fresh();
        workspaces.account(workspace, "ada", "admin");
        apply(Browser.signIn(workspace, "ada"), Snapshots.acmeFiles()).statusCode(200);
        workspaces.account(workspace, "owner", "owner");
        workspaces.account(workspace, "tim", "technician");
        owner = Browser.signIn(workspace, "owner");
        technician = Browser.signIn(workspace, "tim");
    }

    private static ValidatableResponse apply(Browser by, List<SourceFile> files) {
        return by.with()
                .body(Map.of(
                        "files",
                        files.stream()
                                .map(f -> Map.of("path", f.path(), "text", f.text()))
                                .toList()))
                .post("/api/v1/metadata")
                .then();
    }

    @Test
    void aFlowIsADrawingAndAFlowAgain() {
        String xml = owner.with()
                .accept("*/*")
                .get("/api/v1/types/mending/flow.bpmn")
                .then()
                .statusCode(200)
                .contentType("application/bpmn+xml")
                .extract()
                .asString();
        assertThat(xml).contains("<bpmn:userTask id=\"bench\" name=\"On the bench\"");
        ValidatableResponse read = owner.with()
                .body(Map.of("type", "mending", "bpmn", xml.replace("On the bench", "At the bench")))
                .post("/api/v1/flows/bpmn")
                .then()
                .statusCode(200)
                .body("files.path", contains("types/mending/flow.yaml"))
                .body("report", hasSize(0))
                .body("problems", hasSize(0));
        // Nothing has changed yet; applying it with all others does.
        String text = read.extract().path("files[0].text");
        List<SourceFile> files = new ArrayList<>(Snapshots.acmeFiles());
        files.replaceAll(f -> f.path().endsWith("flow.yaml") ? new SourceFile(f.path(), text) : f);
        apply(owner, files)
                .statusCode(200)
                .body("diff.lines.flatten()", hasItem("nodes.bench.label.en: \"On the bench\" → \"At the bench\""));
    }

    @Test
    void whatKeepsADrawingFromBeingPublishedIsSaid() {
        String xml = owner.with()
                .accept("*/*")
                .get("/api/v1/types/mending/flow.bpmn")
                .then()
                .extract()
                .asString();
        owner.with()
                .body(Map.of("type", "mending", "bpmn", xml.replace("targetRef=\"done\"", "targetRef=\"bench\"")))
                .post("/api/v1/flows/bpmn")
                .then()
                .statusCode(200)
                .body("problems.code", hasItem("flow.unreachable"));
        owner.with()
                .body(Map.of("type", "mending", "bpmn", "<!DOCTYPE a []><a/>"))
                .post("/api/v1/flows/bpmn")
                .then()
                .statusCode(422)
                .body("problems.code", contains("bpmn.doctype"));
    }

    @Test
    void onlyWhoMayReadMetadataGetsIt() {
        technician
                .with()
                .accept("*/*")
                .get("/api/v1/types/mending/flow.bpmn")
                .then()
                .statusCode(403);
        technician
                .with()
                .body(Map.of("type", "mending", "bpmn", "<a/>"))
                .post("/api/v1/flows/bpmn")
                .then()
                .statusCode(403);
        owner.with().accept("*/*").get("/api/v1/types/nothing/flow.bpmn").then().statusCode(404);
    }

    @Test
    void doubtsAboutAFlowAreToldWithTheirPlace() {
        List<SourceFile> files = new ArrayList<>(Snapshots.acmeFiles());
        files.replaceAll(f -> f.path().endsWith("flow.yaml")
                ? new SourceFile(
                        f.path(),
                        f.text()
                                .replace(
                                        "on: finish, to: done}",
                                        "on: finish, to: done, when: cost > 3 && cost < 3}\n"
                                                + "  - {from: bench, on: finish, to: done, else: true}"))
                : f);
        apply(owner, files)
                .statusCode(200)
                .body("findings.code", contains("flow.way_never"))
                .body("findings[0].place.file", equalTo("types/mending/flow.yaml"))
                .body("findings[0].place.line", equalTo(17))
                .body("findings[0].place.table", equalTo(""));
        owner.with()
                .get("/api/v1/admin/rules/analysis")
                .then()
                .statusCode(200)
                .body("findings.code", contains("flow.way_never"));
    }
}
