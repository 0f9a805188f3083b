package io.deskloom.sla;

import io.deskloom.kernel.Label;
import io.deskloom.model.CalendarDef;
import io.deskloom.model.CalendarDef.Shift;
import io.deskloom.model.CalendarDef.Workday;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Calendars nobody would think of, in zones whose clocks are changed within the next days. */
final class RandomCalendars {
    /** A zone and a moment some days before its clocks change, or nothing happens. */
    record Scene(ZoneId zone, Instant begin) {}

    private static final List<Scene> SCENES = List.of(
            new Scene(ZoneId.of("Asia/Shanghai"), Instant.parse("2026-09-25T00:00:00Z")),
            new Scene(ZoneId.of("UTC"), Instant.parse("2026-12-28T00:00:00Z")),
            new Scene(ZoneId.of("Europe/Berlin"), Instant.parse("2026-03-26T00:00:00Z")),
            new Scene(ZoneId.of("Europe/Berlin"), Instant.parse("2026-10-22T00:00:00Z")),
            new Scene(ZoneId.of("America/New_York"), Instant.parse("2026-03-05T00:00:00Z")),
            new Scene(ZoneId.of("America/New_York"), Instant.parse("2026-10-29T00:00:00Z")),
            // By half an hour.
            new Scene(ZoneId.of("Australia/Lord_Howe"), Instant.parse("2026-04-02T00:00:00Z")),
            new Scene(ZoneId.of("Australia/Lord_Howe"), Instant.parse("2026-10-01T00:00:00Z")),
            // At midnight, to one o'clock: the day has no beginning.
            new Scene(ZoneId.of("Africa/Cairo"), Instant.parse("2026-04-21T00:00:00Z")),
            // At midnight, back into the day before.
            new Scene(ZoneId.of("Africa/Cairo"), Instant.parse("2026-10-27T00:00:00Z")),
            new Scene(ZoneId.of("America/Sao_Paulo"), Instant.parse("2018-11-01T00:00:00Z")),
            // A day that never was.
            new Scene(ZoneId.of("Pacific/Apia"), Instant.parse("2011-12-27T00:00:00Z")),
            new Scene(ZoneId.of("Asia/Kathmandu"), Instant.parse("2026-06-01T00:00:00Z")));

    private final Random random;
    final Scene scene;

    RandomCalendars(Random random) {
        this.random = random;
        this.scene = SCENES.get(random.nextInt(SCENES.size()));
    }

    CalendarDef calendar(String key) {
        Map<DayOfWeek, List<Shift>> week = new EnumMap<>(DayOfWeek.class);
        for (DayOfWeek day : DayOfWeek.values()) {
            if (random.nextInt(4) > 0 || day == DayOfWeek.MONDAY) {
                week.put(day, shifts());
            }
        }
        LocalDate first = scene.begin().atZone(scene.zone()).toLocalDate();
        Map<LocalDate, Label> holidays = new HashMap<>();
        Map<LocalDate, Workday> workdays = new HashMap<>();
        for (int i = 0; i < 3; i++) {
            holidays.put(first.plusDays(random.nextInt(16)), Label.of("free"));
            if (random.nextBoolean()) {
                workdays.put(first.plusDays(random.nextInt(16)), new Workday(shifts(), null));
            }
        }
        return new CalendarDef("cal_" + key, key, Label.of(key), scene.zone(), week, holidays, workdays);
    }

    /** One to three of a day, the last of which may go on into the next. */
    private List<Shift> shifts() {
        if (random.nextInt(8) == 0) {
            return List.of(new Shift(0, CalendarDef.DAY));
        }
        List<Shift> shifts = new ArrayList<>();
        int at = random.nextInt(300);
        for (int i = random.nextInt(3); i >= 0 && at < CalendarDef.DAY - 1; i--) {
            int to = at + 1 + random.nextInt(400);
            shifts.add(new Shift(at, i > 0 ? Math.min(to, CalendarDef.DAY) : to));
            at = to + random.nextInt(200);
        }
        return shifts;
    }

    Instant minute(int within) {
        return scene.begin().plus(random.nextInt(within), ChronoUnit.MINUTES);
    }
}
