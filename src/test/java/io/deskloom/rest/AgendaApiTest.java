package io.deskloom.rest;

import static io.restassured.http.ContentType.JSON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.deskloom.identity.Actor;
import io.deskloom.identity.Tenant;
import io.deskloom.metadata.Publisher;
import io.deskloom.metadata.Releases;
import io.deskloom.metadata.SourceFile;
import io.deskloom.testing.Browser;
import io.deskloom.testing.Desk;
import io.deskloom.testing.PostgresResource;
import io.deskloom.testing.Snapshots;
import io.deskloom.ticket.Ticket;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The agenda of a ticket, its links and what waits for a decision, as people get them over the API. */
@Tag("database")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class AgendaApiTest {
    private static final String TICKETS = "/api/v1/tickets/";

    @Inject
    Desk desk;

    @Inject
    Releases releases;

    private Tenant demo;
    private Actor jun;
    private Actor mei;

    @BeforeEach
    void aDesk() {
        demo = desk.demo();
        jun = desk.actor(demo, "jun", "agent", "after_sales");
        mei = desk.actor(demo, "mei", "supervisor");
    }

    private void trigger(String when, String wish) {
        List<SourceFile> files = new ArrayList<>(Snapshots.demoFiles());
        files.add(new SourceFile("triggers/test.yaml", """
                id: tr_test
                key: test
                label: {en: Test, zh: 测试}
                type: return_refund
                on: [created, updated]
                when: %s
                do:
                  - %s
                """.formatted(when, wish)));
        releases.apply(demo.id(), files, "", Publisher.SYSTEM, false).orThrow();
    }

    private Ticket create(Map<String, Object> more) {
        Map<String, Object> fields = new HashMap<>(Map.of("subject", "Too big", "reason", "quality"));
        fields.putAll(more);
        return desk.create(jun, "return_refund", fields);
    }

    private static ValidatableResponse get(Browser as, String path) {
        return as.with().get(path).then().statusCode(200);
    }

    private static ValidatableResponse post(Browser as, String path, Map<String, Object> body) {
        return as.with().contentType(JSON).body(body).post(path).then();
    }

    @Test
    void aPromiseIsMadeOnceAndSettledOnce() {
        Ticket ticket = create(Map.of());
        Browser browser = Browser.signIn(demo, "jun");
        Map<String, Object> promise = Map.of("text", "We call back", "due", "2031-05-01T15:00:00+08:00");
        for (int i = 0; i < 2; i++) {
            browser.with()
                    .header("Idempotency-Key", "promise-1")
                    .contentType(JSON)
                    .body(promise)
                    .post(TICKETS + ticket.id() + "/agenda")
                    .then()
                    .statusCode(200)
                    .body("agenda", hasSize(1))
                    .body("agenda[0].kind", equalTo("promise"))
                    .body("agenda[0].text.en", equalTo("We call back"))
                    .body("agenda[0].due", equalTo("2031-05-01T07:00:00Z"))
                    .body("agenda[0].by.name", equalTo("jun"))
                    .body("agenda[0].may", contains("kept", "broken", "withdraw"));
        }
        String entry = get(browser, TICKETS + ticket.id()).extract().path("agenda[0].id");
        String settle = TICKETS + ticket.id() + "/agenda/" + entry;
        post(browser, settle, Map.of("act", "fly")).statusCode(422).body("problems.pointer", contains("/act"));
        post(browser, settle, Map.of("act", "apply"))
                .statusCode(422)
                .body("problems.code", contains("agenda.not-possible"));
        post(browser, settle, Map.of("act", "kept", "comment", "Called"))
                .statusCode(200)
                .body("agenda[0].state", equalTo("kept"))
                .body("agenda[0].closed.comment", equalTo("Called"))
                .body("agenda[0].may", empty());
        post(browser, settle, Map.of("act", "broken")).statusCode(409).body("code", equalTo("agenda-closed"));
        post(browser, TICKETS + ticket.id() + "/agenda", Map.of("text", " ", "due", "yesterday", "more", 1))
                .statusCode(422)
                .body("problems.pointer", contains("/more", "/text", "/due"));
        post(browser, TICKETS + ticket.id() + "/agenda/" + UUID.randomUUID(), Map.of("act", "kept"))
                .statusCode(404);
        get(browser, TICKETS + ticket.id() + "/events")
                .body("items.findAll { it.kind == 'agenda' }.agenda.to", contains("kept", "open"));
    }

    @Test
    void whatADecisionIsAskedOfStandsInItsListUntilSomebodyDecides() {
        trigger(
                "refund_amount > 500 && agenda.test.state == null",
                "requestApproval: {of: [{role: supervisor}], text: {en: \"Refund {{refund_amount}}\", zh: x}}");
        desk.account(demo, "boss", "supervisor");
        Ticket ticket = create(Map.of("refund_amount", "900"));
        desk.settled(demo.id());

        Browser mei = Browser.signIn(demo, "mei");
        get(mei, "/api/v1/me/notifications")
                .body("items.text", hasItem("Your approval is asked for: Refund CNY 900.00"));
        ValidatableResponse waiting = get(mei, "/api/v1/me/approvals")
                .body("ticket.id", contains(ticket.id().toString()))
                .body("entry.text.en", contains("Refund CNY 900.00"))
                .body("entry.approvers[0].label.en", contains("Supervisor"));
        String entry = waiting.extract().path("[0].entry.id");
        Browser jun = Browser.signIn(demo, "jun");
        get(jun, "/api/v1/me/approvals").body("", empty());
        post(jun, TICKETS + ticket.id() + "/agenda/" + entry, Map.of("act", "approve"))
                .statusCode(403)
                .body("code", equalTo("approval-own"));

        post(mei, TICKETS + ticket.id() + "/agenda/" + entry, Map.of("act", "approve"))
                .statusCode(200)
                .body("agenda.state", contains("approved"));
        get(Browser.signIn(demo, "boss"), "/api/v1/me/approvals").body("", empty());
        desk.settled(demo.id());
        get(jun, "/api/v1/me/notifications").body("items.text", hasItem("Approved: Refund CNY 900.00"));
    }

    @Test
    void anEntryTellsNobodyWhatHeMayNotRead() {
        trigger(
                "reason == \"quality\"",
                "suggestRemedy: {remedy: {en: \"Spent {{lifetime_spend}}\", zh: x}, set: {lifetime_spend: paid, refund_amount: paid}}");
        Ticket ticket = create(Map.of("paid", "77.70"));
        get(Browser.signIn(demo, "jun"), TICKETS + ticket.id())
                .body("agenda[0].kind", equalTo("remedy"))
                .body("agenda[0].text", nullValue())
                .body("agenda[0].remedy.fields.field", contains("refund_amount"))
                .body("agenda[0].may", contains("dismiss"));
        get(Browser.signIn(demo, "mei"), TICKETS + ticket.id())
                .body("agenda[0].text.en", equalTo("Spent "))
                .body("agenda[0].remedy.fields.field", contains("refund_amount", "lifetime_spend"));
    }

    @Test
    void aRemedyIsAppliedWithOneClick() {
        trigger(
                "reason == \"quality\"",
                "suggestRemedy: {remedy: {en: Refund all, zh: x}, set: {refund_amount: paid}}");
        Ticket ticket = create(Map.of("paid", "77.70"));
        Browser jun = Browser.signIn(demo, "jun");
        String entry = get(jun, TICKETS + ticket.id()).extract().path("agenda[0].id");
        post(jun, TICKETS + ticket.id() + "/agenda/" + entry, Map.of("act", "apply"))
                .statusCode(200)
                .body("fields.refund_amount.amount", equalTo("77.70"))
                .body("agenda[0].state", equalTo("applied"))
                .body("agenda[0].closed.by.name", equalTo("jun"));
    }

    @Test
    void linksAreListedAddedAndTakenAwayFromBothSides() {
        Ticket one = create(Map.of());
        Ticket other = create(Map.of());
        Browser jun = Browser.signIn(demo, "jun");
        post(jun, TICKETS + one.id() + "/links", Map.of("ticket", "RET-" + other.number(), "kind", "child_of"))
                .statusCode(200)
                .body("kind", contains("child_of"))
                .body("ticket.number", contains("RET-" + other.number()))
                .body("ticket.title", contains("Too big"));
        get(jun, TICKETS + other.id() + "/links").body("kind", contains("parent_of"));
        desk.settled(demo.id());
        get(jun, TICKETS + other.id() + "/events")
                .body("items[0].kind", equalTo("linked"))
                .body("items[0].by.name", equalTo("jun"))
                .body("items[0].link.kind", equalTo("parent_of"))
                .body("items[0].link.ticket.number", equalTo("RET-" + one.number()));
        jun.with()
                .delete(TICKETS + other.id() + "/links/parent_of/" + one.id())
                .then()
                .statusCode(200)
                .body("", empty());
        jun.with()
                .delete(TICKETS + other.id() + "/links/parent_of/" + one.id())
                .then()
                .statusCode(404);
        post(jun, TICKETS + one.id() + "/links", Map.of("ticket", "RET-" + one.number(), "kind", "cousin"))
                .statusCode(422)
                .body("problems.pointer", contains("/kind"));
    }

    @Test
    void whoDoesNotSeeTheOtherTicketSeesNothingOfALinkWithIt() {
        Ticket one = create(Map.of());
        Ticket hidden = desk.assign(
                mei, desk.create(mei, "return_refund", Map.of("subject", "Zebra", "reason", "size")), "vip_desk");
        Browser mei = Browser.signIn(demo, "mei");
        post(mei, TICKETS + one.id() + "/links", Map.of("ticket", hidden.id().toString(), "kind", "related"))
                .statusCode(200)
                .body("ticket.title", contains("Zebra"));
        Browser jun = Browser.signIn(demo, "jun");
        get(jun, TICKETS + one.id() + "/links").body("", empty());
        ValidatableResponse events =
                get(jun, TICKETS + one.id() + "/events").body("items.kind", not(hasItem("linked")));
        assertThat(events.extract().asString())
                .doesNotContain("Zebra")
                .doesNotContain(hidden.id().toString());
        get(mei, TICKETS + one.id() + "/events").body("items.kind", hasItem("linked"));
        jun.with()
                .delete(TICKETS + one.id() + "/links/related/" + hidden.id())
                .then()
                .statusCode(404);
    }
}
