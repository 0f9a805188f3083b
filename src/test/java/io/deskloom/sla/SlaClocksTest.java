package io.deskloom.sla;

import static io.deskloom.sla.Levels.WAITING;
import static io.deskloom.sla.Levels.at;
import static io.deskloom.sla.Levels.calendar;
import static io.deskloom.sla.Levels.clock;
import static io.deskloom.sla.Levels.custom;
import static io.deskloom.sla.Levels.levels;
import static io.deskloom.sla.Levels.news;
import static io.deskloom.sla.Levels.policy;
import static io.deskloom.sla.Levels.standard;
import static io.deskloom.sla.Levels.step;
import static io.deskloom.sla.Played.AGENT;
import static io.deskloom.sla.Played.REQUESTER;
import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.field.Value;
import io.deskloom.kernel.Label;
import io.deskloom.model.CalendarDef;
import io.deskloom.model.Priority;
import io.deskloom.model.ServiceLevels;
import io.deskloom.model.SlaDef;
import io.deskloom.model.SlaDef.At;
import io.deskloom.model.SlaDef.ClockDef;
import io.deskloom.model.SlaDef.Kind;
import io.deskloom.model.SlaDef.Pause;
import io.deskloom.model.SlaDef.Reason;
import io.deskloom.model.StatusCategory;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.ticket.Clock;
import io.deskloom.ticket.Clock.News;
import io.deskloom.ticket.Clock.State;
import io.deskloom.ticket.Event;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of clocks. The calendar is open from 8 to 16 o'clock, every day. */
class SlaClocksTest {
    private @Nullable Played played;

    private Played begun(SlaDef... policies) {
        Played p = new Played(levels(policies));
        p.create(at("09:00"), REQUESTER);
        played = p;
        return p;
    }

    /** Whatever a test does to its ticket, its history tells the same. */
    @AfterEach
    void recomputedIsWhatIsStored() {
        if (played != null) {
            assertThat(played.recomputed()).isEqualTo(played.ticket().clocks());
        }
    }

    @Test
    void aFirstAnswerIsDueByItsCalendar() {
        Played p = begun(standard(clock(Kind.FIRST_RESPONSE, "PT8H")));
        assertThat(p.clock("first_response").due()).isEqualTo(Instant.parse("2026-09-22T09:00:00Z"));
        assertThat(p.clock("first_response").next())
                .isEqualTo(p.clock("first_response").due());
        p.says(at("10:00"), AGENT);
        Clock met = p.clock("first_response");
        assertThat(met.state()).isEqualTo(State.MET);
        assertThat(met.elapsed()).isEqualTo(Duration.ofHours(1));
        assertThat(met.ended()).isEqualTo(at("10:00"));
        assertThat(met.breached()).isNull();
        assertThat(met.wire()).isEqualTo("met");
        assertThat(met.due()).isNull();
    }

    @Test
    void nothingIsWrittenForTimeThatPasses() {
        Played p = begun(standard(clock(Kind.RESOLVE, "PT8H")));
        int before = p.events.size();
        p.priority(at("09:30"), Priority.HIGH);
        p.says(at("09:40"), REQUESTER);
        assertThat(p.events).hasSize(before + 2);
    }

    @Test
    void nobodyWaitsForAnAnswerOfATicketWithoutRequester() {
        Played p = new Played(levels(standard(clock(Kind.FIRST_RESPONSE, "PT1H"))));
        p.create(at("09:00"), null);
        played = p;
        assertThat(p.ticket().clocks().isEmpty()).isTrue();
    }

    @Test
    void laterAnswersHaveClocksOfTheirOwn() {
        Played p = begun(standard(clock(Kind.NEXT_RESPONSE, "PT1H")));
        assertThat(p.ticket().clocks().isEmpty()).isTrue();
        p.says(at("09:10"), AGENT);
        assertThat(p.ticket().clocks().isEmpty()).isTrue();
        p.says(at("09:20"), REQUESTER);
        assertThat(p.clock("next_response").due()).isEqualTo(at("10:20"));
        p.says(at("09:30"), AGENT);
        assertThat(p.clock("next_response").state()).isEqualTo(State.MET);
        p.says(at("11:00"), REQUESTER);
        assertThat(p.clock("next_response").since()).isEqualTo(at("11:00"));
        assertThat(p.clock("next_response").elapsed()).isZero();
        p.step(at("11:10"), "done", StatusCategory.SOLVED);
        assertThat(p.clock("next_response").state()).isEqualTo(State.MET);
        assertThat(news(p, "next_response")).containsExactly(News.STARTED, News.MET, News.STARTED, News.MET);
    }

