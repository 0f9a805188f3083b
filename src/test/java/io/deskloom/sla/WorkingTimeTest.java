package io.deskloom.sla;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deskloom.kernel.Label;
import io.deskloom.model.CalendarDef;
import io.deskloom.model.CalendarDef.Shift;
import io.deskloom.model.CalendarDef.Workday;
import io.deskloom.sla.WorkingTime.Span;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Arithmetic with working time. */
class WorkingTimeTest {
    private static final int CALENDARS = Integer.getInteger("sla.calendars", 150);

    private static final int HORIZON = 16 * CalendarDef.DAY;

    private static CalendarDef calendar(String zone, String... shifts) {
        Map<DayOfWeek, List<Shift>> week = new EnumMap<>(DayOfWeek.class);
        for (DayOfWeek day : DayOfWeek.values()) {
            week.put(day, List.of(shifts).stream().map(Shift::of).toList());
        }
        return new CalendarDef("c", "c", Label.of("c"), ZoneId.of(zone), week, Map.of(), Map.of());
    }

    private static WorkingTime every(String zone, String... shifts) {
        return new WorkingTime(calendar(zone, shifts));
    }

    /** Monday to Friday, 9 to 12 and 13:30 to 18. */
    private static WorkingTime service(Map<LocalDate, Label> holidays, Map<LocalDate, Workday> workdays) {
        CalendarDef all = calendar("Asia/Shanghai", "09:00-12:00", "13:30-18:00");
        Map<DayOfWeek, List<Shift>> week = new EnumMap<>(all.week());
        week.remove(DayOfWeek.SATURDAY);
        week.remove(DayOfWeek.SUNDAY);
        return new WorkingTime(new CalendarDef("s", "s", Label.of("s"), all.zone(), week, holidays, workdays));
    }

    private static Instant at(String local, String zone) {
        return ZonedDateTime.parse(local + "[" + zone + "]").toInstant();
    }

    private static Instant cn(String local) {
        return at(local + "+08:00", "Asia/Shanghai");
    }

    @ParameterizedTest
    @CsvSource({
        // within a shift
        "2026-09-21T09:00, PT1H, 2026-09-21T10:00",
        // to its very end, and not to the next begin
        "2026-09-21T09:00, PT3H, 2026-09-21T12:00",
        // over the break
        "2026-09-21T11:30, PT1H, 2026-09-21T14:00",
        // out of hours
        "2026-09-21T07:00, PT1H, 2026-09-21T10:00",
        "2026-09-21T12:30, PT1M, 2026-09-21T13:31",
        // over night and over the weekend
        "2026-09-21T17:30, PT1H, 2026-09-22T09:30",
        "2026-09-25T17:30, PT1H, 2026-09-28T09:30",
        // nothing is nothing, also out of hours
        "2026-09-26T03:00, PT0S, 2026-09-26T03:00",
        "2026-09-26T03:00, PT-5M, 2026-09-26T03:00"
    })
    void adds(String from, String time, String to) {
        assertThat(service(Map.of(), Map.of()).add(cn(from), Duration.parse(time)))
                .contains(cn(to));
    }

    @Test
    void holidaysAreFreeAndWorkdaysOutOfTurnAreWorked() {
        LocalDate friday = LocalDate.parse("2026-09-25");
        LocalDate saturday = friday.plusDays(1);
        WorkingTime time = service(
                Map.of(friday, Label.of("Mid-autumn"), saturday, Label.of("Mid-autumn")),
                Map.of(saturday, new Workday(List.of(Shift.of("10:00-11:00")), null)));
        assertThat(time.add(cn("2026-09-24T17:00"), Duration.ofHours(1))).contains(cn("2026-09-24T18:00"));
        assertThat(time.add(cn("2026-09-24T17:00"), Duration.ofMinutes(90))).contains(cn("2026-09-26T10:30"));
        assertThat(time.add(cn("2026-09-24T17:00"), Duration.ofMinutes(150))).contains(cn("2026-09-28T09:30"));
        assertThat(time.between(cn("2026-09-24T00:00"), cn("2026-09-28T00:00"))).isEqualTo(Duration.parse("PT8H30M"));
    }

    @Test
    void aHolidayBeginsAndEndsWithTheDaysOfItsZone() {
        LocalDate day = LocalDate.parse("2026-10-01");
        CalendarDef all = calendar("Asia/Shanghai", "00:00-24:00");
        WorkingTime time = new WorkingTime(new CalendarDef(
                "h", "h", Label.of("h"), all.zone(), all.week(), Map.of(day, Label.of("National Day")), Map.of()));
        Instant begin = Instant.parse("2026-09-30T16:00:00Z");
        assertThat(time.isOpen(begin.minusMillis(1))).isTrue();
        assertThat(time.isOpen(begin)).isFalse();
        assertThat(time.nextOpening(begin)).contains(Instant.parse("2026-10-01T16:00:00Z"));
        assertThat(time.add(begin.minusSeconds(60), Duration.ofMinutes(2)))
                .contains(Instant.parse("2026-10-01T16:01:00Z"));
    }

