package io.deskloom.rest;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.deskloom.identity.Actor;
import io.deskloom.identity.Tenant;
import io.deskloom.testing.Browser;
import io.deskloom.testing.Desk;
import io.deskloom.testing.PostgresResource;
import io.deskloom.ticket.Ticket;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The clocks of a ticket's service level, and calendars and service levels, as people get them over the API. */
@Tag("database")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class ClocksApiTest {
    private static final String TICKETS = "/api/v1/tickets/";

    @Inject
    Desk desk;

    private Tenant demo;
    private Actor jun;

    @BeforeEach
    void aDesk() {
        demo = desk.demo();
        jun = desk.actor(demo, "jun", "agent", "after_sales");
        desk.publishWith(demo, "slas/enquiries.yaml", """
                id: sla_enquiries
                key: enquiries
                label: {en: Enquiries, zh: 咨询}
                types: [enquiry]
                calendar: always
                when: message == null || message != "secret"
                order: 1
                clocks:
                  - clock: resolve
                    within: PT2H
                    at: [{percent: 50, do: [setPriority: urgent]}]
                  - clock: custom
                    key: order_check
                    label: {en: Order check, zh: 核对订单}
                    within: PT1H
                    start: message != null
                pauseIn: {statuses: [waiting]}
                pauseWhen:
                  - {when: ticket.team == "warehouse", reason: {en: The warehouse looks, zh: 仓库核查中}}
                  - {when: message == "wait", reason: {en: Told to wait, zh: 要求等待}}
                """);
        desk.settled(demo.id());
    }

    private Ticket create(String message) {
        return desk.create(jun, "enquiry", Map.of("subject", "Where?", "message", message, "intent", "track_order"));
    }

    private static ValidatableResponse get(Browser as, String path) {
        return as.with().get(path).then().statusCode(200);
    }

    /** The demo, but what customers write is hidden from agents. */
    private void messagesAreHidden() {
        desk.publish(
                demo,
                Map.of(
                        "types/enquiry/access.yaml",
                        text -> text.replace("      message: edit", "      message: hidden")));
    }

    @Test
    void aTicketSaysWhatItsClocksSayAndWhy() {
        Ticket ticket = create("hello");
        Browser browser = Browser.signIn(demo, "jun");
        get(browser, TICKETS + ticket.id())
                .body("clocks.key", contains("resolve", "order_check"))
                .body("clocks[0].state", equalTo("running"))
                .body("clocks[0].policy", equalTo("enquiries"))
                .body("clocks[0].policyLabel.zh", equalTo("咨询"))
                .body("clocks[0].calendar", equalTo("always"))
                .body("clocks[0].target", equalTo(7200))
                .body("clocks[0].remaining", greaterThan(7000))
                .body(
                        "clocks[0].due",
                        equalTo(ticket.createdAt().plusSeconds(7200).toString()))
                .body("clocks[0].why.before", equalTo(0))
                .body("clocks[0].why.spans", hasSize(1))
                .body("clocks[0].why.spans[0].seconds", equalTo(7200))
                .body("clocks[0].why.more", equalTo(false))
                .body("clocks[1].label.en", equalTo("Order check"));
    }

    @Test
    void aClockThatStandsStillSaysWhy() {
        Ticket ticket = create("hello");
        desk.assign(jun, ticket, "warehouse");
        Browser browser = Browser.signIn(demo, "jun");
        desk.actor(demo, "mei", "supervisor");
        get(Browser.signIn(demo, "mei"), TICKETS + ticket.id())
                .body("clocks[0].state", equalTo("paused"))
                .body("clocks[0].pausedBy", equalTo("reason"))
                .body("clocks[0].pauseReason.en", equalTo("The warehouse looks"))
                .body("clocks[0].due", nullValue())
                .body("clocks[0].why", nullValue());
        Ticket other = create("hello");
        desk.act(jun, other, "answered", Map.of());
        get(browser, TICKETS + other.id())
                .body("clocks[0].pausedBy", equalTo("status"))
                .body("clocks[0].pauseReason.zh", equalTo("等待中"));
    }

    @Test
    void whoMayNotReadNotesSeesNoClocks() {
        Ticket ticket = create("hello");
        desk.elapsed(demo.id(), ticket.createdAt().plus(Duration.ofHours(3)));
        Browser browser = Browser.signIn(demo, "jun");
        get(browser, TICKETS + ticket.id()).body("clocks", hasSize(2));
        get(browser, TICKETS + ticket.id() + "/events").body("items.kind", hasItem("clock"));
        desk.publish(
                demo,
                Map.of(
                        "types/enquiry/access.yaml",
                        text -> text.replace(" comment_internal,", "").replace(" read_internal,", "")));
        get(browser, TICKETS + ticket.id()).body("clocks", empty());
        get(browser, TICKETS + ticket.id() + "/events").body("items.kind", not(hasItem("clock")));
    }

    @Test
    void whatConditionsSayOfHiddenFieldsIsHidden() {
        Ticket ticket = create("wait");
        Browser browser = Browser.signIn(demo, "jun");
        get(browser, TICKETS + ticket.id())
                .body("clocks.key", contains("resolve", "order_check"))
                .body("clocks[0].pauseReason.en", equalTo("Told to wait"));
        messagesAreHidden();
        get(browser, TICKETS + ticket.id())
                .body("clocks.key", contains("resolve"))
                .body("clocks[0].policy", nullValue())
                .body("clocks[0].policyLabel", nullValue())
                .body("clocks[0].pausedBy", equalTo("reason"))
                .body("clocks[0].pauseReason", nullValue());
    }

    @Test
    void historySaysWhatTimeDidAndByWhichServiceLevel() {
        Ticket ticket = create("hello");
        desk.elapsed(demo.id(), ticket.createdAt().plus(Duration.ofHours(2)));
        Browser browser = Browser.signIn(demo, "jun");
        get(browser, TICKETS + ticket.id() + "/events")
                .body("items.findAll { it.kind == 'clock' }.clock.news", hasItems("breached", "escalated"))
                .body("items.find { it.kind == 'clock' && it.clock.news == 'escalated' }.by.kind", equalTo("rule"))
                .body(
                        "items.find { it.kind == 'clock' && it.clock.news == 'escalated' }.by.label.en",
                        equalTo("Enquiries · Resolution · 50%"))
                .body(
                        "items.find { it.kind == 'clock' && it.clock.news == 'breached' }.clock.label.zh",
                        notNullValue());
        get(browser, TICKETS + ticket.id()).body("clocks[0].state", equalTo("breached"));
    }

    @Test
    void administratorsReadCalendarsAndServiceLevels() {
        desk.actor(demo, "root", "admin");
        Browser admin = Browser.signIn(demo, "root");
        get(admin, "/api/v1/admin/calendars")
                .body("key", contains("always", "cn_service"))
                .body("[0].open", equalTo(true))
                .body("[1].zone", equalTo("Asia/Shanghai"))
                .body("[1].week.day", contains("mon", "tue", "wed", "thu", "fri", "sat", "sun"))
                .body("[1].week[0].shifts.from", contains(540, 810))
                .body("[1].week[6].shifts", empty())
                .body("[1].holidays.date", hasItem("2026-10-01"))
                .body("[1].workdays.date", hasItem("2026-10-10"))
                .body("[1].usedBy", hasItems("standard", "wrong_or_damaged"));
        get(admin, "/api/v1/admin/slas")
                .body("key", contains("enquiries", "wrong_or_damaged", "urgent", "standard"))
                .body("[1].when.en", notNullValue())
                .body("[1].clocks.key", contains("first_response", "resolve"))
                .body("[1].clocks[1].within", equalTo(7200))
                .body("[1].clocks[1].at[0].offset", equalTo(-1800))
                .body("[1].clocks[1].at[1].percent", equalTo(100))
                .body("[1].clocks[1].at[0].then", hasSize(1))
                .body("[0].clocks[1].start.en", notNullValue())
                .body("[0].pauses.kind", contains("status", "reason", "reason"))
                .body("[3].when", nullValue());
    }

    @Test
    void othersDoNot() {
        Browser browser = Browser.signIn(demo, "jun");
        browser.with().get("/api/v1/admin/calendars").then().statusCode(403);
        browser.with().get("/api/v1/admin/slas").then().statusCode(403);
    }
}
