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
import static io.deskloom.routing.People.person;
import static io.deskloom.routing.People.wanted;
import static io.deskloom.routing.People.with;
import static io.deskloom.routing.People.withCapacity;
import static io.deskloom.routing.People.withSkills;
import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.kernel.AccountId;
import io.deskloom.routing.Weighed.Verdict;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What counts with each strategy, and who comes first where that is equal. */
class StrategiesTest {
    private static @Nullable AccountId chosen(Wanted wanted, Candidate... team) {
        return Chooser.choose(wanted, List.of(team)).chosen();
    }

    private static List<AccountId> order(Wanted wanted, Candidate... team) {
        return Chooser.choose(wanted, List.of(team)).weighed().stream()
                .map(Weighed::account)
                .toList();
    }

    private static Candidate half(int n, int held, Instant last) {
        return given(with(holding(n, held), holds(Capacity.of(2 * held))), last);
    }

    @Test
    void equalSharesGoToWhoWaitedLongestHoweverMuchTheyHold() {
        assertThat(chosen(LEAST_LOAD, half(1, 2, NOW.minusSeconds(5)), half(2, 20, NOW.minusSeconds(50))))
                .isEqualTo(id(2));
    }

    /** A share is looked at more closely than in whole per mille: 1 of 301 is less than 1 of 300. */
    @Test
    void sharesThatAreNearlyEqualAreNotEqual() {
        Candidate more = given(with(holding(1, 1), holds(Capacity.of(300))), NOW.minusSeconds(50));
        Candidate less = given(with(holding(2, 1), holds(Capacity.of(301))), NOW.minusSeconds(5));
        assertThat(chosen(LEAST_LOAD, more, less)).isEqualTo(id(2));
    }

    @Test
    void inTurnNobodyAsksHowMuchSomebodyHolds() {
        assertThat(chosen(wanted(Strategy.ROUND_ROBIN), holding(1, 90), holding(2, 0)))
                .isEqualTo(id(1));
        assertThat(chosen(
                        wanted(Strategy.ROUND_ROBIN),
                        given(holding(1, 90), NOW.minusSeconds(9)),
                        given(holding(2, 0), NOW.minusSeconds(8))))
                .isEqualTo(id(1));
    }

    @Test
    void turnsAreToldApartToTheMicrosecond() {
        Instant[] last = {
            NOW.minusMillis(1_100), NOW.minusMillis(900), NOW.minusNanos(2_000), NOW.minusNanos(1_000), NOW
        };
        Candidate[] team = new Candidate[last.length + 1];
        for (int i = 0; i < last.length; i++) {
            team[i] = given(person(9 - i), last[i]);
        }
        team[last.length] = person(9 - last.length);
        assertThat(order(wanted(Strategy.ROUND_ROBIN), team))
                .as("who never had one, and then by when")
                .containsExactly(id(4), id(9), id(8), id(7), id(6), id(5));
    }

    @Test
    void whatIsSaidOfATurnIsHowLongAgoItWas() {
        Choice choice = Chooser.choose(
                wanted(Strategy.ROUND_ROBIN),
                List.of(given(person(1), NOW.minusSeconds(90)), given(person(2), NOW.plusSeconds(3)), person(3)));
        assertThat(choice.weighed())
                .containsExactly(
                        new Weighed(id(3), Verdict.CHOSEN, "", Weighed.UNKNOWN, 90),
                        new Weighed(id(1), Verdict.BEHIND, "", 90, Weighed.UNKNOWN),
                        // The clock of whoever wrote it was ahead.
                        new Weighed(id(2), Verdict.BEHIND, "", 0, Weighed.UNKNOWN));
    }

    @Test
    void equallyNearIsWhoHoldsLessThenWhoWaitedLongest() {
        Place here = new Place("east", null);
        Wanted wanted = at(wanted(Strategy.NEAREST), here);
        assertThat(order(
                        wanted,
                        with(holding(1, 3), in(here)),
                        given(with(holding(2, 1), in(here)), NOW.minusSeconds(5)),
                        given(with(holding(3, 1), in(here)), NOW.minusSeconds(50)),
                        holding(4, 0)))
                .containsExactly(id(3), id(2), id(1), id(4));
    }

    @Test
    void aPlaceIsMeasuredFromEitherSide() {
        Place pole = new Place(null, new Place.Point(90, 180));
        Place other = new Place(null, new Place.Point(-90, -180));
        Place zero = new Place(null, new Place.Point(0, 0));
        // Half around the earth and a quarter of it, by its mean radius.
        assertThat(pole.metresTo(other).orElseThrow()).isBetween(20_015_000L, 20_016_000L);
        assertThat(zero.metresTo(pole).orElseThrow()).isBetween(10_007_000L, 10_008_000L);
        assertThat(pole.metresTo(zero)).isEqualTo(zero.metresTo(pole));
        assertThat(zero.metresTo(zero)).hasValue(0);
        Place quito = new Place(null, new Place.Point(0, -78.5));
        // Eastward and westward it is as far.
        assertThat(quito.metresTo(zero)).isEqualTo(new Place(null, new Place.Point(0, 78.5)).metresTo(zero));
        assertThat(new Place("east", null).metresTo(new Place("west", null))).isEmpty();
        assertThat(new Place("east", new Place.Point(1, 1)).metresTo(new Place("east", null)))
                .hasValue(0);
    }

