package io.deskloom.rest;

import static io.deskloom.rest.SimulateBodies.body;
import static io.deskloom.rest.SimulateBodies.files;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.deskloom.identity.Actor;
import io.deskloom.identity.Tenant;
import io.deskloom.testing.Browser;
import io.deskloom.testing.Desk;
import io.deskloom.testing.EveryTable;
import io.deskloom.testing.PostgresResource;
import io.deskloom.testing.TestDatabase;
import io.deskloom.ticket.Ticket;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What would happen, and that nothing does. */
@Tag("database")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class SimulateTest {
    @Inject
    Desk desk;

    private Tenant demo;
    private Actor jun;
    private Browser ada;

    @BeforeEach
    void aDesk() {
        demo = desk.demo();
        jun = desk.actor(demo, "jun", "agent", "after_sales");
        desk.account(demo, "ada", "admin");
        ada = Browser.signIn(demo, "ada");
    }

    private ValidatableResponse simulate(Map<String, ?> body) {
        return ada.with().body(body).post("/api/v1/simulate").then();
    }

    private static Map<String, Object> creation(Map<String, Object> fields) {
        return body("event", body("kind", "create", "type", "return_refund", "fields", fields));
    }

    private Ticket ticket() {
        return desk.create(jun, "return_refund", Map.of("subject", "Too big", "reason", "size"));
    }

    @Test
    void aTicketThatWouldBeMadeIsShownWithAllThatFollows() {
        simulate(creation(Map.of("subject", "Broken vase", "reason", "damaged", "tier", "vip")))
                .statusCode(200)
                .body("refused", nullValue())
                .body("would.before", nullValue())
                .body("would.after.priority", equalTo("urgent"))
                .body("would.after.team", equalTo("vip_desk"))
                .body("would.after.step.id", equalTo("review"))
                .body("would.events.kind", hasItems("created", "step", "priority", "team"))
                .body("would.why.fired.rule", hasItems("tr_vip", "tr_damaged"))
                .body("would.why.notFired.find { it.rule == 'tr_hot_product' }.failing.size()", greaterThan(0))
                .body("would.why.fired.find { it.rule == 'tr_damaged' }.sentence.zh", notNullValue())
                .body("micros", greaterThan(0));
    }

    @Test
    void nothingIsWrittenAndNoNumberIsSpent() throws SQLException {
        Ticket ticket = ticket();
        // What is waiting would be carried out meanwhile.
        desk.settled(demo.id());
        Map<String, List<String>> before = rows();
        simulate(creation(Map.of("subject", "Broken vase", "reason", "damaged")))
                .statusCode(200);
        simulate(body(
                        "ticket",
                        ticket.id().toString(),
                        "event",
                        body("kind", "update", "fields", Map.of("tier", "vip"), "priority", "urgent")))
                .statusCode(200)
                .body("would.after.team", equalTo("vip_desk"));
        simulate(body("ticket", ticket.id().toString(), "event", body("kind", "comment", "comment", "Hello")))
                .statusCode(200)
                .body("would.effects.find { it.kind == 'notify' }.text", containsString("Hello"));
        simulate(body(
                        "ticket",
                        ticket.id().toString(),
                        "as",
                        jun.account().toString(),
                        "event",
                        body("kind", "macro", "macro", "reject_changed_mind")))
                .statusCode(200)
                .body("would.after.step.id", equalTo("rejected"));

        Map<String, List<String>> after = rows();
        assertThat(after.keySet()).isEqualTo(before.keySet()).hasSizeGreaterThan(25);
        after.forEach((table, rows) -> assertThat(rows).as(table).isEqualTo(before.get(table)));
        assertThat(ticket().number()).isEqualTo(ticket.number() + 1);
    }

    /** Every table but those that log that somebody asked. */
    private Map<String, List<String>> rows() throws SQLException {
        try (Connection c = TestDatabase.asOwner()) {
            Map<String, List<String>> rows = EveryTable.rows(c, demo.id().value());
            rows.keySet().removeAll(List.of("session", "audit", "rule_asking", "rule_firing"));
            // Regular work of the workspace is set up by itself, some time after it was made.
            rows.computeIfPresent(
                    "timer",
                    (_, timers) -> timers.stream()
                            .filter(timer -> !timer.contains("\"record_id\": null"))
                            .toList());
            return rows;
        }
    }

    @Test
    void itIsDoneAsAnybodyWithTheRightsOfThat() {
        Ticket ticket = ticket();
        String fang = desk.account(demo, "fang", "finance", "finance").id().toString();
        Map<String, Object> approve =
                body("kind", "act", "action", "approve", "fields", Map.of("freight_payer", "buyer"));
        simulate(body("ticket", ticket.id().toString(), "as", jun.account().toString(), "event", approve))
                .statusCode(200)
                .body("would.after.step.id", equalTo("inspect"));
        simulate(body("ticket", ticket.id().toString(), "as", fang, "event", approve))
                .statusCode(200)
                .body("would.after", nullValue())
                .body("refused.status", greaterThan(402));
        simulate(body(
                        "ticket",
                        ticket.id().toString(),
                        "as",
                        jun.account().toString(),
                        "event",
                        body("kind", "act", "action", "approve")))
                .statusCode(200)
                .body("refused.problems.pointer", hasItem("/fields/freight_payer"));
    }

    @Test
    void aSketchNeedsNoTicket() {
        simulate(body(
                        "sketch",
                        body(
                                "type",
                                "return_refund",
                                "step",
                                "inspect",
                                "team",
                                "warehouse",
                                "fields",
                                Map.of(
                                        "subject",
                                        "K",
                                        "reason",
                                        "size",
                                        "inspection_result",
                                        "pass",
                                        "refund_amount",
                                        Map.of("amount", "820.00", "currency", "CNY"))),
                        "as",
                        desk.account(demo, "wu", "warehouse", "warehouse").id().toString(),
                        "event",
                        body("kind", "act", "action", "pass")))
                .statusCode(200)
                .body("refused", nullValue())
                .body("would.after.step.id", equalTo("large"));
        simulate(body(
                        "sketch",
                        body("type", "return_refund", "step", "nowhere", "fields", Map.of("reason", "no_such")),
                        "event",
                        body("kind", "claim")))
                .statusCode(422)
                .body("problems.pointer", hasItems("/sketch/step", "/sketch/fields/reason"));
    }

    @Test
    void aDraftIsTriedBeforeItIsPublished() {
        List<Map<String, String>> files = files("triggers/draft.yaml", """
                id: tr_draft
                key: draft
                label: {en: Draft, zh: 草稿}
                type: return_refund
                on: [created]
                when: subject == "Try me"
                do: [{refuse: {field: subject, message: {en: Not yet., zh: 还不行。}}}]
                """);
        Map<String, Object> wanted = creation(Map.of("subject", "Try me", "reason", "size"));
        simulate(wanted).statusCode(200).body("refused", nullValue());
        wanted.put("files", files);
        simulate(wanted)
                .statusCode(200)
                .body("would.after", nullValue())
                .body("refused.problems.message", contains("Not yet."))
                .body("refused.problems.pointer", contains("/fields/subject"))
                .body("would.why.fired.rule", hasItem("tr_draft"));
        files.add(Map.of("path", "triggers/broken.yaml", "text", "id: x"));
        simulate(wanted).statusCode(422).body("code", equalTo("metadata-invalid"));
    }

    @Test
    void theClockIsMoved() {
        simulate(body(
                        "at",
                        "2027-01-01T00:00:00Z",
                        "event",
                        body(
                                "kind",
                                "create",
                                "type",
                                "return_refund",
                                "fields",
                                Map.of("subject", "K", "reason", "size"))))
                .statusCode(200)
                .body("would.after.createdAt", equalTo("2027-01-01T00:00:00Z"));
        Map<String, Object> far = creation(Map.of("subject", "K", "reason", "size"));
        far.put("at", "2999-01-01T00:00:00Z");
        simulate(far).statusCode(422).body("problems.code", contains("simulate.at"));
    }

    @Test
    void timePasses() {
        Ticket enquiry = desk.create(jun, "enquiry", Map.of("subject", "Where is it", "intent", "track_order"));
        Map<String, Object> wanted =
                body("ticket", enquiry.id().toString(), "event", body("kind", "time", "automation", "unanswered"));
        simulate(wanted).statusCode(200).body("refused.problems.code", contains("simulate.not-due"));
        wanted.put("at", enquiry.createdAt().plus(Duration.ofHours(3)).toString());
        simulate(wanted)
                .statusCode(200)
                .body("refused", nullValue())
                .body("would.after.priority", equalTo("urgent"))
                .body("would.why.fired.rule", hasItem("au_unanswered"))
                .body("would.effects.kind", hasItem("notify"));
        assertThat(desk.ticket(jun, enquiry.id())).isEqualTo(enquiry);
        wanted.put("event", body("kind", "time", "automation", "no_such"));
        simulate(wanted).statusCode(200).body("refused.problems.code", contains("simulate.automation"));
    }

    @Test
    void whatRulesDoOnceItIsSavedIsPartOfIt() {
        List<Map<String, String>> files = files("triggers/later.yaml", """
                id: tr_later
                key: later
                label: {en: Later, zh: 稍后}
                type: return_refund
                on: [created]
                phase: after
                do: [{comment: {internal: true, text: {en: Seen to, zh: 已处理}}}]
                """);
        Map<String, Object> wanted = creation(Map.of("subject", "Try me", "reason", "size"));
        wanted.put("files", files);
        simulate(wanted)
                .statusCode(200)
                .body("would.why.fired.rule", hasItem("tr_later"))
                .body("would.events.findAll { it.kind == 'comment' }.text", contains("Seen to"));
    }

    @Test
    void whatWouldHaveBeenCountedIsSaidInstead() {
        Map<String, Object> wanted = body(
                "event",
                body(
                        "kind",
                        "create",
                        "type",
                        "enquiry",
                        "fields",
                        Map.of("subject", "K", "intent", "delivery_period")));
        simulate(wanted).statusCode(200).body("would.why.fired.rule", not(hasItem("tr_surge")));
        wanted.put("facts", Map.of("counter.enquiries_now", 150));
        simulate(wanted)
                .statusCode(200)
                .body("would.why.fired.rule", hasItem("tr_surge"))
                .body("would.why.facts.find { it.path == 'counter.enquiries_now' }.value.toString()", equalTo("150"))
                .body("would.after.priority", equalTo("low"));
    }

    @Test
    void onlyWhoPublishesSimulatesAndOnlyWhatHeMaySee() {
        desk.account(demo, "mei", "supervisor");
        Browser.signIn(demo, "mei")
                .with()
                .body(creation(Map.of("subject", "K", "reason", "size")))
                .post("/api/v1/simulate")
                .then()
                .statusCode(403);
        Tenant other = desk.demo();
        Actor theirs = desk.actor(other, "jun", "agent", "after_sales");
        Ticket ticket = desk.create(theirs, "return_refund", Map.of("subject", "K", "reason", "size"));
        simulate(body("ticket", ticket.id().toString(), "event", body("kind", "claim")))
                .statusCode(404);
        simulate(body("as", theirs.account().toString(), "event", body("kind", "create", "type", "return_refund")))
                .statusCode(422)
                .body("problems.pointer", contains("/as"));
        simulate(body("release", "0".repeat(64), "event", body("kind", "create", "type", "return_refund")))
                .statusCode(404);
        simulate(body("event", body("kind", "create", "type", "no_such")))
                .statusCode(200)
                .body("refused.problems.pointer", contains("/type"));
        simulate(body("ticket", ticket().id().toString(), "event", body("kind", "explode")))
                .statusCode(422);
    }
}
