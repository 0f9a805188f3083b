package io.deskloom.routing;

import static io.deskloom.routing.People.LEAST_LOAD;
import static io.deskloom.routing.People.NOW;
import static io.deskloom.routing.People.after;
import static io.deskloom.routing.People.at;
import static io.deskloom.routing.People.given;
import static io.deskloom.routing.People.holding;
import static io.deskloom.routing.People.holds;
import static io.deskloom.routing.People.id;
import static io.deskloom.routing.People.in;
import static io.deskloom.routing.People.knows;
import static io.deskloom.routing.People.only;
import static io.deskloom.routing.People.person;
import static io.deskloom.routing.People.wanted;
import static io.deskloom.routing.People.with;
import static io.deskloom.routing.People.withCapacity;
import static io.deskloom.routing.People.withSkills;
import static io.deskloom.routing.People.works;
import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.kernel.AccountId;
import io.deskloom.routing.Weighed.Verdict;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ChooserTest {
    private static final long SEED = 20261130;

    private static Weighed of(Choice choice, int person) {
        return choice.weighed().stream()
                .filter(w -> w.account().equals(id(person)))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whoHoldsLeastGetsItAndTheOthersAreToldWhatTheyHold() {
        Choice choice = Chooser.choose(LEAST_LOAD, List.of(holding(1, 3), holding(2, 1), holding(3, 2)));
        assertThat(choice.chosen()).isEqualTo(id(2));
        assertThat(choice.weighed())
                .containsExactly(
                        new Weighed(id(2), Verdict.CHOSEN, "", 1, 2),
                        new Weighed(id(3), Verdict.BEHIND, "", 2, 1),
                        new Weighed(id(1), Verdict.BEHIND, "", 3, 1));
    }

    @Test
    void whereAllHaveACapacityTheirShareOfItCounts() {
        Candidate half = with(holding(1, 2), holds(Capacity.of(4)));
        Candidate full = with(holding(2, 3), holds(Capacity.of(20)));
        assertThat(Chooser.choose(LEAST_LOAD, List.of(half, full)).chosen()).isEqualTo(id(2));
        // With one who has none, what counts is how many.
        assertThat(Chooser.choose(LEAST_LOAD, List.of(half, full, holding(3, 9)))
                        .chosen())
                .isEqualTo(id(1));
    }

    @Test
    void equalFiguresGoToWhoWasGivenOneLongestAgoThenById() {
        Candidate lately = given(holding(1, 1), NOW.minusSeconds(5));
        Candidate before = given(holding(2, 1), NOW.minusSeconds(50));
        assertThat(Chooser.choose(LEAST_LOAD, List.of(lately, before)).chosen()).isEqualTo(id(2));
        assertThat(Chooser.choose(LEAST_LOAD, List.of(holding(7, 0), holding(5, 0), holding(6, 0)))
                        .chosen())
                .isEqualTo(id(5));
    }

    @Test
    void whatStandsInTheWayIsSaidInOrder() {
        Candidate away = with(
                with(holding(1, 9), holds(Capacity.of(1))),
                new Absence(new UUID(0, 1), NOW.minusSeconds(1), NOW.plusSeconds(60), null, ""));
        WeeklySchedule never = new WeeklySchedule(ZoneId.of("UTC"), Map.of());
        Candidate off = with(person(2), works(never));
        Candidate busy = with(person(3), new Presence(Presence.State.BUSY, NOW, NOW));
        Candidate silent = with(person(4), new Presence(Presence.State.ONLINE, NOW, NOW.minus(Duration.ofMinutes(6))));
        Candidate there = with(person(5), new Presence(Presence.State.ONLINE, NOW, NOW.minusSeconds(60)));
        Choice choice = Chooser.choose(only(LEAST_LOAD, true, true), List.of(away, off, busy, silent, there));
        assertThat(choice.chosen()).isEqualTo(id(5));
        assertThat(of(choice, 1).verdict()).isEqualTo(Verdict.ABSENT);
        assertThat(of(choice, 1).own()).isEqualTo(NOW.plusSeconds(60).getEpochSecond());
        assertThat(of(choice, 2).verdict()).isEqualTo(Verdict.OFF_SHIFT);
        assertThat(of(choice, 3)).isEqualTo(new Weighed(id(3), Verdict.NOT_THERE, "busy", -1, -1));
        assertThat(of(choice, 4).what()).isEqualTo("offline");
        // Neither counts when nobody asked.
        Choice anyhow = Chooser.choose(LEAST_LOAD, List.of(off, busy, silent));
        assertThat(anyhow.weighed())
                .noneMatch(w -> w.verdict() == Verdict.OFF_SHIFT)
                .noneMatch(w -> w.verdict() == Verdict.NOT_THERE);
        assertThat(anyhow.chosen()).isEqualTo(id(2));
    }

    @Test
    void anAbsenceThatHasNotBegunOrIsOverIsNoObstacle() {
        Candidate later =
                with(person(1), new Absence(new UUID(0, 1), NOW.plusSeconds(1), NOW.plusSeconds(60), null, ""));
        Candidate over = with(person(2), new Absence(new UUID(0, 1), NOW.minusSeconds(60), NOW, null, ""));
        assertThat(Chooser.obstacle(LEAST_LOAD, later)).isEmpty();
        assertThat(Chooser.obstacle(LEAST_LOAD, over)).isEmpty();
    }

    @Test
    void capacityCountsAllAndEachTypeAndChannel() {
        Capacity own = new Capacity(10, Map.of("repair", 2), Map.of("chat", 1));
        Load load = new Load(Map.of(Load.ALL, 5, Load.ofType("t_repair"), 1, Load.ofChannel("chat"), 1));
        Candidate c = with(with(person(1), holds(own)), load);
        assertThat(Chooser.obstacle(LEAST_LOAD, c)).isEmpty();
        assertThat(Chooser.obstacle(withCapacity(LEAST_LOAD, Capacity.UNLIMITED, "chat"), c))
                .contains(new Weighed(id(1), Verdict.FULL, "channel:chat", 1, 1));
        Candidate twice = with(c, new Load(Map.of(Load.ALL, 10, Load.ofType("t_repair"), 2)));
        assertThat(Chooser.obstacle(LEAST_LOAD, twice)).contains(new Weighed(id(1), Verdict.FULL, "all", 10, 10));
        // What a person has no limit for, the routing may limit.
        assertThat(Chooser.limits(withCapacity(LEAST_LOAD, new Capacity(3, Map.of("repair", 9), Map.of()), ""), c))
                .containsOnly(Map.entry("all", 10), Map.entry("type:t_repair", 2));
        assertThat(Chooser.limits(withCapacity(LEAST_LOAD, Capacity.of(3), ""), person(2)))
                .containsOnly(Map.entry("all", 3));
        assertThat(Chooser.choose(withCapacity(LEAST_LOAD, Capacity.of(0), ""), List.of(person(1)))
                        .chosen())
                .isNull();
    }

    @Test
    void skillsAreNeededAllButWhereTheyAreWeighed() {
        Candidate one = with(person(1), knows(Map.of("kettle", 90)));
        Candidate both = with(person(2), knows(Map.of("kettle", 40, "english", 30)));
        Candidate none = person(3);
        Choice least = Chooser.choose(withSkills(LEAST_LOAD, "kettle", "english"), List.of(one, both, none));
        assertThat(least.chosen()).isEqualTo(id(2));
        assertThat(of(least, 1)).isEqualTo(new Weighed(id(1), Verdict.UNSKILLED, "english", -1, -1));
        Choice weighed = Chooser.choose(
                withSkills(wanted(Strategy.WEIGHTED_SKILL), "kettle", "english"), List.of(one, both, none));
        assertThat(weighed.weighed())
                .containsExactly(
                        new Weighed(id(1), Verdict.CHOSEN, "", 90, 70),
                        new Weighed(id(2), Verdict.BEHIND, "", 70, 90),
                        new Weighed(id(3), Verdict.UNSKILLED, "kettle", -1, -1));
        assertThat(Chooser.choose(wanted(Strategy.WEIGHTED_SKILL), List.of(none))
                        .chosen())
                .isEqualTo(id(3));
        // Equally good: whoever has less to do.
        Candidate busy = with(with(person(1), knows(Map.of("kettle", 90))), new Load(Map.of(Load.ALL, 4)));
        Candidate free = with(person(9), knows(Map.of("kettle", 90)));
        assertThat(Chooser.choose(withSkills(wanted(Strategy.WEIGHTED_SKILL), "kettle"), List.of(busy, free))
                        .chosen())
                .isEqualTo(id(9));
    }

    @Test
    void theNearestIsInTheRegionOrTheFewestMetresAway() {
        Place.Point beijing = new Place.Point(39.9042, 116.4074);
        Candidate shanghai = with(person(1), in(new Place("east", new Place.Point(31.2304, 121.4737))));
        Candidate tianjin = with(person(2), in(new Place("north", new Place.Point(39.3434, 117.3616))));
        Candidate nobodyKnows = person(3);
        Choice choice = Chooser.choose(
                at(wanted(Strategy.NEAREST), new Place(null, beijing)), List.of(shanghai, tianjin, nobodyKnows));
        assertThat(choice.chosen()).isEqualTo(id(2));
        // Great-circle distances as atlases give them: 102 and 1,067 km.
        assertThat(of(choice, 2).own()).isBetween(100_000L, 104_000L);
        assertThat(of(choice, 1).own()).isBetween(1_062_000L, 1_072_000L);
        assertThat(of(choice, 3).own()).isEqualTo(Weighed.UNKNOWN);
        assertThat(choice.weighed().getLast().account()).isEqualTo(id(3));
        Choice region = Chooser.choose(
                at(wanted(Strategy.NEAREST), new Place("east", null)), List.of(tianjin, shanghai, nobodyKnows));
        assertThat(region.weighed().getFirst()).isEqualTo(new Weighed(id(1), Verdict.CHOSEN, "", 0, -1));
        assertThat(new Place(null, beijing).metresTo(new Place("east", null))).isEmpty();
        assertThat(Place.UNKNOWN.metresTo(new Place("east", beijing))).isEmpty();
    }

    @Test
    void theLastAgentGetsItAgainUnlessSomethingIsInTheWay() {
        Wanted again = after(wanted(Strategy.LAST_AGENT), id(2));
        Choice choice = Chooser.choose(again, List.of(holding(1, 0), holding(2, 50)));
        assertThat(choice.chosen()).isEqualTo(id(2));
        assertThat(choice.strategy()).isEqualTo(Strategy.LAST_AGENT);
        Choice instead = Chooser.choose(
                again, List.of(holding(1, 3), with(holding(2, 5), holds(Capacity.of(5))), holding(3, 1)));
        assertThat(instead.chosen()).isEqualTo(id(3));
        assertThat(instead.strategy()).isEqualTo(Strategy.LEAST_LOAD);
        assertThat(Chooser.choose(after(wanted(Strategy.LAST_AGENT), null), List.of(holding(1, 3)))
                        .chosen())
                .isEqualTo(id(1));
    }

    @Test
    void aPoolIsForPeopleToTakeFrom() {
        Choice choice = Chooser.choose(
                wanted(Strategy.POOL), List.of(holding(1, 2), with(holding(2, 5), holds(Capacity.of(5)))));
        assertThat(choice.chosen()).isNull();
        assertThat(choice.weighed())
                .containsExactly(
                        new Weighed(id(1), Verdict.FREE, "", 2, -1), new Weighed(id(2), Verdict.FULL, "all", 5, 5));
        assertThat(choice.limits()).isEmpty();
        assertThat(Chooser.choose(LEAST_LOAD, List.of()).chosen()).isNull();
    }

    @Test
    void inTurnMeansThatNobodyIsMoreThanOneAheadOfAnybody() {
        Random random = new Random(SEED);
        for (int round = 0; round < 200; round++) {
            int people = 1 + random.nextInt(12);
            Map<AccountId, Candidate> team = new HashMap<>();
            for (int i = 0; i < people; i++) {
                team.put(id(i), with(person(i), new Load(Map.of(Load.ALL, random.nextInt(30)))));
            }
            Map<AccountId, Integer> got = new HashMap<>();
            int tickets = random.nextInt(100);
            for (int i = 0; i < tickets; i++) {
                Wanted now = new Wanted(
                        Strategy.ROUND_ROBIN,
                        List.of(),
                        Place.UNKNOWN,
                        "repair",
                        "t_repair",
                        "",
                        Capacity.UNLIMITED,
                        false,
                        false,
                        null,
                        NOW.plusMillis(i));
                List<Candidate> shuffled = new ArrayList<>(team.values());
                Collections.shuffle(shuffled, random);
                AccountId chosen = Chooser.choose(now, shuffled).chosen();
                team.computeIfPresent(chosen, (_, c) -> c.with(now));
                got.merge(chosen, 1, Integer::sum);
            }
            int most = got.values().stream().mapToInt(n -> n).max().orElse(0);
            int least = got.size() < people ? 0 : Collections.min(got.values());
            assertThat(most - least).as("round %d", round).isLessThanOrEqualTo(1);
        }
    }

    /** Whatever is wanted of whomever: nobody who cannot is chosen, all are weighed, and the order of asking changes nothing. */
    @Test
    void whateverIsWanted() {
        Random random = new Random(SEED);
        for (int round = 0; round < 3_000; round++) {
            List<Candidate> team = new ArrayList<>();
            for (int i = 0; i < random.nextInt(9); i++) {
                team.add(anybody(random, i));
            }
            Wanted wanted = anything(random);
            Choice choice = Chooser.choose(wanted, team);
            List<Candidate> shuffled = new ArrayList<>(team);
            Collections.shuffle(shuffled, random);
            assertThat(Chooser.choose(wanted, shuffled)).as("round %d", round).isEqualTo(choice);
            assertThat(choice.weighed())
                    .extracting(Weighed::account)
                    .containsExactlyInAnyOrderElementsOf(
                            team.stream().map(Candidate::account).toList());
            List<Candidate> could = team.stream()
                    .filter(c -> Chooser.obstacle(wanted, c).isEmpty())
                    .toList();
            assertThat(choice.chosen() != null).isEqualTo(!could.isEmpty() && wanted.strategy() != Strategy.POOL);
            AccountId chosen = choice.chosen();
            if (chosen == null) {
                assertThat(choice.weighed())
                        .noneMatch(w -> w.verdict() == Verdict.CHOSEN || w.verdict() == Verdict.BEHIND);
            } else {
                Candidate who = could.stream()
                        .filter(c -> c.account().equals(chosen))
                        .findFirst()
                        .orElseThrow();
                assertThat(choice.weighed().getFirst().account()).isEqualTo(chosen);
                choice.limits()
                        .forEach((what, most) -> assertThat(who.load().of(what)).isLessThan(most));
            }
            for (Weighed w : choice.weighed()) {
                assertThat(Because.sentence(w, choice.strategy(), "x", ZoneId.of("UTC"), false))
                        .isNotBlank();
                assertThat(Because.sentence(w, choice.strategy(), "", ZoneId.of("UTC"), true))
                        .isNotBlank();
            }
        }
    }

    private static Candidate anybody(Random random, int n) {
        Map<String, Integer> skills = new HashMap<>();
        for (String skill : List.of("a", "b", "c")) {
            if (random.nextBoolean()) {
                skills.put(skill, 1 + random.nextInt(100));
            }
        }
        WeeklySchedule week = random.nextBoolean()
                ? null
                : new WeeklySchedule(
                        ZoneId.of("Asia/Shanghai"),
                        Map.of(
                                DayOfWeek.MONDAY,
                                List.of(new WeeklySchedule.Shift(
                                        LocalTime.of(random.nextInt(24), 0), LocalTime.of(random.nextInt(24), 0)))));
        Capacity capacity = random.nextBoolean()
                ? Capacity.UNLIMITED
                : new Capacity(random.nextInt(6), Map.of("repair", random.nextInt(4)), Map.of());
        Place place = random.nextBoolean()
                ? Place.UNKNOWN
                : new Place("r" + random.nextInt(3), new Place.Point(random.nextInt(90), random.nextInt(180)));
        Instant given = random.nextBoolean() ? null : NOW.minusSeconds(random.nextInt(5));
        return new Candidate(
                id(n),
                new Profile(skills, capacity, place, week),
                random.nextInt(8) > 0
                        ? List.of()
                        : List.of(new Absence(new UUID(0, 1), NOW.minusSeconds(1), NOW.plusSeconds(1), null, "")),
                new Presence(Presence.State.values()[random.nextInt(4)], NOW, NOW.minusSeconds(random.nextInt(600))),
                new Load(Map.of(Load.ALL, random.nextInt(7), Load.ofType("t_repair"), random.nextInt(4))),
                given);
    }

    private static Wanted anything(Random random) {
        return new Wanted(
                Strategy.values()[random.nextInt(Strategy.values().length)],
                random.nextBoolean() ? List.of() : List.of("a", "b").subList(0, 1 + random.nextInt(2)),
                random.nextBoolean() ? Place.UNKNOWN : new Place("r1", new Place.Point(1, 1)),
                "repair",
                "t_repair",
                random.nextBoolean() ? "" : "chat",
                random.nextBoolean() ? Capacity.UNLIMITED : Capacity.of(random.nextInt(8)),
                random.nextBoolean(),
                random.nextBoolean(),
                random.nextBoolean() ? null : id(random.nextInt(9)),
                NOW);
    }
}