    @Test
    void whoWaitsForAnotherAnswerWhenTheTicketIsClosedGetsNone() {
        Played p = begun(standard(clock(Kind.NEXT_RESPONSE, "PT1H")));
        p.says(at("09:10"), AGENT);
        p.says(at("09:20"), REQUESTER);
        p.step(at("09:30"), "done", StatusCategory.CLOSED);
        assertThat(p.clock("next_response").state()).isEqualTo(State.STOPPED);
    }

    @Test
    void aClockStandsStillWhileTheCustomerIsAsked() {
        Played p = begun(standard(clock(Kind.RESOLVE, "PT4H")));
        p.step(at("10:00"), "waiting", StatusCategory.WAITING);
        Clock paused = p.clock("resolve");
        assertThat(paused.state()).isEqualTo(State.PAUSED);
        assertThat(paused.pausedBy()).isEqualTo(Clock.BY_STATUS);
        assertThat(paused.elapsed()).isEqualTo(Duration.ofHours(1));
        assertThat(paused.due()).isNull();
        assertThat(paused.next()).isNull();
        p.step(at("13:00"), "answer", StatusCategory.OPEN);
        assertThat(p.clock("resolve").due()).isEqualTo(at("16:00"));
        assertThat(p.clock("resolve").pausedBy()).isNull();
        p.step(at("14:00"), "done", StatusCategory.SOLVED);
        assertThat(p.clock("resolve").elapsed()).isEqualTo(Duration.ofHours(2));
        assertThat(news(p, "resolve")).containsExactly(News.STARTED, News.PAUSED, News.RESUMED, News.MET);
    }

    @Test
    void reasonsChangeWithoutTheClockGoingOn() {
        Pause pause = new Pause(
                Set.of("inspect"),
                Set.of(StatusCategory.WAITING),
                List.of(
                        new Reason(Played.when("ticket.team == \"warehouse\""), Label.of("warehouse")),
                        new Reason(Played.when("ticket.team == \"finance\""), Label.of("finance"))));
        Played p = begun(policy("standard", "true", pause, clock(Kind.RESOLVE, "PT4H")));
        p.team(at("10:00"), "finance");
        assertThat(p.clock("resolve").pausedBy()).isEqualTo("1");
        p.step(at("11:00"), "inspect", StatusCategory.OPEN);
        assertThat(p.clock("resolve").pausedBy()).isEqualTo(Clock.BY_STEP);
        p.step(at("12:00"), "answer", StatusCategory.OPEN);
        p.team(at("12:30"), "warehouse");
        assertThat(p.clock("resolve").pausedBy()).isEqualTo("0");
        p.team(at("13:00"), "after_sales");
        assertThat(p.clock("resolve").elapsed()).isEqualTo(Duration.ofHours(1));
        assertThat(p.clock("resolve").due()).isEqualTo(at("16:00"));
    }

    @Test
    void aClockThatBeginsWhileItIsToStandStillDoesSo() {
        Played p = begun(policy("urgent", "ticket.priority == \"urgent\"", WAITING, clock(Kind.RESOLVE, "PT4H")));
        p.step(at("10:00"), "waiting", StatusCategory.WAITING);
        assertThat(p.ticket().clocks().isEmpty()).isTrue();
        p.priority(at("11:00"), Priority.URGENT);
        assertThat(p.clock("resolve").state()).isEqualTo(State.PAUSED);
        assertThat(p.clock("resolve").elapsed()).as("since the ticket is there").isEqualTo(Duration.ofHours(2));
    }

