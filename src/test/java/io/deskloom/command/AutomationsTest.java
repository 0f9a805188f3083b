package io.deskloom.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deskloom.identity.Actor;
import io.deskloom.identity.Tenant;
import io.deskloom.model.Priority;
import io.deskloom.testing.Desk;
import io.deskloom.testing.PostgresResource;
import io.deskloom.ticket.Event;
import io.deskloom.ticket.Ticket;
import io.deskloom.timer.TicketTimer;
import io.deskloom.timer.TimerStore;
import io.deskloom.timer.TimerStore.Due;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is done with tickets because time has passed. */
@Tag("database")
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class AutomationsTest {
    private static final Origin API = Origin.of("api");

    @Inject
    Desk desk;

    @Inject
    Commands commands;

    @Inject
    Reactions reactions;

    @Inject
    Automations automations;

    @Inject
    TimerStore timers;

    @Inject
    Clock clock;

    private Tenant demo;
    private Actor jun;
    private Actor mei;

    @BeforeEach
    void aDesk() {
        demo = desk.demo();
        jun = desk.actor(demo, "jun", "agent", "after_sales");
        mei = desk.actor(demo, "mei", "supervisor");
    }

    private void automation(String timing, String when, String... wishes) {
        StringBuilder yaml = new StringBuilder("""
                id: au_test
                key: test
                label: {en: Test, zh: 测试}
                type: enquiry
                when: '%s'
                %s
                do:
                """.formatted(when.replace("'", "''"), timing));
        for (String wish : wishes) {
            yaml.append("  - ").append(wish).append('\n');
        }
        desk.publishWith(demo, "automations/test.yaml", yaml.toString());
        desk.settled(demo.id());
    }

    private void unanswered(String more) {
        automation(
                "since: ticket.waiting_since\nafter: PT2H" + more,
                "ticket.status in [\"new\", \"open\"]",
                "setPriority: urgent",
                "comment: {internal: true, text: {en: late, zh: 超时}}");
    }

    private Ticket create() {
        return desk.create(jun, "enquiry", Map.of("subject", "Where is my order?"));
    }

    private void say(Actor who, Ticket ticket) {
        commands.handle(who, new Command.Comment(API, ticket.id(), false, "Look."))
                .orThrow();
    }

    private Ticket now(Ticket ticket) {
        return desk.ticket(jun, ticket.id());
    }

    private long acted(Ticket ticket) {
        return desk.events(jun, ticket.id()).stream()
                .filter(event -> event instanceof Event.Commented c && c.text().equals("late"))
                .count();
    }

    private static Instant after(Ticket ticket, String length) {
        return ticket.createdAt().plus(Duration.parse(length));
    }

    @Test
    void whoWaitsTwoHoursIsSeenTo() {
        unanswered("");
        Ticket ticket = create();

        desk.elapsed(demo.id(), after(ticket, "PT1H59M"));
        assertThat(now(ticket).priority()).isEqualTo(Priority.NORMAL.code());

        desk.elapsed(demo.id(), after(ticket, "PT2H"));
        assertThat(now(ticket).priority()).isEqualTo(Priority.URGENT.code());
        assertThat(desk.events(jun, ticket.id()))
                .anySatisfy(event -> assertThat(event)
                        .isInstanceOfSatisfying(
                                Event.RulesRan.class,
                                ran -> assertThat(ran.on()).isEqualTo("elapsed")));

        desk.elapsed(demo.id(), after(ticket, "P3D"));
        assertThat(acted(ticket)).isOne();
    }

    @Test
    void whoHasBeenAnsweredIsNot() {
        unanswered("");
        Ticket ticket = create();
        say(mei, ticket);
        desk.elapsed(demo.id(), after(ticket, "P3D"));
        assertThat(acted(ticket)).isZero();
        assertThat(now(ticket).answeredAt()).isNotNull();
    }

    @Test
    void whoAsksAgainWaitsAnew() {
        unanswered("");
        Ticket ticket = create();
        say(mei, ticket);
        say(jun, ticket);
        Instant asked = now(ticket).waitingSince();
        assertThat(asked).isAfter(ticket.createdAt());
        say(jun, ticket);
        assertThat(now(ticket).waitingSince()).isEqualTo(asked);

        desk.elapsed(demo.id(), asked.plus(Duration.ofHours(2)));
        assertThat(acted(ticket)).isOne();
    }

    @Test
    void aTicketThatHasEndedWaitsForNobody() {
        unanswered("");
        Ticket ticket = desk.act(jun, create(), "dismiss", Map.of());
        desk.elapsed(demo.id(), after(ticket, "P3D"));
        assertThat(acted(ticket)).isZero();
        assertThat(Desk.column(demo.id(), "SELECT id FROM timer WHERE tenant_id = ? AND record_id IS NOT NULL"))
                .isEmpty();
    }

    @Test
    void itIsDoneAgainWhileItHoldsAndNoMoreOftenThanSaid() {
        unanswered("\nrepeat: PT1H\nmost: 3");
        Ticket ticket = create();
        desk.elapsed(demo.id(), after(ticket, "PT2H"));
        desk.elapsed(demo.id(), after(ticket, "PT2H30M"));
        assertThat(acted(ticket)).isOne();
        desk.elapsed(demo.id(), after(ticket, "PT3H"));
        assertThat(acted(ticket)).isEqualTo(2);
        desk.elapsed(demo.id(), after(ticket, "PT4H"));
        desk.elapsed(demo.id(), after(ticket, "PT5H"));
        desk.elapsed(demo.id(), after(ticket, "PT9H"));
        assertThat(acted(ticket)).isEqualTo(3);
    }

    @Test
    void ticketsThatAreThereWhenItIsPublishedAreSeenToAsWell() {
        Ticket ticket = create();
        unanswered("");
        desk.elapsed(demo.id(), after(ticket, "PT2H"));
        assertThat(acted(ticket)).isOne();
    }

    @Test
    void publishingAgainDoesNothingAgainAndAnotherLengthCounts() {
        unanswered("");
        Ticket ticket = create();
        desk.elapsed(demo.id(), after(ticket, "PT2H"));
        unanswered("\norder: 7");
        desk.elapsed(demo.id(), after(ticket, "PT3H"));
        assertThat(acted(ticket)).isOne();

        automation(
                "since: ticket.waiting_since\nafter: PT5H",
                "ticket.status in [\"new\", \"open\"]",
                "comment: {internal: true, text: {en: late, zh: 超时}}");
        desk.elapsed(demo.id(), after(ticket, "PT4H59M"));
        assertThat(acted(ticket)).isOne();
        desk.elapsed(demo.id(), after(ticket, "PT5H"));
        assertThat(acted(ticket)).isEqualTo(2);
    }

    @Test
    void withoutTheAutomationNothingIsDone() {
        unanswered("");
        Ticket ticket = create();
        desk.publish(demo, Map.of());
        desk.elapsed(demo.id(), after(ticket, "P3D"));
        assertThat(acted(ticket)).isZero();
    }

    @Test
    void whatIsBroughtHereWithAPassedTimeIsSeenToAlready() {
        unanswered("");
        Instant lastYear = clock.instant().minus(Duration.ofDays(365));
        Ticket old = desk.ticket(
                jun,
                commands.handle(
                                jun,
                                new Command.Create(Origin.of("import"), "enquiry", Map.of("subject", "Long ago"), null),
                                lastYear)
                        .orThrow()
                        .ticket());
        desk.elapsed(demo.id(), clock.instant());
        unanswered("\norder: 7");
        desk.elapsed(demo.id(), clock.instant());
        assertThat(acted(old)).isZero();
    }

    @Test
    void whoeverComesLateWithTheSameTimerDoesNothing() {
        unanswered("");
        Ticket ticket = create();
        Instant due = after(ticket, "PT2H");
        Due slow = lease(due);
        Due second = lease(due.plus(Duration.ofHours(1)));

        assertThat(reactions.fire(demo.id(), second, due)).isInstanceOf(TicketTimer.Settled.class);
        reactions.fire(demo.id(), slow, due);

        assertThat(acted(ticket)).isOne();
    }

    @Test
    void whoeverComesLateWithTheSameTimeOfDayDoesNothing() {
        automation("every: PT1H", "category == \"payment\"", "comment: {internal: true, text: {en: late, zh: 超时}}");
        Ticket payment = desk.create(jun, "enquiry", Map.of("subject", "Paid twice", "category", "payment"));
        Instant hour = clock.instant().plus(Duration.ofHours(2));
        Due slow = lease(hour, TicketTimerKinds.SCHEDULE);
        Due second = lease(hour.plus(Duration.ofHours(1)), TicketTimerKinds.SCHEDULE);

        automations.fire(demo.id(), second, hour);
        automations.fire(demo.id(), slow, hour);
        desk.elapsed(demo.id(), hour);

        assertThat(acted(payment)).isOne();
    }

    private Due lease(Instant now) {
        return lease(now, TicketTimerKinds.AUTOMATION);
    }

    private Due lease(Instant now, String kind) {
        return timers.lease(demo.id(), now, now.plus(Duration.ofMinutes(5)), 100).stream()
                .filter(due -> due.kind().equals(kind)
                        && "au_test".equals(due.details().get("rule")))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aFieldThatChangesMovesTheTime() {
        automation(
                "since: ticket.created\nafter: PT2H",
                "category == \"payment\"",
                "comment: {internal: true, text: {en: late, zh: 超时}}");
        Ticket ticket = create();
        desk.elapsed(demo.id(), after(ticket, "P1D"));
        assertThat(acted(ticket)).isZero();

        commands.handle(
                        jun,
                        new Command.Update(
                                API, ticket.id(), now(ticket).version(), Map.of("category", "payment"), null))
                .orThrow();
        desk.elapsed(demo.id(), after(ticket, "P1D"));
        assertThat(acted(ticket)).isOne();
    }

    @Test
    void atATimeOfDayAllItHoldsForAreSeenTo() {
        automation(
                "at: \"09:00\"",
                "category == \"payment\" && ticket.status == \"new\"",
                "comment: {internal: true, text: {en: late, zh: 超时}}");
        Ticket payment = desk.create(jun, "enquiry", Map.of("subject", "Paid twice", "category", "payment"));
        Ticket other = create();
        Instant nine = ZonedDateTime.ofInstant(clock.instant(), ZoneId.of("Asia/Shanghai"))
                .plusDays(1)
                .withHour(9)
                .withMinute(0)
                .toInstant();

        desk.elapsed(demo.id(), nine.plusSeconds(60));
        assertThat(acted(payment)).isOne();
        assertThat(acted(other)).isZero();

        desk.elapsed(demo.id(), nine.plus(Duration.ofHours(3)));
        assertThat(acted(payment)).isOne();
        desk.elapsed(demo.id(), nine.plus(Duration.ofHours(25)));
        assertThat(acted(payment)).isEqualTo(2);
    }

    @Test
    void whatWouldChangeUnnoticedIsRefused() {
        assertRefused("since: ticket.created\nafter: PT2H", "ticket.created < now()", "automation.clock");
        assertRefused("since: now()\nafter: PT2H", "true", "automation.clock");
        assertRefused("since: ticket.created\nafter: PT2H", "event.kind == \"created\"", "unknown");
        assertRefused("since: ticket.created\nafter: PT2H", "order.paid > money(1, \"CNY\")", "unknown");
        assertRefused("since: ticket.created\nafter: two hours", "true", "automation.duration");
        assertRefused("since: ticket.created\nafter: PT1S", "true", "automation.length");
        assertRefused("every: PT1S", "true", "automation.length");
        assertRefused("since: category\nafter: PT2H", "true", "expr");
    }

    private void assertRefused(String timing, String when, String code) {
        assertThatThrownBy(() -> automation(timing, when, "setPriority: high")).hasMessageContaining(code);
    }

    @Test
    void hoursAndDaysAreCountedInTheWorkspacesZone() {
        ZoneId berlin = ZoneId.of("Europe/Berlin");
        // The night of 25 October 2026 has an hour more there.
        Instant saturday = Instant.parse("2026-10-24T20:00:00Z");
        assertThat(Automations.next(at("02:30"), saturday, berlin)).contains(Instant.parse("2026-10-25T00:30:00Z"));
        assertThat(Automations.next(at("09:00"), saturday, berlin)).contains(Instant.parse("2026-10-25T08:00:00Z"));
        assertThat(Automations.next(every("PT6H"), Instant.parse("2026-10-26T08:00:01Z"), berlin))
                .contains(Instant.parse("2026-10-26T11:00:00Z"));
    }

    private static io.deskloom.model.RuleDef at(String time) {
        return timed(new io.deskloom.model.RuleDef.Timing.At(
                java.time.LocalTime.parse(time), java.util.EnumSet.allOf(java.time.DayOfWeek.class)));
    }

    private static io.deskloom.model.RuleDef every(String length) {
        return timed(new io.deskloom.model.RuleDef.Timing.Every(Duration.parse(length)));
    }

    private static io.deskloom.model.RuleDef timed(io.deskloom.model.RuleDef.Timing timing) {
        return new io.deskloom.model.RuleDef(
                "au",
                "au",
                io.deskloom.kernel.Label.of("Test"),
                new io.deskloom.model.RuleDef.Origin(null, null, ""),
                "enquiry",
                java.util.Set.of(io.deskloom.model.RuleDef.On.ELAPSED),
                new io.deskloom.expr.Expr.Literal(io.deskloom.field.Value.bool(true), io.deskloom.expr.ExprType.BOOL),
                List.of(),
                1,
                false,
                io.deskloom.model.RuleDef.Phase.BEFORE,
                timing);
    }
}