    @Test
    void aNightShiftBelongsToTheDayItBeginsOn() {
        LocalDate tuesday = LocalDate.parse("2026-09-22");
        CalendarDef nights = calendar("Asia/Shanghai", "22:00-06:00");
        WorkingTime time = new WorkingTime(new CalendarDef(
                "n", "n", Label.of("n"), nights.zone(), nights.week(), Map.of(tuesday, Label.of("free")), Map.of()));
        assertThat(time.isOpen(cn("2026-09-22T03:00"))).as("Monday's shift").isTrue();
        assertThat(time.isOpen(cn("2026-09-22T23:00"))).isFalse();
        assertThat(time.isOpen(cn("2026-09-23T03:00"))).as("Tuesday's shift").isFalse();
        assertThat(time.add(cn("2026-09-22T05:00"), Duration.ofHours(2))).contains(cn("2026-09-23T23:00"));
        assertThat(time.between(cn("2026-09-21T23:00"), cn("2026-09-23T23:00"))).isEqualTo(Duration.ofHours(8));
    }

    @Test
    void anHourThatIsNotThereIsNotWorked() {
        // 29 March 2026, 02:00 -> 03:00
        WorkingTime night = every("Europe/Berlin", "00:00-06:00");
        Instant midnight = at("2026-03-29T00:00+01:00", "Europe/Berlin");
        assertThat(night.add(midnight, Duration.ofHours(5))).contains(midnight.plus(5, ChronoUnit.HOURS));
        assertThat(night.between(midnight, midnight.plus(1, ChronoUnit.DAYS))).isEqualTo(Duration.ofHours(6));
        // A shift that would begin in it begins when the clocks jump; one that would end in it, ends then.
        WorkingTime begins = every("Europe/Berlin", "02:30-04:00");
        assertThat(begins.nextOpening(midnight)).contains(at("2026-03-29T03:00+02:00", "Europe/Berlin"));
        WorkingTime ends = every("Europe/Berlin", "01:00-02:30");
        assertThat(ends.between(midnight, midnight.plus(12, ChronoUnit.HOURS))).isEqualTo(Duration.ofHours(1));
        WorkingTime within = every("Europe/Berlin", "02:15-02:45");
        assertThat(within.between(midnight, midnight.plus(12, ChronoUnit.HOURS)))
                .isZero();
    }

    @Test
    void anHourThatIsThereTwiceIsMeantTheFirstTime() {
        // 25 October 2026, 03:00 -> 02:00
        Instant midnight = at("2026-10-25T00:00+02:00", "Europe/Berlin");
        assertThat(every("Europe/Berlin", "00:00-06:00").between(midnight, midnight.plus(12, ChronoUnit.HOURS)))
                .isEqualTo(Duration.ofHours(7));
        assertThat(every("Europe/Berlin", "02:30-04:00").between(midnight, midnight.plus(12, ChronoUnit.HOURS)))
                .isEqualTo(Duration.ofMinutes(150));
        assertThat(every("Europe/Berlin", "01:00-02:30").between(midnight, midnight.plus(12, ChronoUnit.HOURS)))
                .isEqualTo(Duration.ofMinutes(90));
        assertThat(every("Europe/Berlin", "02:15-02:45").between(midnight, midnight.plus(12, ChronoUnit.HOURS)))
                .isEqualTo(Duration.ofMinutes(30));
    }

    @Test
    void whatIsNeverOpenEnoughIsNeverDue() {
        CalendarDef none = new CalendarDef(
                "x", "x", Label.of("x"), ZoneId.of("UTC"), Map.of(DayOfWeek.MONDAY, List.of()), Map.of(), Map.of());
        WorkingTime never = new WorkingTime(none);
        Instant now = Instant.parse("2026-09-21T00:00:00Z");
        assertThat(never.add(now, Duration.ofMinutes(1))).isEmpty();
        assertThat(never.nextOpening(now)).isEmpty();
        assertThat(never.isOpen(now)).isFalse();
        assertThat(never.between(now, now.plus(400, ChronoUnit.DAYS))).isZero();
        assertThat(never.spans(now, now.plus(4, ChronoUnit.DAYS), 5)).isEmpty();
    }

    @Test
    void lookingAheadEnds() {
        // Two minutes a year would take longer than anybody looks.
        CalendarDef rare = new CalendarDef(
                "r",
                "r",
                Label.of("r"),
                ZoneId.of("UTC"),
                Map.of(DayOfWeek.MONDAY, List.of(new Shift(0, 1))),
                Map.of(),
                Map.of());
        Instant now = Instant.parse("2026-09-21T00:00:00Z");
        assertThat(new WorkingTime(rare).add(now, Duration.ofMinutes(500))).isPresent();
        assertThat(new WorkingTime(rare).add(now, Duration.ofDays(1))).isEmpty();
    }

