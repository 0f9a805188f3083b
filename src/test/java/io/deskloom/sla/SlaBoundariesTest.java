package io.deskloom.sla;

import static io.deskloom.sla.Levels.WAITING;
import static io.deskloom.sla.Levels.at;
import static io.deskloom.sla.Levels.calendar;
import static io.deskloom.sla.Levels.clock;
import static io.deskloom.sla.Levels.levels;
import static io.deskloom.sla.Levels.news;
import static io.deskloom.sla.Levels.policy;
import static io.deskloom.sla.Levels.standard;
import static io.deskloom.sla.Played.AGENT;
import static io.deskloom.sla.Played.REQUESTER;
import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.kernel.Moment;
import io.deskloom.kernel.ReleaseId;
import io.deskloom.model.CalendarDef;
import io.deskloom.model.Priority;
import io.deskloom.model.ServiceLevels;
import io.deskloom.model.SlaDef;
import io.deskloom.model.SlaDef.At;
import io.deskloom.model.SlaDef.Kind;
import io.deskloom.model.StatusCategory;
import io.deskloom.ticket.Clock;
import io.deskloom.ticket.Clock.News;
import io.deskloom.ticket.Clock.State;
import io.deskloom.ticket.Event;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The moments at which something is just so, and what is not written down though something was looked at. */
class SlaBoundariesTest {
    private static Played begun(SlaDef... policies) {
        Played p = new Played(levels(policies));
        p.create(at("09:00"), REQUESTER);
        return p;
    }

    /** Whoever solves it in the minute its time is over is late: that minute is not part of its time. */
    @Test
    void theMomentItIsDueIsLate() {
        Played p = begun(standard(clock(Kind.RESOLVE, "PT2H")));
        p.step(at("11:00"), "done", StatusCategory.SOLVED);
        assertThat(p.clock("resolve").breached()).isEqualTo(at("11:00"));
        p.step(at("13:00"), "answer", StatusCategory.OPEN);
        assertThat(p.clock("resolve").breached())
                .as("all of its time had gone by then")
                .isEqualTo(at("11:00"));
    }

    @Test
    void aServiceLevelWithJustTheTimeThatHasGoneIsBrokenAtOnce() {
        Played p = begun(
                policy("urgent", "ticket.priority == \"urgent\"", WAITING, clock(Kind.RESOLVE, "PT1H")),
                standard(clock(Kind.RESOLVE, "PT8H")));
        p.priority(at("10:00"), Priority.URGENT);
        assertThat(p.clock("resolve").breached()).isEqualTo(at("10:00"));
        Played earlier = begun(
                policy("urgent", "ticket.priority == \"urgent\"", WAITING, clock(Kind.RESOLVE, "PT1H1M")),
                standard(clock(Kind.RESOLVE, "PT8H")));
        earlier.priority(at("10:00"), Priority.URGENT);
        assertThat(earlier.clock("resolve").breached()).isNull();
        assertThat(earlier.clock("resolve").due()).isEqualTo(at("10:01"));
    }

    /** Somebody was quicker than the timer: that it is late is said once, with what comes next. */
    @Test
    void aChangeBeforeTheTimerSaysThatItIsLateAndWhatComesNext() {
        Played p = begun(standard(clock(Kind.RESOLVE, "PT2H", new At.After(Duration.ofHours(1)))));
        p.priority(at("11:30"), Priority.HIGH);
        assertThat(news(p, "resolve")).containsExactly(News.STARTED, News.BREACHED);
        assertThat(p.clock("resolve").breached()).isEqualTo(at("11:00"));
        assertThat(p.clock("resolve").next()).isEqualTo(at("12:00"));
        assertThat(p.clock("resolve").due()).isEqualTo(at("11:00"));
    }

    @Test
    void aClockThatStandsStillIsNotSaidToDoSoAgain() {
        Played p = begun(standard(clock(Kind.RESOLVE, "PT4H")));
        p.step(at("10:00"), "waiting", StatusCategory.WAITING);
        p.priority(at("10:10"), Priority.HIGH);
        p.says(at("10:20"), AGENT);
        assertThat(news(p, "resolve")).containsExactly(News.STARTED, News.PAUSED);
        assertThat(p.clock("resolve").state()).isEqualTo(State.PAUSED);
        assertThat(p.fire(at("15:00")))
                .as("nor has a timer anything to say of it")
                .isEmpty();
        assertThat(p.clock("resolve").due()).isNull();
    }

