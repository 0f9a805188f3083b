package io.deskloom.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import io.deskloom.identity.Actor;
import io.deskloom.identity.Tenant;
import io.deskloom.kernel.ReleaseId;
import io.deskloom.metadata.Publisher;
import io.deskloom.metadata.Releases;
import io.deskloom.metadata.SourceFile;
import io.deskloom.testing.Browser;
import io.deskloom.testing.Desk;
import io.deskloom.testing.PostgresResource;
import io.deskloom.testing.Sops;
import io.deskloom.testing.Workspaces;
import io.deskloom.ticket.Ticket;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Migrations and pilots as administrators ask for them, and nobody else. */
@Tag("database")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class MigrationApiTest {
    private static final String OLD = """
            nodes:
              - {id: start, kind: start, label: {en: Start}}
              - {id: look, kind: task, label: {en: Look}, role: agent, actions: [{key: go, label: {en: Go}}]}
              - {id: done, kind: end, label: {en: Done}, status: solved}
            edges:
              - {from: start, to: look}
              - {from: look, on: go, to: done}
            """;

    private static final String NEW =
            OLD.replace("id: look", "id: view").replace("to: look", "to: view").replace("from: look", "from: view");

    private static final String FLOWS = "/api/v1/admin/flows/job";

    @Inject
    Desk desk;

    @Inject
    Workspaces workspaces;

    @Inject
    Releases releases;

    private Tenant tenant;
    private Actor jun;
    private Browser ada;
    private Browser mei;

    @BeforeEach
    void aWorkspace() {
        tenant = workspaces.fresh();
        desk.account(tenant, "ada", "admin");
        desk.account(tenant, "mei", "supervisor");
        jun = desk.actor(tenant, "jun", "agent", "after_sales");
        ada = Browser.signIn(tenant, "ada");
        mei = Browser.signIn(tenant, "mei");
    }

    private ReleaseId publish(List<SourceFile> files) {
        return releases.apply(tenant.id(), files, "", Publisher.SYSTEM, false)
                .orThrow()
                .release();
    }

    private Ticket job() {
        return desk.create(jun, "job", new HashMap<>(Map.of("subject", "A job")));
    }

    private static Map<String, Object> plan(ReleaseId from, ReleaseId to, Map<String, String> nodes) {
        return Map.of("from", List.of(from.hash()), "to", to.hash(), "nodes", nodes);
    }

    @Test
    void aPlanIsLookedAtCarriedOutAndTakenBack() {
        ReleaseId old = publish(Sops.files(OLD));
        Ticket job = job();
        ReleaseId next = publish(Sops.files(NEW));
        ada.with()
                .get(FLOWS + "/revisions")
                .then()
                .statusCode(200)
                .body("current", contains(true, false))
                .body("tickets", contains(0, 1))
                .body("[1].releases[0].id", equalTo(old.hash()))
                .body("[1].nodes.find { it.id == 'look' }.open", equalTo(1));
        ada.with()
                .body(plan(old, next, Map.of("ghost", "view")))
                .post(FLOWS + "/migrations/preview")
                .then()
                .statusCode(422)
                .body("problems.pointer", containsInAnyOrder("/nodes/ghost", "/nodes/look"))
                .body("problems.code", containsInAnyOrder("migration.unknown-node", "migration.unmapped"));
        ada.with()
                .body("{\"from\": [null], \"to\": \"x\", \"nodes\": {\"look\": null}}")
                .post(FLOWS + "/migrations")
                .then()
                .statusCode(422)
                .body("problems.pointer", containsInAnyOrder("/from/0", "/nodes/look"));
        ada.with()
                .body(Map.of())
                .post(FLOWS + "/migrations")
                .then()
                .statusCode(422)
                .body("problems", hasSize(2));
        ada.with()
                .body(plan(old, next, Map.of("look", "view")))
                .post(FLOWS + "/migrations/preview")
                .then()
                .statusCode(200)
                .body("moves", equalTo(1))
                .body("groups[0].to", equalTo("view"))
                .body("groups[0].samples[0].id", equalTo(job.id().toString()))
                .body("groups[0].samples[0].title", equalTo("A job"));
        String id = ada.with()
                .body(plan(old, next, Map.of("look", "view")))
                .post(FLOWS + "/migrations")
                .then()
                .statusCode(200)
                .body("by", equalTo("ada"))
                .extract()
                .path("id");
        desk.settled(tenant.id());
        ada.with()
                .get("/api/v1/admin/migrations/" + id)
                .then()
                .statusCode(200)
                .body("state", equalTo("done"))
                .body("moved", equalTo(1))
                .body("reasons[0].state", equalTo("moved"))
                .body("reasons[0].samples.id", hasItem(job.id().toString()));
        ada.with()
                .get("/api/v1/tickets/" + job.id() + "/events")
                .then()
                .statusCode(200)
                .body("items.find { it.kind == 'migrated' }.from.step", equalTo("look"))
                .body("items.find { it.kind == 'migrated' }.step.id", equalTo("view"));
        ada.with()
                .body("{}")
                .post("/api/v1/admin/migrations/" + id + "/stop")
                .then()
                .statusCode(409);
        ada.with()
                .body("{}")
                .post("/api/v1/admin/migrations/" + id + "/undo")
                .then()
                .statusCode(200);
        desk.settled(tenant.id());
        ada.with()
                .get(FLOWS + "/migrations")
                .then()
                .statusCode(200)
                .body("state", contains("undone"))
                .body("back", contains(1))
                .body("[0].reasons", nullValue());
        assertThat(desk.ticket(jun, job.id()).flowRelease()).isEqualTo(old);
    }

    /** An administrator reads of a ticket what he may, also in a sample. */
    @Test
    void aSampleSaysNoMoreThanItsReaderMayKnow() {
        List<SourceFile> files = Sops.files(OLD).stream()
                .map(f -> f.path().equals("types/job/access.yaml")
                        ? new SourceFile(
                                f.path(),
                                f.text()
                                        .replaceFirst("fields: \\{subject: edit", "fields: {subject: hidden")
                                        .replace("- {role: admin}\n", "- {role: admin, where: 'amount == 1'}\n"))
                        : f)
                .toList();
        ReleaseId old = publish(files);
        job();
        desk.create(jun, "job", new HashMap<>(Map.of("subject", "Secret", "amount", 1)));
        ReleaseId next = publish(files.stream()
                .map(f -> f.path().equals("types/job/flow.yaml") ? flow(NEW) : f)
                .toList());
        ada.with()
                .body(plan(old, next, Map.of("look", "view")))
                .post(FLOWS + "/migrations/preview")
                .then()
                .statusCode(200)
                .body("moves", equalTo(2))
                .body("groups[0].samples", hasSize(1))
                .body("groups[0].samples[0].title", nullValue());
    }

    private static SourceFile flow(String yaml) {
        return Sops.files(yaml).stream()
                .filter(f -> f.path().equals("types/job/flow.yaml"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aPilotIsBegunLookedAtAndRolledOut() {
        publish(Sops.files(OLD));
        Map<String, Object> file =
                Map.of("path", "types/job/flow.yaml", "text", flow(NEW).text());
        ada.with()
                .body(Map.of("files", List.of(file), "share", 12.345))
                .post(FLOWS + "/pilots")
                .then()
                .statusCode(422)
                .body("problems.pointer", contains("/share"));
        String id = ada.with()
                .body(Map.of("files", List.of(file), "team", "after_sales"))
                .post(FLOWS + "/pilots")
                .then()
                .statusCode(200)
                .body("state", equalTo("running"))
                .body("tried", hasSize(0))
                .extract()
                .path("id");
        ada.with()
                .body(Map.of("files", List.of(file), "share", 10))
                .post(FLOWS + "/pilots")
                .then()
                .statusCode(409)
                .body("code", equalTo("pilot-running"));
        job();
        ada.with()
                .get("/api/v1/admin/pilots/" + id)
                .then()
                .statusCode(200)
                .body("tried[0].step", equalTo("view"))
                .body("tried[0].tickets", equalTo(1));
        ada.with().get(FLOWS + "/revisions").then().statusCode(200).body("pilot", hasItem(true));
        ada.with()
                .body("{}")
                .post("/api/v1/admin/pilots/" + id + "/roll-out")
                .then()
                .statusCode(200)
                .body("state", equalTo("rolled-out"));
        ada.with().get(FLOWS + "/pilots").then().statusCode(200).body("state", contains("rolled-out"));
    }

    @Test
    void onlyWhoPublishesMayAndOnlyWhoReadsDefinitionsSees() {
        ReleaseId old = publish(Sops.files(OLD));
        job();
        ReleaseId next = publish(Sops.files(NEW));
        String none = "00000000-0000-7000-8000-000000000000";
        for (String path : List.of(
                FLOWS + "/migrations/preview",
                FLOWS + "/migrations",
                FLOWS + "/pilots",
                "/api/v1/admin/migrations/" + none + "/stop",
                "/api/v1/admin/migrations/" + none + "/resume",
                "/api/v1/admin/migrations/" + none + "/undo",
                "/api/v1/admin/pilots/" + none + "/stop",
                "/api/v1/admin/pilots/" + none + "/roll-out")) {
            mei.with()
                    .body(plan(old, next, Map.of("look", "view")))
                    .post(path)
                    .then()
                    .statusCode(403);
        }
        for (String path : List.of(
                FLOWS + "/revisions",
                FLOWS + "/migrations",
                FLOWS + "/pilots",
                "/api/v1/admin/migrations/" + none,
                "/api/v1/admin/pilots/" + none)) {
            Browser.signIn(tenant, "jun").with().get(path).then().statusCode(403);
            assertThat(ada.with().get(path).statusCode()).isIn(200, 404);
        }
        assertThat(Desk.count(tenant.id(), "flow_migration")).isZero();
        ada.with().get("/api/v1/admin/flows/nothing/revisions").then().statusCode(404);
    }
}
