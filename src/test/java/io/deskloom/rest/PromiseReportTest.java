package io.deskloom.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.deskloom.agenda.Entry;
import io.deskloom.command.Command;
import io.deskloom.command.Command.Settle.How;
import io.deskloom.command.Commands;
import io.deskloom.command.Origin;
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
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How promises are kept: counted from their rows, of the tickets one may know of. */
@Tag("database")
@Tag("W9")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class PromiseReportTest {
    private static final Origin API = Origin.of("api");
    private static final String REPORT = "/api/v1/promises/report";
    private static final String LIST = "/api/v1/promises";

    @Inject
    Desk desk;

    @Inject
    Commands commands;

    @Inject
    Clock clock;

    private Tenant demo;
    private Actor jun;
    private Browser mei;
    private Instant now;

    @BeforeEach
    void aDesk() {
        demo = desk.demo();
        jun = desk.actor(demo, "jun", "agent", "after_sales");
        desk.actor(demo, "mei", "supervisor");
        mei = Browser.signIn(demo, "mei");
        now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private Ticket ticket() {
        Ticket ticket = desk.create(jun, "return_refund", Map.of("subject", "Too big", "reason", "quality"));
        desk.assign(jun, ticket, "after_sales");
        commands.handle(jun, new Command.Claim(API, ticket.id())).orThrow();
        return desk.ticket(jun, ticket.id());
    }

    private Entry promise(Ticket on) {
        commands.handle(jun, new Command.Promise(API, on.id(), "We call back", now.plus(Duration.ofHours(2))), now)
                .orThrow();
        return desk.ticket(jun, on.id()).agenda().entries().getLast();
    }

    private void settle(Ticket on, Entry promise, How how, Instant at) {
        commands.handle(jun, new Command.Settle(API, on.id(), promise.id(), how, null), at)
                .orThrow();
    }

    private void timeIsOver(Ticket on, Entry promise) {
        commands.handle(
                        Actor.ofRules(demo.id(), "en"),
                        new Command.Due(Origin.of("timer"), on.id(), promise.id(), false),
                        now.plus(Duration.ofHours(2)))
                .orThrow();
    }

    private static ValidatableResponse get(Browser as, String path) {
        return as.with().get(path).then().statusCode(200);
    }

    @Test
    void thoseKeptInTimeAreHeldAgainstAllThatWereKeptOrBroken() {
        Ticket ticket = ticket();
        settle(ticket, promise(ticket), How.KEPT, now.plus(Duration.ofHours(1)));
        settle(ticket, promise(ticket), How.KEPT, now.plus(Duration.ofHours(2)));
        settle(ticket, promise(ticket), How.WITHDRAW, now.plus(Duration.ofHours(1)));
        promise(ticket);
        timeIsOver(ticket, promise(ticket));
        get(mei, REPORT)
                .body("target", equalTo(98))
                .body("more", equalTo(false))
                .body("all.made", equalTo(5))
                .body("all.kept", equalTo(2))
                .body("all.late", equalTo(0))
                .body("all.broken", equalTo(1))
                .body("all.open", equalTo(1))
                .body("all.withdrawn", equalTo(1))
                .body("all.rate", equalTo(66.7f))
                .body("teams.key", contains("after_sales"))
                .body("teams[0].figures.made", equalTo(5))
                .body("people.name", contains("jun"))
                .body("people[0].figures.rate", equalTo(66.7f))
                .body("types.key", contains("return_refund"))
                .body("types[0].label.en", notNullValue());
    }

    @Test
    void whatTimeHasBrokenCanStillBeKeptLateButNotWhatSomebodyCalledBroken() {
        Ticket ticket = ticket();
        Entry lapsed = promise(ticket);
        timeIsOver(ticket, lapsed);
        get(Browser.signIn(demo, "jun"), "/api/v1/tickets/" + ticket.id()).body("agenda[0].may", contains("kept"));
        settle(ticket, lapsed, How.KEPT, now.plus(Duration.ofHours(3)));
        Entry given = promise(ticket);
        settle(ticket, given, How.BROKEN, now.plus(Duration.ofHours(1)));
        assertThat(Desk.refusal(commands.handle(
                                jun,
                                new Command.Settle(API, ticket.id(), given.id(), How.KEPT, null),
                                now.plus(Duration.ofHours(3))))
                        .code())
                .isEqualTo("agenda-closed");
        get(mei, REPORT)
                .body("all.kept", equalTo(0))
                .body("all.late", equalTo(1))
                .body("all.broken", equalTo(1))
                .body("all.rate", equalTo(0.0f));
    }

    @Test
    void aPromiseIsOfWhoHadTheTicketWhenItEndedAndAnOpenOneOfWhoHasIt() {
        Ticket ticket = ticket();
        timeIsOver(ticket, promise(ticket));
        promise(ticket);
        Actor lin = desk.actor(demo, "lin", "agent", "finance");
        commands.handle(jun, new Command.Assign(API, ticket.id(), true, lin.account(), "finance"))
                .orThrow();
        get(mei, REPORT)
                .body("teams.find { it.key == 'after_sales' }.figures.broken", equalTo(1))
                .body("teams.find { it.key == 'after_sales' }.figures.open", equalTo(0))
                .body("teams.find { it.key == 'finance' }.figures.open", equalTo(1))
                .body("people.find { it.name == 'jun' }.figures.made", equalTo(1))
                .body("people.find { it.name == 'lin' }.figures.rate", nullValue());
    }

    @Test
    void theBrokenOnesAreListedWithTheirTicketsPageByPage() {
        Ticket ticket = ticket();
        for (int i = 0; i < 3; i++) {
            timeIsOver(ticket, promise(ticket));
        }
        promise(ticket);
        ValidatableResponse first = get(mei, LIST + "?outcome=broken&limit=2")
                .body("items", hasSize(2))
                .body("items[0].ticket.number", equalTo("RET-" + ticket.number()))
                .body("items[0].text.en", equalTo("We call back"))
                .body("items.outcome", contains("broken", "broken"))
                .body("items[0].person.name", equalTo("jun"));
        String next = first.extract().path("next");
        mei.with()
                .queryParam("outcome", "broken")
                .queryParam("limit", 2)
                .queryParam("cursor", next)
                .get(LIST)
                .then()
                .statusCode(200)
                .body("items", hasSize(1))
                .body("next", nullValue());
        mei.with()
                .queryParam("outcome", "open")
                .queryParam("cursor", next)
                .get(LIST)
                .then()
                .statusCode(400);
        get(mei, LIST + "?team=after_sales&type=return_refund").body("items", hasSize(4));
        get(mei, LIST + "?team=finance").body("items", empty());
        get(mei, LIST + "?person=nobody").body("items", empty());
        get(mei, LIST + "?person=" + jun.account()).body("items", hasSize(4));
        get(mei, LIST + "?outcome=kept").body("items", empty());
    }

    @Test
    void onTicketsOneDoesNotSeeOrWhoseAgendaOneMayNotReadNothingIsCounted() {
        Ticket ticket = ticket();
        timeIsOver(ticket, promise(ticket));
        String access = "types/return_refund/access.yaml";
        // Supervisors see tickets of high priority only.
        desk.publish(demo, Map.of(access, yaml -> {
            String narrowed = yaml.replace(
                    "  - {role: supervisor}", "  - {role: supervisor, where: 'ticket.priority == \"high\"'}");
            assertThat(narrowed).isNotEqualTo(yaml);
            return narrowed;
        }));
        get(mei, REPORT).body("all.made", equalTo(0)).body("teams", empty()).body("types", empty());
        get(mei, LIST).body("items", empty());
        commands.handle(
                        jun,
                        new Command.Update(
                                API,
                                ticket.id(),
                                desk.ticket(jun, ticket.id()).version(),
                                Map.of(),
                                io.deskloom.model.Priority.HIGH))
                .orThrow();
        get(mei, REPORT).body("all.made", equalTo(1));
        // And now not what colleagues say among themselves.
        desk.publish(demo, Map.of(access, yaml -> {
            int supervisor = yaml.indexOf("  supervisor:");
            String without =
                    yaml.substring(0, supervisor) + yaml.substring(supervisor).replaceFirst("read_internal, ", "");
            assertThat(without).isNotEqualTo(yaml);
            return without;
        }));
        get(mei, REPORT).body("all.made", equalTo(0));
        get(mei, LIST).body("items", empty());
    }

    @Test
    void agentsGetNoReport() {
        Browser browser = Browser.signIn(demo, "jun");
        for (String path : new String[] {REPORT, REPORT + "/file", LIST}) {
            browser.with().get(path).then().statusCode(403);
        }
    }

    @Test
    void aPeriodIsTheLastThirtyDaysOrTheDaysOneNames() {
        Ticket ticket = ticket();
        promise(ticket);
        LocalDate today = LocalDate.ofInstant(now, ZoneId.of("Asia/Shanghai"));
        get(mei, REPORT)
                .body("to", equalTo(today.toString()))
                .body("from", equalTo(today.minusDays(29).toString()))
                .body("all.open", equalTo(1));
        get(mei, REPORT + "?from=2020-01-01&to=2020-12-31")
                .body("all.made", equalTo(0))
                .body("all.rate", nullValue());
        for (String wrong : new String[] {
            "from=2026-02-30", "to=soon", "from=2031-01-01&to=2030-01-01", "from=2020-01-01&to=2021-12-31"
        }) {
            mei.with()
                    .get(REPORT + "?" + wrong)
                    .then()
                    .statusCode(400)
                    .body("problems", hasSize(1))
                    .body("problems[0].pointer", notNullValue());
        }
    }

    @Test
    void theReportIsAFileInTheReadersLanguageToo() {
        Ticket ticket = ticket();
        timeIsOver(ticket, promise(ticket));
        mei.with()
                .get(REPORT + "/file")
                .then()
                .statusCode(200)
                .header("Content-Disposition", containsString("promises-"))
                .body(containsString("Kept in time, %"))
                .body(containsString("Person,jun,1,0,0,1,0,0,0.0,98"));
    }
}