    /** A timer that finds another calendar says when it is due now, and does nothing else. */
    @Test
    void aTimerThatFindsAnotherCalendarMovesTheClock() {
        Played p = begun(standard(clock(Kind.RESOLVE, "PT4H")));
        Map<String, CalendarDef> calendars = new TreeMap<>(p.now.serviceLevels().calendars());
        calendars.put("day", calendar("day", "08:00-12:00"));
        Played other =
                new Played(new ServiceLevels(calendars, p.now.serviceLevels().policies()));
        var changes = SlaClocks.elapse(
                p.ticket(), p.type(), new Policies(other.now, p::release), new Moment(at("10:00"), ZoneOffset.UTC));
        assertThat(changes).singleElement().satisfies(change -> {
            assertThat(change.news()).isEqualTo(News.MOVED);
            assertThat(change.rule()).isNull();
            Clock moved = change.to();
            assertThat(moved.due()).isEqualTo(at("09:00").plus(Duration.ofDays(1)));
            assertThat(moved.next()).isEqualTo(moved.due());
            assertThat(moved.elapsed()).as("counted from its begin as before").isZero();
        });
        assertThat(SlaClocks.elapse(p.ticket(), p.type(), p.policies(), new Moment(at("10:00"), ZoneOffset.UTC)))
                .as("nothing is due and nothing has changed")
                .isEmpty();
    }

    /** Releases are purged; a clock that began under one goes by what is called the same now. */
    @Test
    void aClockWhoseReleaseIsGoneIsTimedAllTheSame() {
        Played p = begun(standard(clock(Kind.RESOLVE, "PT2H", new At.Percent(50))));
        ReleaseId first = p.now.release();
        p.publish(at("09:30"), levels(standard(clock(Kind.RESOLVE, "PT8H", new At.Percent(50)))));
        p.forget(first);
        p.elapse(at("12:00"));
        assertThat(p.rules).containsExactly("sla_standard.enquiry.resolve.p50");
        assertThat(p.clock("resolve").breached())
                .as("with the time it began with")
                .isEqualTo(at("11:00"));
    }

    @Test
    void aTimerOfAClockThatNothingIsCalledAnyMoreDoesNothing() {
        Played p = begun(standard(clock(Kind.RESOLVE, "PT1H")));
        Played other = new Played(levels(standard(clock(Kind.FIRST_RESPONSE, "PT1H"))));
        assertThat(SlaClocks.elapse(
                        p.ticket(),
                        p.type(),
                        new Policies(other.now, _ -> Optional.empty()),
                        new Moment(at("15:00"), ZoneOffset.UTC)))
                .isEmpty();
    }

    /** A condition that fails and holds again begins a clock anew, even when both are done in one moment. */
    @Test
    void aConditionThatHoldsAgainAtOnceBeginsAnew() {
        Played p = begun(standard(Levels.custom("ticket.team == \"finance\"", null)));
        p.team(at("10:00"), "finance");
        p.team(at("10:00"), "warehouse");
        assertThat(p.clock("own").state()).isEqualTo(State.MET);
        p.team(at("10:00"), "finance");
        assertThat(news(p, "own")).containsExactly(News.STARTED, News.MET, News.STARTED);
        assertThat(p.clock("own").state()).isEqualTo(State.RUNNING);
        assertThat(p.clock("own").due()).isEqualTo(at("11:00"));
    }

    /** What is said of it after it was taken away changes no clock, and one that ended stays as it ended. */
    @Test
    void aDeletedTicketKeepsWhatItsClocksCameTo() {
        Played p = begun(standard(clock(Kind.RESOLVE, "PT4H"), clock(Kind.FIRST_RESPONSE, "PT1H")));
        p.says(at("09:30"), AGENT);
        p.delete(at("10:00"));
        assertThat(p.clock("first_response").state()).isEqualTo(State.MET);
        assertThat(p.clock("resolve").state()).isEqualTo(State.STOPPED);
        int before = p.events.size();
        p.priority(at("10:30"), Priority.HIGH);
        assertThat(p.events).hasSize(before + 1);
    }

    /** What a history says of clocks is what is checked: it must not be what it is checked with. */
    @Test
    void recomputingDoesNotReadWhatWasStored() {
        Played p = begun(standard(clock(Kind.RESOLVE, "PT2H", new At.Percent(50))));
        p.elapse(at("11:30"));
        p.step(at("12:00"), "waiting", StatusCategory.WAITING);
        List<Event> forged = p.events.stream()
                .map(e -> e instanceof Event.ClockChanged c
                        ? new Event.ClockChanged(c.meta(), c.news(), forged(c.to()))
                        : e)
                .toList();
        assertThat(forged).isNotEqualTo(p.events);
        assertThat(SlaHistory.recompute(forged, p::release))
                .isEqualTo(p.recomputed())
                .isEqualTo(p.ticket().clocks());
    }

    private static Clock forged(Clock c) {
        return new Clock(
                c.key(),
                c.policy(),
                c.release(),
                c.target().plusDays(1),
                c.state(),
                c.since(),
                c.elapsed().plusHours(1),
                c.counted(),
                c.due(),
                c.next(),
                0,
                null,
                c.pausedBy(),
                c.ended());
    }
}