    @Test
    void aClockOfAStepBeginsWithEachVisit() {
        Played p = begun(standard(step("answer", "PT1H")));
        p.step(at("09:30"), "inspect", StatusCategory.OPEN);
        assertThat(p.clock("step.answer").state()).isEqualTo(State.MET);
        p.step(at("10:00"), "answer", StatusCategory.OPEN);
        assertThat(p.clock("step.answer").due()).isEqualTo(at("11:00"));
        // Out and in again at once is a new visit.
        p.command(
                at("10:30"),
                meta -> new Event.StepEntered(meta, "answer", "x", StatusCategory.OPEN.code(), null),
                meta -> new Event.StepEntered(meta, "x", "answer", StatusCategory.OPEN.code(), null));
        assertThat(p.clock("step.answer").due()).isEqualTo(at("11:30"));
        assertThat(news(p, "step.answer"))
                .as("the visit before has been met")
                .containsExactly(News.STARTED, News.MET, News.STARTED, News.MET, News.STARTED);
        p.step(at("11:00"), "gone", StatusCategory.CANCELLED);
        assertThat(p.clock("step.answer").state()).isEqualTo(State.STOPPED);
    }

    @Test
    void conditionsStartAndStopAClock() {
        Played p = begun(standard(custom("ticket.team == \"finance\"", "ticket.priority == \"low\"")));
        assertThat(p.ticket().clocks().isEmpty()).isTrue();
        p.team(at("10:00"), "finance");
        assertThat(p.clock("own").since()).isEqualTo(at("10:00"));
        p.says(at("10:15"), AGENT);
        assertThat(p.clock("own").since()).isEqualTo(at("10:00"));
        p.priority(at("10:30"), Priority.LOW);
        assertThat(p.clock("own").state()).isEqualTo(State.MET);
        p.priority(at("10:40"), Priority.HIGH);
        assertThat(p.clock("own").since()).as("anew").isEqualTo(at("10:40"));
        p.step(at("10:50"), "done", StatusCategory.SOLVED);
        assertThat(p.clock("own").state()).isEqualTo(State.STOPPED);
    }

    @Test
    void aClockWithoutAStopEndsWithItsStart() {
        Played p = begun(standard(custom("ticket.team == \"finance\"", null)));
        p.team(at("10:00"), "finance");
        p.team(at("10:20"), "warehouse");
        assertThat(p.clock("own").state()).isEqualTo(State.MET);
        assertThat(p.clock("own").elapsed()).isEqualTo(Duration.ofMinutes(20));
    }

    @Test
    void timesComeInOrderAndOnce() {
        Played p = begun(standard(clock(
                Kind.RESOLVE,
                "PT2H",
                new At.After(Duration.ofHours(1)),
                new At.Percent(50),
                new At.Before(Duration.ofMinutes(15)),
                new At.Percent(100))));
        p.elapse(at("15:00"));
        assertThat(p.rules)
                .containsExactly(
                        "sla_standard.enquiry.resolve.p50",
                        "sla_standard.enquiry.resolve.b900",
                        "sla_standard.enquiry.resolve.p100",
                        "sla_standard.enquiry.resolve.a3600");
        assertThat(news(p, "resolve"))
                .containsExactly(
                        News.STARTED, News.ESCALATED, News.ESCALATED, News.BREACHED, News.ESCALATED, News.ESCALATED);
        assertThat(p.clock("resolve").breached()).isEqualTo(at("11:00"));
        assertThat(p.clock("resolve").next()).isNull();
        assertThat(p.clock("resolve").wire()).isEqualTo("breached");
        assertThat(p.clock("resolve").isActive()).isTrue();
        assertThat(p.fire(at("15:30"))).isEmpty();
    }

    @Test
    void timersThatComeLateDoAllThatWasDueInOrder() {
        Played p = begun(standard(clock(
                Kind.RESOLVE, "PT2H", new At.Percent(50), new At.Percent(100), new At.After(Duration.ofHours(1)))));
        p.fire(at("15:00"));
        assertThat(p.rules).hasSize(3);
        assertThat(news(p, "resolve"))
                .containsExactly(News.STARTED, News.ESCALATED, News.BREACHED, News.ESCALATED, News.ESCALATED);
        assertThat(p.clock("resolve").breached())
                .as("when it was due, not when that was seen")
                .isEqualTo(at("11:00"));
    }

