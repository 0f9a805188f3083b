package io.deskloom.rest;

import static io.restassured.http.ContentType.JSON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.deskloom.identity.Actor;
import io.deskloom.identity.Tenant;
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
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** SOPs over the API: what people see of them, what they may do and why not, whose work it is, and what is stuck. */
@Tag("database")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class FlowApiTest {
    private static final String TICKETS = "/api/v1/tickets/";

    private static final String FLOW = """
            cancel: {to: off, roles: [supervisor]}
            nodes:
              - {id: start, kind: start, label: {en: Start}}
              - {id: ask, kind: task, label: {en: Ask}, role: agent, actions: [{key: go, label: {en: Go}}, {key: sign, label: {en: Sign}}, {key: call, label: {en: Call}}, {key: wait, label: {en: Wait}}], may: {hold: {}, withdraw: {}, return: {roles: [supervisor]}}}
              - {id: both, kind: parallel, label: {en: At once}}
              - {id: pack, kind: task, label: {en: Pack}, role: warehouse, team: warehouse, actions: [{key: packed, label: {en: Packed}, required: [note]}], may: {transfer: {}}}
              - {id: tell, kind: task, label: {en: Tell}, role: agent, team: after_sales, actions: [{key: told, label: {en: Told}}]}
              - {id: meet, kind: join, label: {en: Meet}}
              - {id: close, kind: task, label: {en: Close}, role: agent, actions: [{key: done, label: {en: Done}}], may: {return: {}}}
              - {id: sign, kind: approval, label: {en: Sign it}, of: [{role: supervisor}, {role: finance}], mode: all, delegation: true, may: {addSigner: {roles: [supervisor]}}}
              - {id: wait, kind: wait, label: {en: Reply}, for: {reply: customer}, timeout: P3D}
              - {id: pick, kind: action, label: {en: Pick}, do: [{callConnector: {connector: erp, operation: pick, compensate: {operation: cancel_pick}}}]}
              - {id: done, kind: end, label: {en: Done}, status: solved}
              - {id: off, kind: end, label: {en: Off}, status: cancelled}
            edges:
              - {from: start, to: ask}
              - {from: ask, on: go, to: both}
              - {from: ask, on: sign, to: sign}
              - {from: ask, on: call, to: pick}
              - {from: ask, on: wait, to: wait}
              - {from: both, to: pack}
              - {from: both, to: tell}
              - {from: pack, on: packed, to: meet}
              - {from: tell, on: told, to: meet}
              - {from: meet, to: close}
              - {from: sign, on: approve, to: close}
              - {from: sign, on: refuse, to: ask}
              - {from: wait, to: close}
              - {from: wait, on: timeout, to: close}
              - {from: pick, to: close}
              - {from: close, on: done, to: done}
            """;

    @Inject
    Desk desk;

    @Inject
    Workspaces workspaces;

    @Inject
    Releases releases;

    private Tenant tenant;
    private Actor jun;

    @BeforeEach
    void aWorkspace() {
        tenant = workspaces.fresh();
        jun = desk.actor(tenant, "jun", "agent", "after_sales");
        desk.actor(tenant, "wei", "warehouse", "warehouse");
        desk.actor(tenant, "mei", "supervisor");
        desk.actor(tenant, "boss", "admin");
        List<SourceFile> files = new ArrayList<>();
        for (SourceFile file : Sops.files(FLOW)) {
            // Somebody who sees the ticket and nothing of what goes on inside.
            files.add(
                    file.path().endsWith("access.yaml")
                            ? new SourceFile(
                                    file.path(),
                                    file.text()
                                            .replace(
                                                    "records:\n",
                                                    "  customer:\n    verbs: [read, comment_public]\n    fields: {subject: read}\nrecords:\n  - {role: customer}\n"))
                            : file);
        }
        files.add(new SourceFile(
                "roles/customer.yaml", "id: r_customer\nkey: customer\nlabel: {en: Customer}\nabilities: []\n"));
        releases.apply(tenant.id(), files, "", Publisher.SYSTEM, false).orThrow();
    }

    private Ticket job() {
        return desk.create(jun, "job", Map.of("subject", "A job"));
    }

    private Browser as(String login) {
        return Browser.signIn(tenant, login);
    }

    private static ValidatableResponse get(Browser as, String path) {
        return as.with().get(path).then().statusCode(200);
    }

    private static ValidatableResponse post(Browser as, String path, Map<String, @Nullable Object> body) {
        return as.with().contentType(JSON).body(body).post(path).then();
    }

    private static ValidatableResponse act(Browser as, Ticket job, String action, Map<String, @Nullable Object> body) {
        return post(as, TICKETS + job.id() + "/actions/" + action, body);
    }

    private static String why(String power) {
        return "flow.powers.find { it.power == '" + power + "' }.why";
    }

    @Test
    void severalWaysAreThereForEachWithHisOwnActionsAndTheReasonWhyNoneIs() {
        Ticket job = job();
        Browser jun = as("jun");
        Browser wei = as("wei");
        act(jun, job, "go", Map.of("step", "ask")).statusCode(200);
        get(jun, TICKETS + job.id())
                .body("flow.branches.step.id", contains("pack", "tell"))
                .body("flow.branches.kind", contains("task", "task"))
                .body("flow.branches.by.name", contains("jun", "jun"))
                .body("flow.branches.team", contains("warehouse", "after_sales"))
                .body("flow.branches[1].actions.key", contains("told"))
                .body("flow.branches[0].actions", empty())
                .body("flow.branches[0].why.code", equalTo("role"))
                .body("flow.branches[0].why.roles.en", contains("Warehouse"))
                .body("flow.branches[1].why", nullValue())
                .body("flow.branches[1].ahead", empty())
                .body("flow.stages.id", hasItem("both"));
        get(wei, TICKETS + job.id())
                .body("flow.branches[0].actions[0].requires", contains("note"))
                .body("flow.branches[0].claim", equalTo(true));
        act(wei, job, "packed", Map.of("step", "tell", "fields", Map.of("note", "x")))
                .statusCode(403);
        act(wei, job, "packed", Map.of("step", "pack", "fields", Map.of("note", "In a box")))
                .statusCode(200)
                .body("flow.branches[0].kind", equalTo("join"))
                .body("flow.branches[0].waits.kind", equalTo("join"));
        act(wei, job, "packed", Map.of("step", "pack")).statusCode(409).body("code", equalTo("step-left"));
        act(jun, job, "told", Map.of("step", "tell"))
                .statusCode(200)
                .body("flow.branches.step.id", contains("close"))
                .body("flow.branches[0].id", equalTo(0));
    }

    @Test
    void whoMayNotReadWhatIsInternalSeesStagesAndNothingElse() {
        Ticket job = job();
        desk.actor(tenant, "kim", "customer");
        act(as("jun"), job, "go", Map.of()).statusCode(200);
        get(as("kim"), TICKETS + job.id())
                .body("flow.stages.id", hasItem("both"))
                .body("flow.branches", empty())
                .body("flow.powers", empty())
                .body("flow.children", empty())
                .body("agenda", empty());
        Browser jun = as("jun");
        act(jun, job(), "sign", Map.of()).statusCode(200);
        get(as("kim"), "/api/v1/me/work").body("items", empty());
    }

    @Test
    void oneWayIsTakenByOneAndHandedOnByWhoMay() {
        Ticket job = job();
        act(as("jun"), job, "go", Map.of()).statusCode(200);
        Browser wei = as("wei");
        String account = get(wei, "/api/v1/session").extract().path("account.id");
        String transfer = TICKETS + job.id() + "/transfer";
        post(wei, transfer, Map.of("step", "pack", "assignee", account))
                .statusCode(200)
                .body("flow.branches[0].assignee.name", equalTo("wei"))
                .body("flow.branches[0].claim", equalTo(false))
                .body("flow.branches[0].transfer", equalTo(true));
        post(wei, transfer, Map.of("step", "close", "assignee", account))
                .statusCode(409)
                .body("code", equalTo("step-left"));
        post(wei, transfer, Map.of("step", "pack", "team", "nobody"))
                .statusCode(422)
                .body("problems.pointer", contains("/team"));
        post(wei, transfer, Map.of("step", "pack")).statusCode(422).body("problems.code", contains("assignment.empty"));
    }

    @Test
    void itRestsGoesOnGoesBackAndIsTakenBack() {
        Ticket job = job();
        Browser jun = as("jun");
        Browser wei = as("wei");
        String path = TICKETS + job.id();
        get(jun, path)
                .body("flow.powers.power", contains("return", "hold", "cancel"))
                .body(why("hold"), nullValue())
                .body(why("return") + ".code", equalTo("role"))
                .body(why("return") + ".roles.en", contains("Supervisor"))
                .body(why("cancel") + ".roles.en", contains("Supervisor"));
        post(jun, path + "/hold", Map.of("reason", " ")).statusCode(422).body("problems.pointer", contains("/reason"));
        post(jun, path + "/hold", Map.of("reason", "x", "until", "2001-01-01T00:00:00Z"))
                .statusCode(422)
                .body("problems.code", contains("hold.until"));
        post(jun, path + "/hold", Map.of("reason", "Waits for parts", "until", "2100-01-01T00:00:00Z"))
                .statusCode(200)
                .body("status", equalTo("waiting"))
                .body("flow.hold.reason", equalTo("Waits for parts"))
                .body("flow.hold.by.name", equalTo("jun"))
                .body("flow.branches[0].actions", empty())
                .body("flow.branches[0].why.code", equalTo("on-hold"))
                .body("flow.powers.power", hasItem("resume"));
        act(jun, job, "go", Map.of()).statusCode(409).body("code", equalTo("on-hold"));
        post(wei, path + "/resume", Map.of()).statusCode(403).body("code", equalTo("not-in-this-step"));
        post(jun, path + "/resume", Map.of()).statusCode(200).body("flow.hold", nullValue());
        post(jun, path + "/resume", Map.of()).statusCode(409).body("code", equalTo("not-on-hold"));

        act(jun, job, "wait", Map.of())
                .statusCode(200)
                .body("flow.branches[0].waits.kind", equalTo("reply"))
                .body("flow.branches[0].waits.until", notNullValue())
                .body("flow.powers.find { it.power == 'withdraw' }.to.id", contains("ask"));
        post(as("mei"), path + "/withdraw", Map.of()).statusCode(409).body("code", equalTo("nothing-to-withdraw"));
        post(jun, path + "/withdraw", Map.of()).statusCode(200).body("step.id", equalTo("ask"));
        get(jun, path + "/events")
                .body("items.findAll { it.kind == 'flow' }.action", hasItem("held"))
                .body("items.findAll { it.kind == 'flow' }.action", hasItem("resumed"));
    }

    @Test
    void itGoesBackOnlyToWhereItWasAndOnlyAsAWhole() {
        Ticket job = job();
        Browser jun = as("jun");
        String path = TICKETS + job.id();
        act(jun, job, "go", Map.of()).statusCode(200);
        act(as("wei"), job, "packed", Map.of("fields", Map.of("note", "x"))).statusCode(200);
        act(jun, job, "told", Map.of())
                .statusCode(200)
                .body("flow.powers.find { it.power == 'return' }.to.id", contains("ask"));
        post(jun, path + "/return", Map.of("to", "pack", "reason", "x"))
                .statusCode(422)
                .body("problems.code", contains("return.not-there"));
        post(jun, path + "/return", Map.of("to", "ask", "reason", "Something is missing"))
                .statusCode(200)
                .body("step.id", equalTo("ask"));
        get(jun, path + "/events").body("items.text", hasItem("Something is missing"));
    }

    @Test
    void whoHasAnsweredAndWhoIsStillAskedStandsThere() {
        desk.actor(tenant, "fin", "finance");
        desk.actor(tenant, "tom", "agent");
        Ticket job = job();
        act(as("jun"), job, "sign", Map.of()).statusCode(200);
        Browser mei = as("mei");
        String path = TICKETS + job.id();
        String entry = get(mei, path)
                .body("agenda[0].signing.needed", equalTo(2))
                .body("agenda[0].signing.step.label.en", equalTo("Sign it"))
                .body("agenda[0].signing.delegate", equalTo(true))
                .body("agenda[0].signing.add", equalTo(true))
                .body("agenda[0].approvers.asked", contains(true, true))
                .body("agenda[0].may", contains("approve", "refuse"))
                .extract()
                .path("agenda[0].id");
        get(mei, "/api/v1/me/approvals").body("ticket.number", hasSize(1));
        post(mei, path + "/agenda/" + entry, Map.of("act", "withdraw"))
                .statusCode(409)
                .body("code", equalTo("approval-of-step"));
        post(mei, path + "/agenda/" + entry, Map.of("act", "approve", "comment", "Fine"))
                .statusCode(200)
                .body("agenda[0].state", equalTo("open"))
                .body("agenda[0].signing.yes", equalTo(1))
                .body("agenda[0].approvers[0].vote.by.name", equalTo("mei"))
                .body("agenda[0].approvers[0].vote.comment", equalTo("Fine"))
                .body("agenda[0].approvers.asked", contains(false, true));
        post(mei, path + "/agenda/" + entry, Map.of("act", "approve"))
                .statusCode(403)
                .body("code", equalTo("approval-not-yours"));
        get(mei, "/api/v1/me/approvals").body("", empty());

        Browser fin = as("fin");
        String tom = get(as("tom"), "/api/v1/session").extract().path("account.id");
        post(fin, path + "/agenda/" + entry + "/signers", Map.of("how", "beside", "account", tom))
                .statusCode(403)
                .body("code", equalTo("not-in-this-step"));
        post(fin, path + "/agenda/" + entry + "/signers", Map.of("how", "x"))
                .statusCode(422)
                .body("problems.pointer", containsInAnyOrder("/how", "/account"));
        post(fin, path + "/agenda/" + entry + "/signers", Map.of("how", "instead", "account", tom))
                .statusCode(200)
                .body("agenda[0].approvers[1].label.en", equalTo("tom"));
        get(as("tom"), "/api/v1/me/work")
                .body("items.kind", contains("approval"))
                .body("items.text.en", contains("Sign it"))
                .body("items.step.id", contains("sign"));
        post(as("tom"), path + "/agenda/" + entry, Map.of("act", "approve"))
                .statusCode(200)
                .body("step.id", equalTo("close"));
    }

    @Test
    void workOfAllKindsIsOneListInAnOrderAndInPages() {
        Ticket own = job();
        Ticket forked = job();
        Browser jun = as("jun");
        post(jun, TICKETS + own.id() + "/claim", Map.of()).statusCode(200);
        act(jun, forked, "go", Map.of()).statusCode(200);
        for (int i = 0; i < 3; i++) {
            act(jun, job(), "go", Map.of()).statusCode(200);
        }
        get(jun, "/api/v1/me/work")
                .body("count", equalTo(5))
                .body("items.findAll { it.kind == 'branch' }.step.id", contains("tell", "tell", "tell", "tell"))
                .body("items.find { it.kind == 'ticket' }.mine", equalTo(true))
                .body("items.find { it.kind == 'branch' }.mine", equalTo(false));
        get(as("wei"), "/api/v1/me/work").body("items.step.id", contains("pack", "pack", "pack", "pack"));
        List<String> seen = new ArrayList<>();
        String cursor = null;
        do {
            ValidatableResponse page =
                    get(jun, "/api/v1/me/work?limit=2" + (cursor == null ? "" : "&cursor=" + cursor));
            seen.addAll(page.extract().path("items.id"));
            cursor = page.extract().path("next");
        } while (cursor != null);
        assertThat(seen).hasSize(5).doesNotHaveDuplicates();
        get(jun, "/api/v1/me/work?kind=ticket")
                .body("items.ticket.id", contains(own.id().toString()));
        get(jun, "/api/v1/me/work?type=other").body("items", empty());
        jun.with().get("/api/v1/me/work?kind=x").then().statusCode(400);
        jun.with().get("/api/v1/me/work?limit=0").then().statusCode(400);
        jun.with().get("/api/v1/me/work?cursor=made.up").then().statusCode(400);
        // Urgent before old.
        Map<String, @Nullable Object> urgent =
                Map.of("type", "job", "fields", Map.of("subject", "B"), "priority", "urgent");
        String id = post(jun, "/api/v1/tickets", urgent).extract().path("id");
        post(jun, TICKETS + id + "/claim", Map.of()).statusCode(200);
        get(jun, "/api/v1/me/work").body("items[0].ticket.id", equalTo(id));
    }

    /** Nobody has said where the ERP is: what is asked of it fails once the queue has come to it. */
    private static void awaitStuck(Browser boss) {
        long deadline = System.nanoTime() + Duration.ofSeconds(120).toNanos();
        while (get(boss, "/api/v1/admin/stuck")
                .extract()
                .<List<Object>>path("items")
                .isEmpty()) {
            assertThat(System.nanoTime()).as("it has not failed").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    @Test
    void whatIsStuckIsListedWithItsReasonAndRepairedByWhoLooksAfterQueues() {
        Ticket job = job();
        Browser jun = as("jun");
        Browser boss = as("boss");
        act(jun, job, "call", Map.of())
                .statusCode(200)
                .body("flow.branches[0].waits.kind", equalTo("call"))
                .body("flow.branches[0].calls.operation.en", contains("Pick"))
                .body("flow.branches[0].calls.state", contains("asked"));
        awaitStuck(boss);
        jun.with().get("/api/v1/admin/stuck").then().statusCode(403);
        get(boss, "/api/v1/admin/stuck")
                .body("items.code", contains("call-failed"))
                .body("items[0].ticket.id", equalTo(job.id().toString()))
                .body("items[0].step.id", equalTo("pick"))
                .body("items[0].detail", equalTo("erp.pick: not-configured"))
                .body("items[0].repair", contains("retry", "skip", "move"))
                .body("items[0].tasks.id", hasItem("close"));
        String path = TICKETS + job.id();
        get(jun, path)
                .body("flow.branches[0].stuck.code", equalTo("call-failed"))
                .body("flow.branches[0].stuck.detail", nullValue())
                .body("flow.branches[0].calls[0].error", equalTo("not-configured"))
                .body("flow.branches[0].repair", empty())
                .body("flow.tasks", empty());
        post(jun, path + "/repair", Map.of("branch", 0, "how", "retry", "reason", "x"))
                .statusCode(403)
                .body("code", equalTo("not-in-this-step"));
        post(boss, path + "/repair", Map.of("branch", 0, "how", "move", "reason", "x"))
                .statusCode(422)
                .body("problems.pointer", contains("/to"));
        post(boss, path + "/repair", Map.of("branch", 0, "how", "retry", "reason", "It is up again"))
                .statusCode(200)
                .body("flow.branches[0].stuck", nullValue())
                .body("flow.branches[0].calls[0].attempt", equalTo(2));
        awaitStuck(boss);
        post(boss, path + "/repair", Map.of("branch", 0, "how", "skip", "reason", "Done by hand"))
                .statusCode(200)
                .body("step.id", equalTo("close"))
                .body("flow.undo", empty());
        get(as("mei"), path)
                .body("flow.undo.operation.en", contains("Pick"))
                .body("flow.undo.step.id", contains("pick"));
        post(jun, path + "/cancel", Map.of("reason", "x")).statusCode(403);
        post(as("mei"), path + "/cancel", Map.of("reason", "Not wanted any more"))
                .statusCode(200)
                .body("flow.ending.left", equalTo(1))
                .body("flow.ending.now.operation.en", equalTo("Pick"))
                .body("flow.ending.to.id", equalTo("off"))
                .body("flow.powers.find { it.power == 'cancel' }.why.code", equalTo("being-cancelled"));
        act(jun, job, "done", Map.of()).statusCode(409).body("code", equalTo("being-cancelled"));
        awaitStuck(boss);
        get(boss, "/api/v1/admin/stuck")
                .body("items.code", contains("undo-failed"))
                .body("items[0].repair", contains("retry", "skip"));
        post(boss, path + "/repair", Map.of("branch", 0, "how", "move", "to", "ask", "reason", "x"))
                .statusCode(409)
                .body("code", equalTo("not-stuck"));
        post(boss, path + "/repair", Map.of("branch", 0, "how", "skip", "reason", "Undone by hand"))
                .statusCode(200)
                .body("step.id", equalTo("off"))
                .body("flow.branches", empty());
        get(boss, "/api/v1/admin/stuck").body("items", empty());
        post(boss, path + "/repair", Map.of("branch", 0, "how", "retry", "reason", "x"))
                .statusCode(409);
    }

    @Test
    void aRequestNobodyWhoIsThereCanAnswerIsListedAndSomebodyElseIsAsked() {
        // Nobody is of finance; mei alone is a supervisor.
        Ticket job = job();
        act(as("jun"), job, "sign", Map.of()).statusCode(200);
        Browser boss = as("boss");
        String tom = desk.actor(tenant, "tom", "agent").account().toString();
        get(boss, "/api/v1/admin/stuck")
                .body("items", empty())
                .body("unanswerable.code", contains("nobody-answers"))
                .body("unanswerable[0].nobody.label.en", contains("Finance"))
                .body("unanswerable[0].repair", contains("ask", "move"));
        String path = TICKETS + job.id() + "/repair";
        post(boss, path, Map.of("branch", 0, "how", "retry", "reason", "x")).statusCode(409);
        post(boss, path, Map.of("branch", 0, "how", "ask", "to", jun.account().toString(), "reason", "x"))
                .statusCode(422)
                .body("problems.code", contains("signer.not-possible"));
        post(boss, path, Map.of("branch", 0, "how", "ask", "to", "nobody", "reason", "x"))
                .statusCode(422)
                .body("problems.code", contains("assignment.unknown-account"));
        post(
                        boss,
                        path,
                        Map.of(
                                "branch",
                                0,
                                "how",
                                "ask",
                                "to",
                                tom,
                                "instead",
                                "role:finance",
                                "reason",
                                "Finance is away"))
                .statusCode(200)
                .body("agenda[0].approvers.label.en", contains("Supervisor", "tom"));
        get(boss, "/api/v1/admin/stuck").body("unanswerable", empty());
        post(boss, path, Map.of("branch", 0, "how", "ask", "to", tom, "reason", "x"))
                .statusCode(422)
                .body("problems.code", contains("signer.not-possible"));
        String entry = get(as("tom"), "/api/v1/me/approvals").extract().path("[0].entry.id");
        post(as("tom"), TICKETS + job.id() + "/agenda/" + entry, Map.of("act", "approve"))
                .statusCode(200);
        post(as("mei"), TICKETS + job.id() + "/agenda/" + entry, Map.of("act", "approve"))
                .statusCode(200)
                .body("step.id", equalTo("close"));
    }

    @Test
    void whoLeavesAnswersNothingAnyMore() {
        String fin = desk.actor(tenant, "fin", "finance").account().toString();
        Browser boss = as("boss");
        act(as("jun"), job(), "sign", Map.of()).statusCode(200);
        get(boss, "/api/v1/admin/stuck").body("unanswerable", empty());
        boss.with()
                .contentType(JSON)
                .body(Map.of("disabled", true))
                .patch("/api/v1/admin/accounts/" + fin)
                .then()
                .statusCode(200);
        get(boss, "/api/v1/admin/stuck").body("unanswerable.nobody.name", contains(List.of("finance")));
    }
}
