package io.deskloom.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.deskloom.command.Command;
import io.deskloom.command.Commands;
import io.deskloom.command.Origin;
import io.deskloom.identity.Actor;
import io.deskloom.identity.Tenant;
import io.deskloom.metadata.Publisher;
import io.deskloom.metadata.Releases;
import io.deskloom.metadata.SourceFile;
import io.deskloom.model.Priority;
import io.deskloom.testing.Browser;
import io.deskloom.testing.Desk;
import io.deskloom.testing.PostgresResource;
import io.deskloom.testing.Snapshots;
import io.deskloom.ticket.Clock;
import io.deskloom.ticket.Ticket;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The next deadline of tickets in lists, in one's work and on the board: that of the first clock that runs. */
@Tag("database")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class DeadlinesInListsTest {
    private static final Origin API = Origin.of("api");
    private static final String LIST = "/api/v1/tickets?type=return_refund&columns=number,sla_due";
    private static final String LATE = "&filter=ticket.sla_due%20%3C%3D%20now()";

    @Inject
    Desk desk;

    @Inject
    Commands commands;

    @Inject
    Releases releases;

    @Inject
    java.time.Clock time;

    private Tenant demo;
    private Actor jun;
    private Instant now;

    /** Urgent returns are to be solved within an hour, others within two; while one waits for the customer its clock stands still. */
    @BeforeEach
    void aDesk() {
        demo = desk.demo();
        jun = desk.actor(demo, "jun", "agent", "after_sales");
        desk.actor(demo, "mei", "supervisor");
        List<SourceFile> files = new ArrayList<>(Snapshots.demoFiles());
        files.removeIf(f -> f.path().startsWith("slas/") || f.path().startsWith("triggers/"));
        files.add(new SourceFile("slas/soon.yaml", sla("soon", 1, "when: ticket.priority == \"urgent\"\n", "PT1H")));
        files.add(new SourceFile("slas/later.yaml", sla("later", 2, "", "PT2H")));
        releases.apply(demo.id(), files, "", Publisher.SYSTEM, false).orThrow();
        now = time.instant().truncatedTo(java.time.temporal.ChronoUnit.MICROS);
    }

    private static String sla(String key, int order, String when, String target) {
        return """
                id: sla_%1$s
                key: %1$s
                label: {en: %1$s, zh: %1$s}
                types: [return_refund]
                order: %2$d
                %3$scalendar: always
                clocks:
                  - {clock: resolve, within: %4$s}
                pauseIn: {statuses: [waiting]}
                """.formatted(key, order, when, target);
    }

    private Ticket ticket(Priority priority, Instant at) {
        var made = commands.handle(
                        jun,
                        new Command.Create(
                                API,
                                "return_refund",
                                Map.of("subject", "Too big", "reason", "quality"),
                                priority,
                                null,
                                null),
                        at)
                .orThrow();
        commands.handle(jun, new Command.Assign(API, made.ticket(), true, jun.account(), "after_sales"), at)
                .orThrow();
        return desk.ticket(jun, made.ticket());
    }

    private static String number(Ticket ticket) {
        return "RET-" + ticket.number();
    }

    private static ValidatableResponse get(Browser as, String path) {
        return as.with().urlEncodingEnabled(false).get(path).then().statusCode(200);
    }

    @Test
    void aListShowsSortsAndFiltersByTheNextDeadline() {
        Ticket late = ticket(Priority.URGENT, now.minus(Duration.ofHours(3)));
        Ticket calm = ticket(Priority.NORMAL, now);
        Ticket soon = ticket(Priority.URGENT, now);
        Browser browser = Browser.signIn(demo, "jun");
        get(browser, LIST + "&sort=sla_due")
                .body("items.number", contains(number(late), number(soon), number(calm)))
                .body("items[1].slaDue", equalTo(due(soon).toString()));
        get(browser, LIST + "&sort=-sla_due").body("items.number", contains(number(calm), number(soon), number(late)));
        get(browser, LIST + LATE).body("items.number", contains(number(late)));
        get(browser, LIST + "&filter=ticket.sla_due%20%3E%20now()&sort=sla_due")
                .body("items.number", contains(number(soon), number(calm)));
        get(browser, "/api/v1/tickets?type=return_refund&columns=number")
                .body("items.slaDue", contains(nullValue(), nullValue(), nullValue()));
        get(browser, "/api/v1/types/return_refund/schema")
                .body("columns.find { it.key == 'sla_due' }.sortable", equalTo(true))
                .body("columns.find { it.key == 'sla_due' }.filterable", equalTo(true));
    }

    private static Instant due(Ticket ticket) {
        return ticket.clocks().firstDue().orElseThrow();
    }

    @Test
    void pagesByDeadlineFollowEachOtherAndEndWithWhatHasNone() {
        List<String> numbers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            numbers.add(number(ticket(Priority.NORMAL, now.plusSeconds(i))));
        }
        Ticket over = ticket(Priority.NORMAL, now);
        commands.handle(jun, new Command.Act(API, over.id(), "reject", null, Map.of(), null))
                .orThrow();
        numbers.add(number(over));
        Browser browser = Browser.signIn(demo, "jun");
        List<String> seen = new ArrayList<>();
        String cursor = "";
        do {
            ValidatableResponse page = get(browser, LIST + "&sort=sla_due&limit=1" + cursor);
            seen.add(page.extract().path("items[0].number"));
            String next = page.extract().path("next");
            cursor = next == null ? null : "&cursor=" + next;
        } while (cursor != null && seen.size() < 10);
        assertThat(seen).isEqualTo(numbers);
    }

    @Test
    void theRowFollowsTheClocksWhateverBecomesOfThem() {
        Ticket ticket = ticket(Priority.NORMAL, now);
        Instant first = due(ticket);
        assertThat(stored(ticket)).isEqualTo(first);
        commands.handle(jun, new Command.Update(API, ticket.id(), ticket.version(), Map.of(), Priority.URGENT))
                .orThrow();
        Ticket urgent = desk.ticket(jun, ticket.id());
        assertThat(due(urgent)).isBefore(first);
        assertThat(stored(urgent)).isEqualTo(due(urgent));
        commands.handle(jun, new Command.Act(API, ticket.id(), "reject", null, Map.of(), null))
                .orThrow();
        assertThat(desk.ticket(jun, ticket.id()).clocks().active()).isEmpty();
        assertThat(stored(ticket)).isNull();
    }

    private @org.jspecify.annotations.Nullable Instant stored(Ticket ticket) {
        List<String> rows = Desk.column(
                demo.id(),
                "SELECT coalesce(to_char(due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"'), '') FROM record"
                        + " WHERE tenant_id = ? AND id = '" + ticket.id() + "'");
        return rows.getFirst().isEmpty() ? null : Instant.parse(rows.getFirst());
    }

    @Test
    void aClockThatStandsStillIsNotLate() {
        Ticket ticket = ticket(Priority.NORMAL, now.minus(Duration.ofHours(1)));
        Browser mei = Browser.signIn(demo, "mei");
        commands.handle(
                        jun,
                        new Command.Act(API, ticket.id(), "approve", null, Map.of("freight_payer", "buyer"), null),
                        now.minus(Duration.ofMinutes(30)))
                .orThrow();
        Ticket paused = desk.ticket(jun, ticket.id());
        assertThat(paused.clocks().active()).extracting(Clock::state).containsExactly(Clock.State.PAUSED);
        assertThat(stored(paused)).isNull();
        get(mei, LIST).body("items.slaDue", contains(nullValue()));
        get(mei, LIST + LATE).body("items", empty());
    }

    @Test
    void whoMayNotKnowOfClocksNeitherSeesNorAsksForDeadlines() {
        ticket(Priority.URGENT, now.minus(Duration.ofHours(3)));
        desk.publish(demo, Map.of("types/return_refund/access.yaml", yaml -> {
            int agent = yaml.indexOf("  agent:");
            return yaml.substring(0, agent) + yaml.substring(agent).replaceFirst("read_internal, ", "");
        }));
        Browser browser = Browser.signIn(demo, "jun");
        get(browser, LIST).body("items.slaDue", contains(nullValue()));
        get(browser, "/api/v1/types/return_refund/schema").body("columns.key", not(hasItem("sla_due")));
        for (String asked : new String[] {LATE, "&sort=sla_due"}) {
            browser.with()
                    .urlEncodingEnabled(false)
                    .get(LIST + asked)
                    .then()
                    .statusCode(400)
                    .body("code", equalTo("query-invalid"));
        }
        get(Browser.signIn(demo, "mei"), LIST).body("items.slaDue", contains(notNullValue()));
    }

    @Test
    void onesWorkAndTheFileOfAListSayItToo() {
        Ticket late = ticket(Priority.URGENT, now.minus(Duration.ofHours(3)));
        Browser browser = Browser.signIn(demo, "jun");
        get(browser, "/api/v1/me/work")
                .body(
                        "items.find { it.kind == 'ticket' }.due",
                        equalTo(due(late).toString()))
                .body("items.find { it.kind == 'ticket' }.overdue", equalTo(true));
        Browser mei = Browser.signIn(demo, "mei");
        get(mei, "/api/v1/exports/tickets?type=return_refund&columns=number,sla_due")
                .body(containsString("Next deadline"))
                .body(containsString(number(late)));
    }

    @Test
    void theBoardCountsAsOverdueWhatTheListShows() {
        Ticket late = ticket(Priority.URGENT, now.minus(Duration.ofHours(3)));
        ticket(Priority.URGENT, now);
        Browser mei = Browser.signIn(demo, "mei");
        ValidatableResponse board = get(mei, "/api/v1/board?team=after_sales")
                .body("teams.find { it.key == 'after_sales' }.overdue.count.value", equalTo(1))
                .body("teams.find { it.key == 'after_sales' }.overdue.types.type", contains("return_refund"))
                .body("teams.find { it.key == 'finance' }.overdue.count.value", equalTo(0))
                .body("teams.find { it.key == 'finance' }.overdue.types", empty());
        String filter = board.extract().path("teams.find { it.key == 'after_sales' }.overdue.filter");
        mei.with()
                .queryParam("type", "return_refund")
                .queryParam("filter", filter)
                .get("/api/v1/tickets")
                .then()
                .statusCode(200)
                .body("items.number", contains(number(late)));
    }
}