    @Test
    void aTimerThatComesEarlyChangesNothing() {
        Played p = begun(standard(clock(Kind.RESOLVE, "PT2H")));
        assertThat(p.fire(at("10:00"))).isEmpty();
    }

    @Test
    void whoIsSlowerThanATimerIsStillLate() {
        Played p = begun(standard(clock(Kind.RESOLVE, "PT2H")));
        p.step(at("12:00"), "done", StatusCategory.SOLVED);
        assertThat(p.clock("resolve").state()).isEqualTo(State.MET);
        assertThat(p.clock("resolve").breached()).isEqualTo(at("11:00"));
        assertThat(p.clock("resolve").wire()).isEqualTo("breached");
        assertThat(news(p, "resolve")).containsExactly(News.STARTED, News.BREACHED, News.MET);
    }

    @Test
    void anotherServiceLevelKeepsWhatHasGone() {
        Played p = begun(
                policy(
                        "urgent",
                        "ticket.priority == \"urgent\"",
                        WAITING,
                        clock(Kind.RESOLVE, "PT2H", new At.Percent(40))),
                standard(clock(Kind.RESOLVE, "PT8H", new At.Percent(10))));
        p.elapse(at("10:00"));
        assertThat(p.rules).containsExactly("sla_standard.enquiry.resolve.p10");
        p.priority(at("10:00"), Priority.URGENT);
        Clock urgent = p.clock("resolve");
        assertThat(urgent.policy()).isEqualTo("urgent");
        assertThat(urgent.target()).isEqualTo(Duration.ofHours(2));
        assertThat(urgent.elapsed()).isEqualTo(Duration.ofHours(1));
        assertThat(urgent.due()).isEqualTo(at("11:00"));
        assertThat(urgent.escalated()).isZero();
        // What the other one does at a time that is past it does now.
        p.elapse(at("10:00"));
        assertThat(p.rules).contains("sla_urgent.enquiry.resolve.p40");
        p.priority(at("10:30"), Priority.NORMAL);
        assertThat(p.clock("resolve").elapsed()).isEqualTo(Duration.ofMinutes(90));
        assertThat(p.clock("resolve").target()).isEqualTo(Duration.ofHours(8));
    }

    @Test
    void aServiceLevelWithLessTimeThanHasGoneIsBrokenAtOnce() {
        Played p = begun(
                policy("urgent", "ticket.priority == \"urgent\"", WAITING, clock(Kind.RESOLVE, "PT1H")),
                standard(clock(Kind.RESOLVE, "PT8H")));
        p.priority(at("11:00"), Priority.URGENT);
        assertThat(p.clock("resolve").breached()).isEqualTo(at("11:00"));
        p.priority(at("12:00"), Priority.NORMAL);
        assertThat(p.clock("resolve").breached())
                .as("by what applies now it is in time")
                .isNull();
        assertThat(p.clock("resolve").due()).isEqualTo(Instant.parse("2026-09-22T09:00:00Z"));
        assertThat(p.clock("resolve").next()).isEqualTo(p.clock("resolve").due());
    }

    @Test
    void whatWasLateByBothIsLateSinceTheFirst() {
        Played p = begun(
                policy("urgent", "ticket.priority == \"urgent\"", WAITING, clock(Kind.RESOLVE, "PT1H")),
                standard(clock(Kind.RESOLVE, "PT90M")));
        p.elapse(at("12:00"));
        p.priority(at("12:00"), Priority.URGENT);
        assertThat(p.clock("resolve").breached()).isEqualTo(at("10:30"));
    }

