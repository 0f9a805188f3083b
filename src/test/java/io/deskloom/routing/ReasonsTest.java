package io.deskloom.routing;

import static io.deskloom.routing.People.NOW;
import static io.deskloom.routing.People.id;
import static io.deskloom.routing.People.person;
import static io.deskloom.routing.People.wanted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deskloom.routing.Routed.Ending;
import io.deskloom.routing.Weighed.Verdict;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReasonsTest {
    private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");

    private static String en(Verdict verdict, Strategy by, String what, long own, long other, String named) {
        return Because.sentence(new Weighed(id(1), verdict, what, own, other), by, named, SHANGHAI, false);
    }

    private static String zh(Verdict verdict, Strategy by, String what, long own, long other, String named) {
        return Because.sentence(new Weighed(id(1), verdict, what, own, other), by, named, SHANGHAI, true);
    }

    @Test
    void whatStoodInTheWayInWords() {
        Strategy by = Strategy.LEAST_LOAD;
        long until = Instant.parse("2026-03-02T09:00:00Z").getEpochSecond();
        assertThat(en(Verdict.ABSENT, by, "", until, -1, "")).isEqualTo("is absent until 2026-03-02 17:00");
        assertThat(zh(Verdict.ABSENT, by, "", until, -1, "")).isEqualTo("请假至 2026-03-02 17:00");
        assertThat(en(Verdict.OFF_SHIFT, by, "", -1, -1, "")).isEqualTo("is off shift");
        assertThat(zh(Verdict.OFF_SHIFT, by, "", -1, -1, "")).isEqualTo("不在班次内");
        assertThat(en(Verdict.NOT_THERE, by, "busy", -1, -1, "")).isEqualTo("is busy");
        assertThat(zh(Verdict.NOT_THERE, by, "away", -1, -1, "")).isEqualTo("暂离");
        assertThat(en(Verdict.NOT_THERE, by, "other", -1, -1, "")).isEqualTo("is not online");
        assertThat(en(Verdict.UNSKILLED, by, "kettle", -1, -1, "Kettle")).isEqualTo("does not know “Kettle”");
        assertThat(en(Verdict.UNSKILLED, by, "kettle", -1, -1, "")).isEqualTo("does not know what it takes");
        assertThat(zh(Verdict.UNSKILLED, by, "kettle", -1, -1, "水壶")).isEqualTo("不具备技能“水壶”");
        assertThat(zh(Verdict.UNSKILLED, by, "kettle", -1, -1, "")).isEqualTo("缺少所需技能");
        assertThat(en(Verdict.FULL, by, "all", 5, 5, "")).isEqualTo("is full: holds 5 of 5 tickets");
        assertThat(en(Verdict.FULL, by, "type:x", 2, 2, "Repair")).isEqualTo("is full: holds 2 of 2 of “Repair”");
        assertThat(zh(Verdict.FULL, by, "all", 5, 5, "x")).isEqualTo("已满（5/5）");
        assertThat(zh(Verdict.FULL, by, "type:x", 2, 2, "维修")).isEqualTo("“维修”已满（2/2）");
        assertThat(en(Verdict.FREE, Strategy.POOL, "", 1, -1, "")).isEqualTo("could take it (holds 1 ticket)");
        assertThat(zh(Verdict.FREE, Strategy.POOL, "", 2, -1, "")).isEqualTo("可以领取（现有 2 单）");
    }

    @Test
    void whyItWasSomebodyInWords() {
        assertThat(en(Verdict.CHOSEN, Strategy.ROUND_ROBIN, "", -1, -1, ""))
                .isEqualTo("it was their turn: had been given none yet");
        assertThat(en(Verdict.CHOSEN, Strategy.ROUND_ROBIN, "", 59, -1, ""))
                .isEqualTo("it was their turn: last given one 59 s before");
        assertThat(zh(Verdict.CHOSEN, Strategy.ROUND_ROBIN, "", 3_600, -1, "")).isEqualTo("轮到：距上次分配 60 分钟");
        assertThat(zh(Verdict.CHOSEN, Strategy.ROUND_ROBIN, "", -1, -1, "")).isEqualTo("轮到：还没有分到过");
        assertThat(en(Verdict.CHOSEN, Strategy.LEAST_LOAD, "", 1, 2, "")).isEqualTo("had the least to do: 1 ticket");
        assertThat(zh(Verdict.CHOSEN, Strategy.LEAST_LOAD, "", 1, 2, "")).isEqualTo("负荷最低：现有 1 单");
        assertThat(en(Verdict.CHOSEN, Strategy.WEIGHTED_SKILL, "", 90, 70, ""))
                .isEqualTo("knows it best: skill 90, next best 70");
        assertThat(zh(Verdict.CHOSEN, Strategy.WEIGHTED_SKILL, "", 90, -1, "")).isEqualTo("最熟悉：技能 90");
        assertThat(zh(Verdict.CHOSEN, Strategy.WEIGHTED_SKILL, "", 90, 70, "")).isEqualTo("最熟悉：技能 90，其次 70");
        assertThat(en(Verdict.CHOSEN, Strategy.NEAREST, "", 0, -1, "")).isEqualTo("is nearest: the same region");
        assertThat(en(Verdict.CHOSEN, Strategy.NEAREST, "", 999, -1, "")).isEqualTo("is nearest: 999 m");
        assertThat(zh(Verdict.CHOSEN, Strategy.NEAREST, "", 12_400, -1, "")).isEqualTo("距离最近：12 公里");
        assertThat(zh(Verdict.BEHIND, Strategy.NEAREST, "", 400, -1, "")).isEqualTo("距离 400 米");
        assertThat(zh(Verdict.BEHIND, Strategy.NEAREST, "", 0, -1, "")).isEqualTo("距离 同一地区");
        assertThat(en(Verdict.CHOSEN, Strategy.NEAREST, "", -1, -1, "")).startsWith("nobody's distance is known");
        assertThat(zh(Verdict.CHOSEN, Strategy.NEAREST, "", -1, -1, "")).startsWith("无人知道距离");
        assertThat(en(Verdict.CHOSEN, Strategy.LAST_AGENT, "", -1, -1, ""))
                .isEqualTo("looked after the requester last time");
        assertThat(zh(Verdict.CHOSEN, Strategy.LAST_AGENT, "", -1, -1, "")).isEqualTo("上次由其接待");
        assertThat(en(Verdict.CHOSEN, Strategy.POOL, "", 2, -1, "")).isEqualTo("took it, holding 2 tickets");
        assertThat(en(Verdict.CHOSEN, Strategy.POOL, "", 2, 5, "")).isEqualTo("took it, holding 2 of 5 tickets");
        assertThat(zh(Verdict.CHOSEN, Strategy.POOL, "", 2, -1, "")).isEqualTo("自己领取（当时 2 单）");
        assertThat(zh(Verdict.CHOSEN, Strategy.POOL, "", 2, 5, "")).isEqualTo("自己领取（当时 2/5）");
    }

    @Test
    void whyAnotherCameFirstInWords() {
        assertThat(en(Verdict.BEHIND, Strategy.ROUND_ROBIN, "", -1, 9, ""))
                .isEqualTo("comes next: has been given none yet");
        assertThat(zh(Verdict.BEHIND, Strategy.ROUND_ROBIN, "", -1, 9, "")).isEqualTo("下一个轮到");
        assertThat(en(Verdict.BEHIND, Strategy.ROUND_ROBIN, "", 7_200, 9, ""))
                .isEqualTo("was given one later: 2 h before");
        assertThat(zh(Verdict.BEHIND, Strategy.ROUND_ROBIN, "", 30, 9, "")).isEqualTo("刚分到过：30 秒前");
        assertThat(zh(Verdict.BEHIND, Strategy.ROUND_ROBIN, "", 7_200, 9, "")).isEqualTo("刚分到过：2 小时前");
        assertThat(en(Verdict.BEHIND, Strategy.ROUND_ROBIN, "", 120, 9, ""))
                .isEqualTo("was given one later: 2 min before");
        assertThat(en(Verdict.BEHIND, Strategy.LEAST_LOAD, "", 2, 1, "")).isEqualTo("holds 2 tickets");
        assertThat(zh(Verdict.BEHIND, Strategy.POOL, "", 2, 1, "")).isEqualTo("现有 2 单");
        assertThat(en(Verdict.BEHIND, Strategy.WEIGHTED_SKILL, "", 2, 1, "")).isEqualTo("skill 2 against 1");
        assertThat(zh(Verdict.BEHIND, Strategy.WEIGHTED_SKILL, "", 2, 1, "")).isEqualTo("技能 2，对 1");
        assertThat(en(Verdict.BEHIND, Strategy.NEAREST, "", 1_000, 1, "")).isEqualTo("1 km away");
        assertThat(en(Verdict.BEHIND, Strategy.NEAREST, "", -1, 1, "")).isEqualTo("nobody knows where they are");
        assertThat(zh(Verdict.BEHIND, Strategy.NEAREST, "", -1, 1, "")).isEqualTo("位置未知");
        assertThat(en(Verdict.BEHIND, Strategy.LAST_AGENT, "", -1, -1, ""))
                .isEqualTo("did not look after the requester last");
        assertThat(zh(Verdict.BEHIND, Strategy.LAST_AGENT, "", -1, -1, "")).isEqualTo("上次接待客户的不是他");
    }

    @Test
    void theHistoryTellsOfTwelveAndHowManyMoreThereWere() {
        Choice choice = Chooser.choose(
                People.LEAST_LOAD,
                IntStream.rangeClosed(1, 30).mapToObj(People::person).toList());
        Routed routed = Routed.of("after_sales", "vip", "vip_desk", choice, List.of("kettle"), Map.of(), "x");
        assertThat(routed.weighed())
                .hasSize(Routed.TOLD)
                .first()
                .extracting(Weighed::account)
                .isEqualTo(id(1));
        assertThat(routed.more()).isEqualTo(18);
        assertThat(routed.ending()).isEqualTo(Ending.GIVEN);
        Routed pool = Routed.of(
                "p", null, "t", Chooser.choose(wanted(Strategy.POOL), List.of(person(1))), List.of(), Map.of(), null);
        assertThat(pool.ending()).isEqualTo(Ending.POOL);
        assertThat(pool.more()).isZero();
        assertThat(Routed.of("p", null, "t", Chooser.choose(People.LEAST_LOAD, List.of()), List.of(), Map.of(), null)
                        .ending())
                .isEqualTo(Ending.WAITS);
        Routed taken = Routed.taken("p", "t", id(3), 4, Map.of(Load.ALL, 5));
        assertThat(taken.ending()).isEqualTo(Ending.TAKEN);
        assertThat(taken.weighed()).containsExactly(new Weighed(id(3), Verdict.CHOSEN, "", 4, 5));
        assertThat(Routed.taken("p", "t", id(3), 4, Map.of())
                        .weighed()
                        .getFirst()
                        .other())
                .isEqualTo(Weighed.UNKNOWN);
    }

    @Test
    void splitShiftsAndNightsByTheClockOnTheWall() {
        WeeklySchedule.Shift morning = new WeeklySchedule.Shift(LocalTime.of(9, 0), LocalTime.of(12, 0));
        WeeklySchedule.Shift evening = new WeeklySchedule.Shift(LocalTime.of(18, 0), LocalTime.MIDNIGHT);
        WeeklySchedule.Shift night = new WeeklySchedule.Shift(LocalTime.of(22, 0), LocalTime.of(6, 0));
        WeeklySchedule week = new WeeklySchedule(
                SHANGHAI, Map.of(DayOfWeek.MONDAY, List.of(morning, evening), DayOfWeek.FRIDAY, List.of(night)));
        // 2026-03-02 is a Monday; Shanghai is eight hours ahead.
        assertThat(week.isOn(Instant.parse("2026-03-02T00:59:59Z"))).isFalse();
        assertThat(week.isOn(Instant.parse("2026-03-02T01:00:00Z"))).isTrue();
        assertThat(week.isOn(Instant.parse("2026-03-02T04:00:00Z"))).isFalse();
        assertThat(week.isOn(Instant.parse("2026-03-02T15:59:59Z"))).isTrue();
        assertThat(week.isOn(Instant.parse("2026-03-02T16:00:00Z"))).isFalse();
        assertThat(week.isOn(Instant.parse("2026-03-06T15:00:00Z"))).isTrue();
        assertThat(week.isOn(Instant.parse("2026-03-06T21:59:59Z"))).isTrue();
        assertThat(week.isOn(Instant.parse("2026-03-06T22:00:00Z"))).isFalse();
        assertThat(week.isOn(Instant.parse("2026-03-07T15:00:00Z"))).isFalse();
    }

    /** In the night the clocks go forward from 2 to 3 an hour of the shift is missing, and it ends by the clock all the same. */
    @Test
    void shiftsFollowTheClockThroughSummerTime() {
        ZoneId berlin = ZoneId.of("Europe/Berlin");
        WeeklySchedule week = new WeeklySchedule(
                berlin,
                Map.of(DayOfWeek.SUNDAY, List.of(new WeeklySchedule.Shift(LocalTime.of(1, 0), LocalTime.of(4, 0)))));
        assertThat(week.isOn(Instant.parse("2026-03-29T00:30:00Z"))).isTrue();
        assertThat(week.isOn(Instant.parse("2026-03-29T01:30:00Z"))).isTrue();
        assertThat(week.isOn(Instant.parse("2026-03-29T02:00:00Z"))).isFalse();
    }

    @Test
    void whoIsSilentIsGone() {
        Presence online = new Presence(Presence.State.ONLINE, NOW, NOW);
        assertThat(online.at(NOW.plus(Presence.QUIET))).isEqualTo(Presence.State.ONLINE);
        assertThat(online.at(NOW.plus(Presence.QUIET).plusMillis(1))).isEqualTo(Presence.State.OFFLINE);
        assertThat(Presence.NEVER.at(NOW)).isEqualTo(Presence.State.OFFLINE);
    }

    @Test
    void whatIsWrittenIsReadTheSame() {
        for (Strategy s : Strategy.values()) {
            assertThat(Strategy.of(s.wire())).contains(s);
        }
        for (Verdict v : Verdict.values()) {
            assertThat(Verdict.of(v.wire())).contains(v);
        }
        for (Ending e : Ending.values()) {
            assertThat(Ending.of(e.wire())).contains(e);
        }
        for (Presence.State s : Presence.State.values()) {
            assertThat(Presence.State.of(s.wire())).contains(s);
        }
        assertThat(Strategy.of("x")).isEmpty();
        assertThat(Verdict.of("x")).isEmpty();
        assertThat(Ending.of("x")).isEmpty();
        assertThat(Presence.State.of("x")).isEmpty();
    }

    @Test
    void aPointIsOnEarth() {
        assertThatThrownBy(() -> new Place.Point(91, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Place.Point(0, -181)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Place.Point(Double.NaN, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
