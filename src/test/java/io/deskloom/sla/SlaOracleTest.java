package io.deskloom.sla;

import static org.assertj.core.api.Assertions.assertThat;

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
import io.deskloom.sla.MinuteOracle.Seen;
import io.deskloom.ticket.Clock;
import io.deskloom.ticket.Event;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Whatever happens to a ticket, under whatever service levels and calendars: its stored clocks are those computed anew from its history,
 * and those of whoever looks minute by minute.
 */
class SlaOracleTest {
    /** Others in each run, as many as take seconds; fewer where each of hundreds of mutants meets them, more for a long look. */
    private static final int TICKETS = Integer.getInteger("sla.tickets", 60);

    /** Half of what calendars are made for. */
    private static final int MINUTES = 8 * CalendarDef.DAY;

    private final Random random = new Random();

    @Test
    void storedIsRecomputedIsSeenMinuteByMinute() {
        // To look at one again: -Dsla.seed=…
        long first = Long.getLong("sla.seed", new Random().nextLong());
        System.out.println("service levels, first seed " + first);
        Map<String, Integer> ends = new TreeMap<>();
        for (long seed = first; seed < first + TICKETS; seed++) {
            random.setSeed(seed);
            play("seed " + seed, ends);
        }
        System.out.println("service levels, clocks ended as " + ends);
        // A history in which nothing happens would prove nothing.
        assertThat(ends).containsKeys("running", "paused", "met", "stopped", "breached", "escalated", "moved");
    }

    private void play(String what, Map<String, Integer> ends) {
        RandomCalendars calendars = new RandomCalendars(random);
        ServiceLevels levels = levels(calendars);
        Instant begin = calendars.scene.begin();
        MinuteOracle oracle = new MinuteOracle(levels, begin, MINUTES + 1);
        Played played = new Played(levels);
        List<Instant> moments = moments(calendars);
        Instant end = begin.plus(MINUTES, ChronoUnit.MINUTES);
        int next = 0;
        for (Instant at = moments.getFirst(); !at.isAfter(end); at = at.plus(1, ChronoUnit.MINUTES)) {
            if (played.ticket != null) {
                played.elapse(at);
                oracle.minute(at);
            }
            while (next < moments.size() && moments.get(next).equals(at)) {
                happens(played, oracle, calendars, at);
                next++;
                oracle.changed(played.ticket(), at);
                // What is due by now because of it is done in the same minute.
                played.elapse(at);
                oracle.minute(at);
            }
        }
        played.elapse(end);
        compare(what, played, oracle, end, ends);
    }

    /** When something happens: sometimes twice in one minute. */
    private List<Instant> moments(RandomCalendars calendars) {
        List<Instant> moments = new ArrayList<>();
        for (int i = 5 + random.nextInt(15); i > 0; i--) {
            moments.add(calendars.minute(MINUTES));
            if (random.nextInt(6) == 0) {
                moments.add(moments.getLast());
            }
        }
        Collections.sort(moments);
        return moments;
    }

    private void happens(Played played, MinuteOracle oracle, RandomCalendars calendars, Instant at) {
        if (played.ticket == null) {
            played.create(at, random.nextInt(6) == 0 ? null : Played.REQUESTER);
            return;
        }
        switch (random.nextInt(9)) {
            case 0, 1 -> played.priority(at, Priority.values()[random.nextInt(Priority.values().length)]);
            case 2 -> played.team(at, one("finance", "warehouse", "vip_desk", "after_sales"));
            case 3 -> played.says(at, random.nextBoolean() ? Played.AGENT : Played.REQUESTER);
            case 4 -> played.step(at, "waiting", StatusCategory.WAITING);
            case 5 -> played.step(at, one("inspect", "answer"), StatusCategory.OPEN);
            case 6 ->
                played.step(
                        at,
                        "done",
                        random.nextInt(3) > 0
                                ? StatusCategory.SOLVED
                                : random.nextBoolean() ? StatusCategory.CLOSED : StatusCategory.CANCELLED);
            case 7 -> {
                ServiceLevels next = levels(calendars);
                boolean any = played.ticket().clocks().active().findAny().isPresent();
                played.publish(at, next);
                oracle.publish(next);
                if (any) {
                    // Whose calendar was changed is looked at as if its timer had fired.
                    oracle.minute(at);
                } else {
                    // Clocks that do not run hear of a release with the ticket's next change.
                    played.says(at, Played.AGENT);
                }
            }
            default -> played.says(at, Played.REQUESTER);
        }
    }

    private String one(String... of) {
        return of[random.nextInt(of.length)];
    }

