package io.deskloom.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.identity.Actor;
import io.deskloom.identity.Tenant;
import io.deskloom.kernel.ReleaseId;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.Priority;
import io.deskloom.model.Snapshots;
import io.deskloom.sla.SlaHistory;
import io.deskloom.testing.Desk;
import io.deskloom.testing.PostgresResource;
import io.deskloom.ticket.Clock;
import io.deskloom.ticket.Event;
import io.deskloom.ticket.Ticket;
import io.deskloom.ticket.Tickets;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Service levels of tickets that are kept. */
@Tag("database")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class SlaTest {
    private static final Origin API = Origin.of("api");

    @Inject
    Desk desk;

    @Inject
    Commands commands;

    @Inject
    Snapshots snapshots;

    private Tenant demo;
    private Actor jun;
    private Actor mei;

    @BeforeEach
    void aDesk() {
        demo = desk.demo();
        jun = desk.actor(demo, "jun", "agent", "after_sales");
        mei = desk.actor(demo, "mei", "supervisor");
        policy("PT1H", """
                at:
                      - {percent: 50, do: [setPriority: urgent]}
                      - percent: 100
                        do:
                          - comment: {internal: true, text: {en: late, zh: 超时}}
                      - {after: PT1H, do: [assignTeam: vip_desk]}
                """);
    }

    private void policy(String within, String at) {
        desk.publishWith(demo, "slas/enquiries.yaml", """
                id: sla_enquiries
                key: enquiries
                label: {en: Enquiries, zh: 咨询}
                types: [enquiry]
                calendar: always
                order: 1
                clocks:
                  - clock: resolve
                    within: %s
                    %s
                pauseIn: {statuses: [waiting]}
                """.formatted(within, at));
        desk.settled(demo.id());
    }

    private Ticket create() {
        return desk.create(jun, "enquiry", Map.of("subject", "Where is my order?", "intent", "track_order"));
    }

    private Ticket now(Ticket ticket) {
        return desk.ticket(jun, ticket.id());
    }

    private Clock resolve(Ticket ticket) {
        return now(ticket).clocks().find("resolve").orElseThrow();
    }

    private static Instant after(Ticket ticket, String length) {
        return ticket.createdAt().plus(Duration.parse(length));
    }

    private List<Event> events(Ticket ticket) {
        return desk.events(jun, ticket.id());
    }

    private long said(Ticket ticket) {
        return events(ticket).stream()
                .filter(e -> e instanceof Event.Commented c && c.text().equals("late"))
                .count();
    }

    private void assertHistoryTellsTheSame(Ticket ticket) {
        Function<ReleaseId, Optional<MetadataSnapshot>> releases = id -> snapshots.release(demo.id(), id);
        assertThat(SlaHistory.recompute(events(ticket), releases))
                .isEqualTo(now(ticket).clocks());
        assertThat(Tickets.apply(null, events(ticket)).clocks())
                .isEqualTo(now(ticket).clocks());
    }

    @Test
    void itsClocksBeginWithTheTicketAndStandInItsRow() {
        Ticket ticket = create();
        Clock clock = resolve(ticket);
        assertThat(clock.due()).isEqualTo(after(ticket, "PT1H"));
        assertThat(clock.next()).as("half of it").isEqualTo(after(ticket, "PT30M"));
        assertThat(clock).isEqualTo(ticket.clocks().find("resolve").orElseThrow());
        assertHistoryTellsTheSame(ticket);
    }

    @Test
    void whatIsToBeDoneIsDoneWhenItsTimeComesAndOnce() {
        Ticket ticket = create();
        desk.elapsed(demo.id(), after(ticket, "PT29M"));
        assertThat(now(ticket).priority()).isEqualTo(Priority.NORMAL.code());

        desk.elapsed(demo.id(), after(ticket, "PT30M"));
        assertThat(now(ticket).priority()).isEqualTo(Priority.URGENT.code());
        assertThat(events(ticket))
                .filteredOn(Event.PriorityChanged.class::isInstance)
                .singleElement()
                .satisfies(e -> assertThat(e.meta().cause())
                        .isInstanceOfSatisfying(
                                Event.Cause.Rule.class,
                                rule -> assertThat(rule.label()).isEqualTo("enquiries_resolve_p50")));
        assertThat(resolve(ticket).breached()).isNull();

        desk.elapsed(demo.id(), after(ticket, "PT1H"));
        assertThat(resolve(ticket).breached()).isEqualTo(after(ticket, "PT1H"));
        assertThat(said(ticket)).isOne();

        desk.elapsed(demo.id(), after(ticket, "PT2H"));
        assertThat(now(ticket).team()).isEqualTo("vip_desk");
        desk.elapsed(demo.id(), after(ticket, "P9D"));
        assertThat(said(ticket)).isOne();
        assertThat(events(ticket))
                .filteredOn(e -> e instanceof Event.ClockChanged c && c.news() == Clock.News.BREACHED)
                .hasSize(1);
        assertHistoryTellsTheSame(ticket);
    }

    @Test
    void whyIsKeptWithIt() {
        Ticket ticket = create();
        desk.elapsed(demo.id(), after(ticket, "PT30M"));
        assertThat(
                        Desk.column(
                                demo.id(),
                                "SELECT decision->>'event' FROM event WHERE tenant_id = ? AND decision::text LIKE '%enquiries_resolve_p50%'"))
                .containsExactly("elapsed");
    }

    @Test
    void whoeverIsAskedStopsTheClock() {
        Ticket ticket = create();
        desk.act(jun, ticket, "answered", Map.of());
        assertThat(resolve(ticket).state()).isEqualTo(Clock.State.PAUSED);
        desk.elapsed(demo.id(), after(ticket, "P2D"));
        assertThat(said(ticket)).isZero();
        assertThat(resolve(ticket).breached()).isNull();
        assertHistoryTellsTheSame(ticket);
    }

    @Test
    void whatHasEndedIsNotLate() {
        Ticket ticket = create();
        desk.act(jun, ticket, "dismiss", Map.of());
        assertThat(resolve(ticket).state()).isEqualTo(Clock.State.MET);
        desk.elapsed(demo.id(), after(ticket, "P2D"));
        assertThat(said(ticket)).isZero();
        assertThat(Desk.column(
                        demo.id(),
                        "SELECT count(*)::text FROM timer WHERE tenant_id = ? AND kind = 'sla' AND state = 0"))
                .containsExactly("0");
    }

    @Test
    void aNewReleaseLeavesRunningClocksAsTheyWere() {
        Ticket ticket = create();
        policy("PT10M", "");
        assertThat(resolve(ticket).target()).isEqualTo(Duration.ofHours(1));
        Ticket next = create();
        assertThat(resolve(next).target()).isEqualTo(Duration.ofMinutes(10));
        // What was to be done at half its time the release in force no longer says.
        desk.elapsed(demo.id(), after(ticket, "PT45M"));
        assertThat(now(ticket).priority()).isEqualTo(Priority.NORMAL.code());
        assertThat(resolve(ticket).escalated()).isOne();
        assertHistoryTellsTheSame(ticket);
    }

    @Test
    void aNewCalendarIsHeardOfAtOnce() {
        Ticket ticket = create();
        // Nobody works for the next days: the deadline moves, and its timer with it.
        String week = """
                id: cal_always
                key: always
                label: {en: A, zh: A}
                zone: UTC
                week: {%s: ["00:00-24:00"]}
                """.formatted(ticket.createdAt()
                .atZone(java.time.ZoneOffset.UTC)
                .plusDays(3)
                .getDayOfWeek()
                .name()
                .substring(0, 3)
                .toLowerCase(java.util.Locale.ROOT));
        desk.publish(demo, Map.of("calendars/always.yaml", _ -> week));
        desk.settled(demo.id());
        assertThat(resolve(ticket).due()).isAfter(after(ticket, "P1D"));
        desk.elapsed(demo.id(), after(ticket, "PT5H"));
        assertThat(resolve(ticket).breached()).isNull();
        assertHistoryTellsTheSame(ticket);
    }

    @Test
    void aColleaguesChangeIsNotInTheWayOfAClock() {
        Ticket ticket = create();
        desk.elapsed(demo.id(), after(ticket, "PT1H"));
        // What the reader has seen is the ticket as it was made; only its priority and a note have changed since.
        assertThat(now(ticket).version()).isGreaterThan(ticket.version());
        List<Event> since = events(ticket);
        assertThat(since.stream().filter(Event.ClockChanged.class::isInstance)).isNotEmpty();
        assertThat(Changes.any(
                        since.stream()
                                .filter(e -> e instanceof Event.ClockChanged)
                                .toList(),
                        snapshots.current(demo.id()).types().get("enquiry")))
                .isFalse();
    }

    @Test
    void nobodyButTimeSaysThatATimeHasCome() {
        Ticket ticket = create();
        assertThat(commands.handle(mei, new Command.ClocksDue(API, ticket.id()), after(ticket, "PT2H"))
                        .isOk())
                .isFalse();
        assertThat(resolve(ticket).breached()).isNull();
    }
}
