package io.deskloom.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.deskloom.audit.AuditTrail;
import io.deskloom.identity.Actor;
import io.deskloom.identity.Tenant;
import io.deskloom.kernel.Uuid7;
import io.deskloom.metadata.Publisher;
import io.deskloom.metadata.Releases;
import io.deskloom.metadata.SourceFile;
import io.deskloom.model.Snapshots;
import io.deskloom.testing.Browser;
import io.deskloom.testing.Desk;
import io.deskloom.testing.PostgresResource;
import io.deskloom.testing.TestDatabase;
import io.deskloom.ticket.Ticket;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What was given up is looked at, tried again or thrown away by those who may, and shows nothing else to them than tickets do. */
@Tag("database")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class QueuesTest {
    private static final String LETTERS = "/api/v1/admin/dead-letters";
    private static final String JOBS = "/api/v1/admin/jobs";
    private static final Instant DIED = Instant.parse("2026-11-01T08:00:00Z");

    @Inject
    Desk desk;

    @Inject
    Releases releases;

    @Inject
    Snapshots snapshots;

    @Inject
    AuditTrail trail;

    private Tenant demo;
    private Actor jun;
    private Browser boss;

    /** The warehouse looks after the queues, too: it is masked the contact, and sees returns of its own team only. */
    @BeforeEach
    void aDesk() {
        demo = desk.demo();
        List<SourceFile> files = new ArrayList<>();
        for (SourceFile file : io.deskloom.testing.Snapshots.demoFiles()) {
            files.add(
                    file.path().equals("roles/warehouse.yaml")
                            ? new SourceFile(
                                    file.path(),
                                    file.text().replace("[accounts.read,", "[accounts.read, queues.manage,"))
                            : file);
        }
        files.add(new SourceFile("triggers/tell.yaml", """
                id: tr_tell
                key: tell
                label: {en: Tell, zh: 通知}
                type: return_refund
                on: [commented]
                do:
                  - notify: {to: [{role: supervisor}], text: {en: "{{contact}} wants {{reason}}", zh: x}}
                """));
        releases.apply(demo.id(), files, "", Publisher.SYSTEM, false).orThrow();
        jun = desk.actor(demo, "jun", "agent", "after_sales");
        desk.account(demo, "boss", "admin");
        boss = Browser.signIn(demo, "boss");
    }

    private UUID notice(Ticket ticket, int second) throws SQLException {
        return dead(
                "outbox",
                "notify",
                """
                {"ticket": "%s", "release": "%s", "rule": "tr_tell", "pack": null, "wish": 0,
                 "to": [{"role": "supervisor"}, {"account": "13812345678"}], "event": {}, "by": null}
                """.formatted(
                        ticket.id(), snapshots.current(demo.id()).release().hash()),
                second);
    }

    private UUID changed(int second) throws SQLException {
        return dead("outbox", "linked-ended", "{\"ticket\": \"" + UUID.randomUUID() + "\"}", second);
    }

    private UUID dead(String table, String kind, String payload, int second) throws SQLException {
        UUID id = Uuid7.at(DIED);
        try (Connection c = TestDatabase.asOwner();
                PreparedStatement s = c.prepareStatement(
                        "INSERT INTO " + table + " (tenant_id, id, kind, payload, state,"
                                + " attempts, created_at, due_at, error_code, last_error)"
                                + " VALUES (?, ?, ?, ?::jsonb, 1, 14, ?, ?, 'unreachable', 'java.net.ConnectException')")) {
            s.setInt(1, demo.id().value());
            s.setObject(2, id);
            s.setString(3, kind);
            s.setString(4, payload);
            s.setObject(5, DIED.minusSeconds(9_000).atOffset(ZoneOffset.UTC));
            s.setObject(6, DIED.plusSeconds(second).atOffset(ZoneOffset.UTC));
            s.execute();
        }
        return id;
    }

    private static ValidatableResponse get(Browser as, String path) {
        return as.with().get(path).then();
    }

    @Test
    void oneSaysWhatItWasAboutAndWhatWentWrong() throws Exception {
        Ticket ticket = desk.create(
                jun, "return_refund", Map.of("subject", "Too big", "reason", "size", "contact", "13812345678"));
        UUID id = notice(ticket, 0);
        get(boss, LETTERS)
                .statusCode(200)
                .body("items", hasSize(1))
                .body("items[0].queue", equalTo("effects"))
                .body("items[0].kind", equalTo("notify"))
                .body("items[0].ticket.number", equalTo("RET-" + ticket.number()))
                .body("items[0].rule.en", equalTo("Tell"))
                .body("items[0].error", equalTo("unreachable"))
                .body("items[0].errorType", equalTo("java.net.ConnectException"))
                .body("items[0].attempts", equalTo(14))
                .body("items[0].at", equalTo(DIED.toString()))
                .body("next", nullValue());
        get(boss, LETTERS + "/effects/" + id)
                .statusCode(200)
                .body("letter.id", equalTo(id.toString()))
                .body("to.kind", contains("role", "account"))
                .body("to.key", contains("supervisor", null));
        get(boss, LETTERS + "/timers/" + id).statusCode(404);
        get(boss, LETTERS + "/letters/" + id).statusCode(400);
    }

    /** Looking after the queues shows nothing of a ticket that the ticket itself would not. */
    @Test
    void whoeverLooksAfterTheQueuesSeesNoMoreOfATicketThanElsewhere() throws Exception {
        Actor mei = desk.actor(demo, "mei", "supervisor");
        desk.account(demo, "lin", "warehouse", "warehouse");
        Browser lin = Browser.signIn(demo, "lin");
        Ticket ticket = desk.create(
                jun, "return_refund", Map.of("subject", "Too big", "reason", "size", "contact", "13812345678"));
        UUID id = notice(ticket, 0);
        String list = get(lin, LETTERS)
                .statusCode(200)
                .body("items[0].ticket", nullValue())
                .extract()
                .asString();
        String one = get(lin, LETTERS + "/effects/" + id)
                .statusCode(200)
                .body("text", nullValue())
                .extract()
                .asString();
        assertThat(list + one).doesNotContain("RET-", "Too big", ticket.id().toString(), "13812345678");

        desk.assign(mei, ticket, "warehouse");
        get(lin, LETTERS).body("items[0].ticket.number", equalTo("RET-" + ticket.number()));
        one = get(lin, LETTERS + "/effects/" + id)
                .body("text", notNullValue())
                .extract()
                .asString();
        assertThat(one).doesNotContain("13812345678").contains("Wrong size");
    }

    @Test
    void whoMayNotLookAfterThemSeesAndDoesNothing() throws Exception {
        UUID id = changed(0);
        Browser agent = Browser.signIn(demo, "jun");
        get(agent, LETTERS).statusCode(403);
        get(agent, LETTERS + "/effects/" + id).statusCode(403);
        get(agent, JOBS).statusCode(403);
        get(agent, "/api/v1/admin/queues").statusCode(403);
        for (String path : List.of(
                LETTERS + "/effects/" + id + "/replay",
                LETTERS + "/effects/" + id + "/discard",
                LETTERS + "/replay",
                LETTERS + "/discard",
                JOBS + "/retention/run")) {
            agent.with().body("{}").post(path).then().statusCode(403);
        }
        assertThat(states()).containsExactly("1");
    }

    @Test
    void anotherWorkspacesAreNotThere() throws Exception {
        UUID id = changed(0);
        Tenant other = desk.demo();
        desk.account(other, "spy", "admin");
        Browser spy = Browser.signIn(other, "spy");
        get(spy, LETTERS).body("items", empty());
        get(spy, LETTERS + "/effects/" + id).statusCode(404);
        spy.with().post(LETTERS + "/effects/" + id + "/replay").then().statusCode(404);
        spy.with().post(LETTERS + "/effects/" + id + "/discard").then().statusCode(404);
        spy.with().body("{}").post(LETTERS + "/discard").then().body("count", equalTo(0));
        assertThat(states()).containsExactly("1");
    }

    @Test
    void pagesHoldBothQueuesNewestFirstAndEachOnce() throws Exception {
        List<String> newestFirst = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            newestFirst.addFirst((i % 2 == 0 ? changed(i) : dead("timer", "promise", "{}", i)).toString());
        }
        List<String> paged = new ArrayList<>();
        String cursor = null;
        do {
            var request = boss.with().queryParam("limit", 2);
            JsonPath page = (cursor == null ? request : request.queryParam("cursor", cursor))
                    .get(LETTERS)
                    .jsonPath();
            paged.addAll(page.getList("items.id"));
            cursor = page.getString("next");
        } while (cursor != null);
        assertThat(paged).isEqualTo(newestFirst);
        get(boss, LETTERS + "?queue=timers").body("items.kind", contains("promise", "promise"));
        get(boss, LETTERS + "?kind=linked-ended").body("items", hasSize(3));
        get(boss, LETTERS + "?kind=linked-ended&queue=timers").body("items", empty());
        get(boss, LETTERS + "?destination=mail").body("items", empty());
        for (String wrong : List.of("limit=0", "limit=201", "queue=x", "cursor=made.up", "kind=" + "x".repeat(201))) {
            assertThat(boss.with().get(LETTERS + "?" + wrong).statusCode())
                    .as(wrong)
                    .isIn(400, 422);
        }
    }

    @Test
    void oneThatIsTriedAgainBeginsAnewAndIsCarriedOut() throws Exception {
        UUID id = changed(0);
        changed(1);
        boss.with().post(LETTERS + "/effects/" + id + "/replay").then().statusCode(204);
        until(() -> assertThat(states()).containsExactly("1"));
        get(boss, LETTERS).body("items", hasSize(1));
        boss.with().post(LETTERS + "/effects/" + id + "/replay").then().statusCode(404);
        assertThat(audited()).contains("dead-letter-replayed");
    }

    @Test
    void allOfAFilterAreTriedAgainOrThrownAwayAndNoOthers() throws Exception {
        changed(0);
        changed(1);
        UUID timer = dead("timer", "promise", "{}", 2);
        boss.with()
                .body(Map.of("queue", "effects", "kind", "linked-ended"))
                .post(LETTERS + "/discard")
                .then()
                .statusCode(200)
                .body("count", equalTo(2));
        get(boss, LETTERS).body("items.id", contains(timer.toString()));
        // Nobody knows this kind: it is given up again, at once and with its own reason.
        boss.with().body("{}").post(LETTERS + "/replay").then().body("count", equalTo(1));
        until(() ->
                get(boss, LETTERS).body("items.error", contains("unknown-kind")).body("items.attempts", contains(1)));
        boss.with().post(LETTERS + "/timers/" + timer + "/discard").then().statusCode(204);
        get(boss, LETTERS).body("items", empty());
        assertThat(audited()).contains("dead-letters-discarded", "dead-letters-replayed", "dead-letter-discarded");
    }

    @Test
    void howMuchWaitsIsToldByKind() throws Exception {
        changed(0);
        changed(1);
        get(boss, "/api/v1/admin/queues")
                .statusCode(200)
                .body("find { it.kind == 'linked-ended' }.dead", equalTo(2))
                .body("find { it.kind == 'linked-ended' }.queue", equalTo("effects"));
    }

    @Test
    void regularWorkRunsNowWhenSomebodyAsksForIt() {
        until(() -> get(boss, JOBS).statusCode(200).body("find { it.kind == 'retention' }.next", notNullValue()));
        get(boss, JOBS)
                .body("find { it.kind == 'retention' }.everySeconds", equalTo(3_600))
                .body("find { it.kind == 'retention' }.lastRun", nullValue())
                .body("find { it.kind == 'retention' }.failures", equalTo(0));
        boss.with().post(JOBS + "/retention/run").then().statusCode(204);
        until(() -> get(boss, JOBS)
                .body("find { it.kind == 'retention' }.lastRun", notNullValue())
                .body("find { it.kind == 'retention' }.lastMillis", notNullValue()));
        boss.with().post(JOBS + "/nothing/run").then().statusCode(404);
        assertThat(audited()).contains("job-run");
    }

    @Test
    void whatRunsAlreadyIsNotBegunOnceMore() throws Exception {
        until(() -> get(boss, JOBS).body("find { it.kind == 'retention' }.next", notNullValue()));
        // As a node leaves it that is in the middle of it.
        sql("UPDATE timer SET attempts = 1, started_at = now(), due_at = now() + interval '1 minute'"
                + " WHERE kind = 'retention' AND tenant_id = " + demo.id().value());
        boss.with().post(JOBS + "/retention/run").then().statusCode(409).body("code", equalTo("job-running"));
        get(boss, JOBS)
                .body("find { it.kind == 'retention' }.runningSince", notNullValue())
                .body("find { it.kind == 'retention' }.next", nullValue())
                .body("find { it.kind == 'retention' }.failures", equalTo(0));
    }

    /** Patiently: the pumps of the application are at it. */
    private static void until(Runnable holds) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        while (true) {
            try {
                holds.run();
                return;
            } catch (AssertionError notYet) {
                if (System.nanoTime() > end) {
                    throw notYet;
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            }
        }
    }

    private static void sql(String sql) throws SQLException {
        try (Connection c = TestDatabase.asOwner();
                PreparedStatement s = c.prepareStatement(sql)) {
            s.execute();
        }
    }

    private List<String> states() {
        return Desk.column(
                demo.id(), "SELECT state::text FROM outbox WHERE tenant_id = ? AND kind = 'linked-ended' ORDER BY 1");
    }

    private List<String> audited() {
        try {
            assertThat(trail.flush(20)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return Desk.column(demo.id(), "SELECT code FROM audit WHERE tenant_id = ?");
    }
}