    @Test
    void aPausedClockIsTakenOverAsItStands() {
        Played p = begun(
                policy("urgent", "ticket.priority == \"urgent\"", WAITING, clock(Kind.RESOLVE, "PT3H")),
                standard(clock(Kind.RESOLVE, "PT8H")));
        p.step(at("10:00"), "waiting", StatusCategory.WAITING);
        p.priority(at("12:00"), Priority.URGENT);
        assertThat(p.clock("resolve").state()).isEqualTo(State.PAUSED);
        assertThat(p.clock("resolve").elapsed()).isEqualTo(Duration.ofHours(1));
        assertThat(p.clock("resolve").policy()).isEqualTo("urgent");
        p.step(at("13:00"), "answer", StatusCategory.OPEN);
        assertThat(p.clock("resolve").due()).isEqualTo(at("15:00"));
        assertThat(news(p, "resolve")).containsExactly(News.STARTED, News.PAUSED, News.MOVED, News.RESUMED);
    }

    @Test
    void anotherServiceLevelMayWakeAClock() {
        Played p = begun(
                policy("urgent", "ticket.priority == \"urgent\"", Pause.NEVER, clock(Kind.RESOLVE, "PT3H")),
                standard(clock(Kind.RESOLVE, "PT8H")));
        p.step(at("10:00"), "waiting", StatusCategory.WAITING);
        p.priority(at("12:00"), Priority.URGENT);
        assertThat(p.clock("resolve").state()).isEqualTo(State.RUNNING);
        assertThat(p.clock("resolve").due()).isEqualTo(at("14:00"));
    }