    private void compare(String what, Played played, MinuteOracle oracle, Instant end, Map<String, Integer> ends) {
        assertThat(played.recomputed()).as(what).isEqualTo(played.ticket().clocks());
        assertThat(played.ticket().clocks().all().stream().map(Clock::key).toList())
                .as(what)
                .containsExactlyInAnyOrderElementsOf(oracle.clocks.keySet());
        for (Clock clock : played.ticket().clocks().all()) {
            Seen seen = oracle.clocks.get(clock.key());
            String which = what + " " + clock + "\n" + history(played, clock.key());
            Duration elapsed = clock.state() == Clock.State.RUNNING
                    ? clock.elapsed()
                            .plus(played.policies()
                                    .calendar(clock)
                                    .orElseThrow()
                                    .between(clock.counted(), end))
                    : clock.elapsed();
            long counted = seen.before + (seen.from == null ? 0 : minutes(played, clock, seen.from, end));
            assertThat(clock.state().wire()).as(which).isEqualTo(seen.state);
            assertThat(clock.policy()).as(which).isEqualTo(seen.policy);
            assertThat(clock.target()).as(which).isEqualTo(seen.clock.within());
            assertThat(clock.since()).as(which).isEqualTo(seen.since);
            assertThat(clock.pausedBy()).as(which).isEqualTo(seen.pausedBy);
            assertThat(clock.breached()).as(which).isEqualTo(seen.breached);
            assertThat(elapsed).as(which).isEqualTo(Duration.ofMinutes(counted));
            assertThat(clock.escalated()).as(which).isEqualTo(seen.escalated);
            ends.merge(clock.state().wire(), 1, Integer::sum);
            ends.merge(clock.breached() == null ? "in time" : "breached", 1, Integer::sum);
            ends.merge(clock.escalated() == 0 ? "quiet" : "escalated", 1, Integer::sum);
            ends.merge(clock.release().equals(played.now.release()) ? "current" : "moved", 1, Integer::sum);
        }
    }

    private static String history(Played played, String key) {
        return played.events.stream()
                .filter(e ->
                        !(e instanceof Event.ClockChanged c) || c.to().key().equals(key))
                .map(e ->
                        e.meta().at() + " " + e.toString().replaceAll("meta=Meta\\[.*?release=(\\w{4})\\w*], ", "$1 "))
                .collect(Collectors.joining("\n"));
    }

    private static long minutes(Played played, Clock clock, Instant from, Instant to) {
        CalendarDef calendar = played.policies().calendar(clock).orElseThrow().calendar();
        int length = (int) ChronoUnit.MINUTES.between(from, to);
        return new MinuteCalendar(calendar, from, length + 1).between(from, to);
    }

    // ---- Definitions

    private ServiceLevels levels(RandomCalendars calendars) {
        Map<String, CalendarDef> all = new TreeMap<>();
        for (String key : List.of("a", "b")) {
            all.put(key, calendars.calendar(key));
        }
        Map<String, SlaDef> policies = new LinkedHashMap<>();
        for (String key : List.of("urgent", "finance", "high", "standard")) {
            if (random.nextInt(4) > 0) {
                policies.put(key, policy(key));
            }
        }
        return new ServiceLevels(all, policies);
    }

    private SlaDef policy(String key) {
        List<ClockDef> clocks = new ArrayList<>();
        for (Kind kind : List.of(Kind.FIRST_RESPONSE, Kind.NEXT_RESPONSE, Kind.RESOLVE)) {
            if (random.nextInt(5) > 0) {
                clocks.add(clock(kind, kind.wire(), null));
            }
        }
        if (random.nextBoolean()) {
            clocks.add(clock(Kind.STEP, "step.answer", "answer"));
        }
        if (random.nextBoolean()) {
            clocks.add(clock(Kind.CUSTOM, "own", null));
        }
        Pause pause = new Pause(
                random.nextBoolean() ? Set.of("inspect") : Set.of(),
                random.nextBoolean() ? Set.of(StatusCategory.WAITING) : Set.of(),
                random.nextBoolean()
                        ? List.of(new Reason(Played.when("ticket.team == \"vip_desk\""), Label.of("vip")))
                        : List.of());
        return new SlaDef(
                "sla_" + key,
                key,
                Label.of(key),
                List.of("enquiry"),
                one("a", "b"),
                Played.when(
                        switch (key) {
                            case "urgent" -> "ticket.priority == \"urgent\"";
                            case "finance" -> "ticket.team == \"finance\"";
                            case "high" -> "ticket.priority == \"high\" || ticket.priority == \"low\"";
                            default -> "ticket.priority != \"low\"";
                        }),
                100,
                clocks,
                pause);
    }

    private ClockDef clock(Kind kind, String key, @Nullable String step) {
        Duration within = Duration.ofMinutes(1 + random.nextInt(random.nextInt(3) == 0 ? 4000 : 400));
        List<At> at = new ArrayList<>();
        // Percentages of whole minutes.
        if (random.nextBoolean()) {
            at.add(new At.After(Duration.ofMinutes(1 + random.nextInt(100))));
        }
        if (random.nextBoolean()) {
            at.add(new At.Percent(100));
        }
        if (random.nextBoolean() && within.toMinutes() > 2) {
            at.add(new At.Before(Duration.ofMinutes(1 + random.nextInt((int) within.toMinutes() - 1))));
        }
        boolean custom = kind == Kind.CUSTOM;
        return new ClockDef(
                kind,
                key,
                Label.of(key),
                step,
                within,
                random.nextInt(5) == 0 ? one("a", "b") : null,
                custom ? Played.when("ticket.team == \"warehouse\"") : null,
                custom ? Played.when("ticket.priority == \"normal\"") : null,
                at);
    }
}