    @Test
    void itIsLookedAheadToTheLastDayAndNoFurther() {
        LocalDate today = LocalDate.parse("2026-09-21");
        // The first day looked at is yesterday, whose shift may reach into today.
        LocalDate last = today.plusDays(WorkingTime.MOST_DAYS - 2L);
        Instant now = Instant.parse("2026-09-21T00:00:00Z");
        assertThat(openOn(last).nextOpening(now)).isPresent();
        assertThat(openOn(last.plusDays(1)).nextOpening(now)).isEmpty();
        assertThat(openOn(today.minusDays(1)).nextOpening(now)).as("over").isEmpty();
    }

    private static WorkingTime openOn(LocalDate day) {
        return new WorkingTime(new CalendarDef(
                "o",
                "o",
                Label.of("o"),
                ZoneId.of("UTC"),
                Map.of(DayOfWeek.MONDAY, List.of()),
                Map.of(),
                Map.of(day, new Workday(List.of(Shift.of("09:00-10:00")), null))));
    }

    @Test
    void spansSayWhatWasCounted() {
        WorkingTime time = service(Map.of(), Map.of());
        assertThat(time.spans(cn("2026-09-25T11:00"), cn("2026-09-28T10:00"), 9))
                .containsExactly(
                        new Span(cn("2026-09-25T11:00"), cn("2026-09-25T12:00")),
                        new Span(cn("2026-09-25T13:30"), cn("2026-09-25T18:00")),
                        new Span(cn("2026-09-28T09:00"), cn("2026-09-28T10:00")));
        assertThat(time.spans(cn("2026-09-25T11:00"), cn("2026-09-28T10:00"), 2))
                .hasSize(2);
        assertThat(every("UTC", "00:00-24:00")
                        .spans(Instant.parse("2026-09-21T05:00:00Z"), Instant.parse("2026-09-24T05:00:00Z"), 2))
                .as("days that touch are one")
                .containsExactly(
                        new Span(Instant.parse("2026-09-21T05:00:00Z"), Instant.parse("2026-09-24T05:00:00Z")));
    }

    @Test
    void shiftsThatOverlapTheNextDaysAreCountedOnce() {
        WorkingTime time = every("UTC", "08:00-20:00", "20:00-10:00");
        Instant from = Instant.parse("2026-09-21T08:00:00Z");
        assertThat(time.between(from, from.plus(2, ChronoUnit.DAYS))).isEqualTo(Duration.ofDays(2));
    }

    @Test
    void shiftsAreReadAndWritten() {
        assertThat(Shift.of("22:00-06:00"))
                .isEqualTo(new Shift(22 * 60, 30 * 60))
                .hasToString("22:00-06:00");
        assertThat(Shift.of("00:00-24:00")).isEqualTo(new Shift(0, 1440)).hasToString("00:00-24:00");
        assertThatThrownBy(() -> new Shift(-1, 5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Shift(1440, 1500)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Shift(5, 5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Shift(5, 5 + 1441)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void agreesWithWhoeverLooksMinuteByMinute() {
        // To look at one again: -Dsla.seed=…
        long first = Long.getLong("sla.seed", new Random().nextLong());
        System.out.println("working time, first seed " + first);
        for (long seed = first; seed < first + CALENDARS; seed++) {
            Random random = new Random(seed);
            RandomCalendars calendars = new RandomCalendars(random);
            CalendarDef calendar = calendars.calendar("c");
            MinuteCalendar minutes = new MinuteCalendar(calendar, calendars.scene.begin(), HORIZON);
            WorkingTime time = new WorkingTime(calendar);
            for (int i = 0; i < 20; i++) {
                Instant from = calendars.minute(HORIZON / 2);
                Instant to = from.plus(random.nextInt(HORIZON / 2), ChronoUnit.MINUTES);
                String what = "seed " + seed + ": " + calendar + " from " + from + " to " + to;
                long worked = minutes.between(from, to);
                assertThat(time.between(from, to)).as(what).isEqualTo(Duration.ofMinutes(worked));
                assertThat(time.isOpen(from)).as(what).isEqualTo(minutes.isOpen(from));
                assertThat(time.spans(from, to, Integer.MAX_VALUE).stream()
                                .map(Span::length)
                                .reduce(Duration.ZERO, Duration::plus))
                        .as(what)
                        .isEqualTo(Duration.ofMinutes(worked));
                if (worked > 0) {
                    Instant due = time.add(from, Duration.ofMinutes(worked)).orElseThrow();
                    assertThat(due).as(what).isBeforeOrEqualTo(to);
                    assertThat(minutes.between(from, due)).as(what).isEqualTo(worked);
                    assertThat(minutes.isOpen(due.minus(1, ChronoUnit.MINUTES)))
                            .as(what + ": the first such moment")
                            .isTrue();
                }
            }
        }
    }
}