    @Test
    void aClockTheOtherServiceLevelDoesNotHaveStops() {
        Played p = begun(
                policy("urgent", "ticket.priority == \"urgent\"", WAITING, clock(Kind.FIRST_RESPONSE, "PT1H")),
                standard(clock(Kind.RESOLVE, "PT8H")));
        p.priority(at("10:00"), Priority.URGENT);
        assertThat(p.clock("resolve").state()).isEqualTo(State.STOPPED);
        assertThat(p.clock("resolve").wire()).isEqualTo("stopped");
        assertThat(p.clock("first_response").due()).isEqualTo(at("10:00"));
        p.priority(at("11:00"), Priority.NORMAL);
        assertThat(p.clock("resolve").state()).as("it goes on").isEqualTo(State.RUNNING);
        assertThat(p.clock("resolve").elapsed()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void withoutAServiceLevelClocksStop() {
        Played p = begun(policy("urgent", "ticket.priority == \"normal\"", WAITING, clock(Kind.RESOLVE, "PT4H")));
        p.priority(at("10:00"), Priority.LOW);
        assertThat(p.clock("resolve").state()).isEqualTo(State.STOPPED);
    }

    @Test
    void aTicketOpenedAgainGoesOnWhereItWas() {
        Played p = begun(standard(clock(Kind.RESOLVE, "PT4H", new At.Percent(25))));
        p.elapse(at("11:00"));
        p.step(at("11:00"), "done", StatusCategory.SOLVED);
        p.step(at("13:00"), "answer", StatusCategory.OPEN);
        assertThat(p.clock("resolve").elapsed()).isEqualTo(Duration.ofHours(2));
        assertThat(p.clock("resolve").due()).isEqualTo(at("15:00"));
        p.elapse(at("14:00"));
        assertThat(p.rules).as("not a second time").hasSize(1);
        p.step(at("14:00"), "done", StatusCategory.SOLVED);
        p.step(at("15:00"), "waiting", StatusCategory.WAITING);
        assertThat(p.clock("resolve").state()).isEqualTo(State.PAUSED);
        p.step(at("15:10"), "gone", StatusCategory.CANCELLED);
        assertThat(p.clock("resolve").state()).isEqualTo(State.STOPPED);
    }

    @Test
    void aTicketOpenedAgainWithTooLittleTimeIsLateAtOnce() {
        Played p = begun(
                policy("urgent", "ticket.priority == \"urgent\"", WAITING, clock(Kind.RESOLVE, "PT1H")),
                standard(clock(Kind.RESOLVE, "PT4H")));
        p.step(at("11:00"), "done", StatusCategory.SOLVED);
        p.priority(at("12:00"), Priority.URGENT);
        p.step(at("13:00"), "answer", StatusCategory.OPEN);
        assertThat(p.clock("resolve").breached()).isEqualTo(at("13:00"));
        p.step(at("13:10"), "done", StatusCategory.SOLVED);
        p.step(at("14:00"), "answer", StatusCategory.OPEN);
        assertThat(p.clock("resolve").breached()).as("late since then").isEqualTo(at("13:00"));
    }

    @Test
    void aTicketThatIsTakenAwayHasNoClocks() {
        Played p = begun(
                standard(clock(Kind.RESOLVE, "PT4H"), step("answer", "PT1H"), clock(Kind.FIRST_RESPONSE, "PT1H")));
        p.delete(at("10:00"));
        assertThat(p.ticket().clocks().all())
                .allSatisfy(c -> assertThat(c.state()).isEqualTo(State.STOPPED));
    }

    @Test
    void aRunningClockKeepsTheServiceLevelItBeganWith() {
        Played p = begun(standard(clock(Kind.RESOLVE, "PT4H"), clock(Kind.NEXT_RESPONSE, "PT1H")));
        p.publish(at("10:00"), levels(standard(clock(Kind.RESOLVE, "PT2H"), clock(Kind.NEXT_RESPONSE, "PT30M"))));
        p.priority(at("10:10"), Priority.HIGH);
        assertThat(p.clock("resolve").target()).isEqualTo(Duration.ofHours(4));
        assertThat(p.clock("resolve").due()).isEqualTo(at("13:00"));
        p.says(at("10:20"), AGENT);
        p.says(at("10:30"), REQUESTER);
        assertThat(p.clock("next_response").target()).as("a new one").isEqualTo(Duration.ofMinutes(30));
    }

    @Test
    void calendarsAreCurrentAtOnce() {
        Played p = begun(standard(clock(Kind.RESOLVE, "PT4H")));
        ServiceLevels more = levels(standard(clock(Kind.RESOLVE, "PT4H")));
        Map<String, CalendarDef> calendars = new TreeMap<>(more.calendars());
        calendars.put("day", calendar("day", "08:00-12:00"));
        p.publish(at("10:00"), new ServiceLevels(calendars, more.policies()));
        assertThat(p.clock("resolve").due()).isEqualTo(Instant.parse("2026-09-22T09:00:00Z"));
        assertThat(news(p, "resolve")).containsExactly(News.STARTED, News.MOVED);
        // By a calendar that is open less its time is over by now.
        calendars.put("day", calendar("day", "00:00-24:00"));
        p.publish(at("14:00"), new ServiceLevels(calendars, more.policies()));
        assertThat(p.clock("resolve").breached()).isEqualTo(at("13:00"));
    }

    @Test
    void whatCannotBeFoundAnyMoreIsNearestToWhatIsCalledTheSame() {
        Played p = begun(standard(clock(Kind.RESOLVE, "PT4H"), clock(Kind.FIRST_RESPONSE, "PT1H")));
        var first = p.now.release();
        p.publish(at("09:30"), levels(standard(clock(Kind.RESOLVE, "PT2H"))));
        // The calendar is gone from the release in force, too: it is read as it was.
        p.publish(
                at("09:40"),
                new ServiceLevels(
                        Map.of(), levels(standard(clock(Kind.RESOLVE, "PT2H"))).policies()));
        assertThat(p.clock("resolve").due()).isEqualTo(at("13:00"));
        p.forget(first);
        p.priority(at("10:00"), Priority.HIGH);
        assertThat(p.clock("resolve").due()).as("no calendar at all").isNull();
        assertThat(p.clock("first_response").state()).isEqualTo(State.STOPPED);
        assertThat(p.fire(at("11:00"))).isEmpty();
        p.publish(at("12:00"), ServiceLevels.NONE);
        assertThat(p.clock("resolve").state()).isEqualTo(State.STOPPED);
        // Its history can no longer be read in full: nothing to compare.
        played = null;
        assertThat(p.recomputed()).isNotNull();
    }

    @Test
    void timersOfWhatIsGoneDoNothing() {
        Played p = begun(standard(clock(Kind.RESOLVE, "PT1H")));
        p.forget(p.now.release());
        p.now = new Played(ServiceLevels.NONE).now;
        assertThat(SlaClocks.elapse(
                        p.ticket(),
                        p.type(),
                        new Policies(p.now, _ -> java.util.Optional.empty()),
                        new io.deskloom.kernel.Moment(at("15:00"), ZoneId.of("UTC"))))
                .isEmpty();
        played = null;
    }

    @Test
    void aClockMayHaveItsOwnCalendar() {
        ClockDef own = new ClockDef(
                Kind.RESOLVE,
                "resolve",
                Label.of("resolve"),
                null,
                Duration.ofHours(10),
                "always",
                null,
                null,
                List.of());
        Played p = begun(standard(own));
        assertThat(p.clock("resolve").due()).isEqualTo(at("19:00"));
    }

    @Test
    void aTimeTheCalendarNeverComesToIsNone() {
        Played p = new Played(new ServiceLevels(
                Map.of(
                        "day",
                        new CalendarDef(
                                "c",
                                "day",
                                Label.of("c"),
                                ZoneId.of("UTC"),
                                Map.of(DayOfWeek.MONDAY, List.of()),
                                Map.of(),
                                Map.of())),
                Map.of("standard", standard(clock(Kind.RESOLVE, "PT4H", new At.Percent(50))))));
        p.create(at("09:00"), REQUESTER);
        played = p;
        assertThat(p.clock("resolve").due()).isNull();
        assertThat(p.clock("resolve").next()).isNull();
        p.step(at("10:00"), "done", StatusCategory.SOLVED);
        assertThat(p.clock("resolve").elapsed()).isZero();
    }

    @Test
    void rulesMayAskAboutClocks() {
        Played p = begun(standard(clock(Kind.RESOLVE, "PT2H"), step("answer", "PT1H")));
        assertThat(p.ticket().clocks().fact("sla.resolve.due")).isEqualTo(new Value.Timestamp(at("11:00")));
        assertThat(p.ticket().clocks().fact("sla.resolve.state")).isEqualTo(Value.text("running"));
        assertThat(p.ticket().clocks().fact("sla.resolve.policy")).isEqualTo(Value.text("standard"));
        assertThat(p.ticket().clocks().fact("sla.resolve.running")).isEqualTo(Value.bool(true));
        assertThat(p.ticket().clocks().fact("sla.step.answer.breached")).isEqualTo(Value.bool(false));
        p.elapse(at("10:30"));
        assertThat(p.ticket().clocks().fact("sla.step.answer.breached")).isEqualTo(Value.bool(true));
        assertThat(p.ticket().clocks().fact("sla.nothing.due")).isEqualTo(Value.NULL);
        assertThat(p.ticket().clocks().fact("sla.nothing.running")).isEqualTo(Value.bool(false));
        assertThat(p.ticket().clocks().fact("sla.resolve.colour")).isEqualTo(Value.NULL);
        assertThat(p.ticket().clocks().fact("sla.resolve")).isEqualTo(Value.NULL);
    }

    @Test
    void aTypeWithoutServiceLevelsHasNoClocks() {
        Played p = new Played(ServiceLevels.NONE);
        p.create(at("09:00"), REQUESTER);
        assertThat(p.ticket().clocks().isEmpty()).isTrue();
        assertThat(p.recomputed().isEmpty()).isTrue();
        assertThat(SlaHistory.recompute(List.of(), p::release).isEmpty()).isTrue();
    }

    /** A record has the key of its object, which may be that of a ticket type, too; it is no ticket for all that. */
    @Test
    void recordsHaveNoClocks() {
        TicketTypeDef object =
                new Played(ServiceLevels.NONE).now.objects().values().iterator().next();
        SlaDef ticketsOf = new SlaDef(
                "sla_x",
                "x",
                Label.of("x"),
                List.of(object.key()),
                "day",
                Played.when("true"),
                100,
                List.of(clock(Kind.RESOLVE, "PT2H")),
                Pause.NEVER);
        Played p = begun(ticketsOf);
        assertThat(SlaClocks.advance(
                        p.ticket(), object, p.policies(), new io.deskloom.kernel.Moment(at("10:00"), ZoneId.of("UTC"))))
                .isEmpty();
    }
}