    @Test
    void skillsAreSummedAndTheLoadIsAskedWhereTheyAreEqual() {
        Wanted wanted = withSkills(wanted(Strategy.WEIGHTED_SKILL), "kettle", "english");
        Candidate broad = with(holding(1, 7), knows(Map.of("kettle", 50, "english", 41)));
        Candidate deep = with(holding(2, 3), knows(Map.of("kettle", 90)));
        assertThat(order(wanted, deep, broad)).containsExactly(id(1), id(2));
        Candidate even = with(holding(3, 9), knows(Map.of("english", 90)));
        assertThat(order(wanted, even, deep)).containsExactly(id(2), id(3));
    }

    @Test
    void behindTheLastAgentComesWhoHoldsLess() {
        Choice choice = Chooser.choose(
                after(wanted(Strategy.LAST_AGENT), id(3)), List.of(holding(1, 4), holding(2, 2), holding(3, 9)));
        assertThat(choice.weighed())
                .containsExactly(
                        new Weighed(id(3), Verdict.CHOSEN, "", Weighed.UNKNOWN, Weighed.UNKNOWN),
                        new Weighed(id(2), Verdict.BEHIND, "", Weighed.UNKNOWN, Weighed.UNKNOWN),
                        new Weighed(id(1), Verdict.BEHIND, "", Weighed.UNKNOWN, Weighed.UNKNOWN));
    }

    /** The last place is given, and the first that is one too many is not: of all, of a type, of a channel. */
    @Test
    void aLimitIsReachedAndNeverPassed() {
        record Limit(Capacity most, String counted) {}
        for (Limit limit : List.of(
                new Limit(new Capacity(3, Map.of(), Map.of()), Load.ALL),
                new Limit(new Capacity(null, Map.of("repair", 3), Map.of()), "type:t_repair"),
                new Limit(new Capacity(null, Map.of(), Map.of("chat", 3)), "channel:chat"))) {
            Wanted wanted = withCapacity(LEAST_LOAD, limit.most(), "chat");
            Candidate c = person(1);
            for (int held = 0; held < 3; held++) {
                assertThat(c.load().of(limit.counted())).isEqualTo(held);
                Choice choice = Chooser.choose(wanted, List.of(c));
                assertThat(choice.chosen()).as("%s holds %d", limit, held).isEqualTo(id(1));
                assertThat(choice.limits()).containsExactly(Map.entry(limit.counted(), 3));
                c = c.with(wanted);
            }
            assertThat(Chooser.obstacle(wanted, c)).contains(new Weighed(id(1), Verdict.FULL, limit.counted(), 3, 3));
        }
    }

    @Test
    void whoIsGivenOneHoldsOneMoreAndHasHadTheirTurn() {
        Wanted chat = withCapacity(LEAST_LOAD, Capacity.UNLIMITED, "chat");
        Candidate c = person(1).with(chat).with(chat);
        assertThat(c.load().held())
                .containsOnly(Map.entry("all", 2), Map.entry("type:t_repair", 2), Map.entry("channel:chat", 2));
        assertThat(c.given()).isEqualTo(NOW);
        assertThat(c.account()).isEqualTo(id(1));
    }

    @Test
    void whatPeopleAreLimitedToGoesBeforeWhatTheirTeamIs() {
        Capacity own = new Capacity(null, Map.of("repair", 1), Map.of("chat", 2));
        Capacity team = new Capacity(9, Map.of("repair", 5, "refund", 6), Map.of("chat", 7, "mail", 8));
        assertThat(own.or(team))
                .isEqualTo(new Capacity(9, Map.of("repair", 1, "refund", 6), Map.of("chat", 2, "mail", 8)));
        assertThat(team.or(Capacity.of(1)).all()).isEqualTo(9);
        assertThat(own.or(Capacity.UNLIMITED)).isEqualTo(own);
        assertThat(own.limits("refund", "t_refund", "mail")).isEmpty();
    }

    @Test
    void anAbsenceBeginsWithItsFirstMomentAndEndsBeforeItsLast() {
        Absence absence = new Absence(id(7).value(), NOW, NOW.plusSeconds(60), null, "");
        assertThat(List.of(-1, 0, 59, 60).stream()
                        .map(s -> absence.covers(NOW.plusSeconds(s)))
                        .toList())
                .containsExactly(false, true, true, false);
    }

    @Test
    void aMinuteIsNoSecondsAnyMoreAndTwoHoursAreNoMinutes() {
        assertThat(List.of(59, 60, 7_199, 7_200).stream()
                        .map(s -> Because.sentence(
                                new Weighed(id(1), Verdict.BEHIND, "", s, 1),
                                Strategy.ROUND_ROBIN,
                                "",
                                ZoneOffset.UTC,
                                false))
                        .toList())
                .containsExactly(
                        "was given one later: 59 s before",
                        "was given one later: 1 min before",
                        "was given one later: 119 min before",
                        "was given one later: 2 h before");
    }
}
