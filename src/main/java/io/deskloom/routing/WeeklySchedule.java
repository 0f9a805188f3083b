package io.deskloom.routing;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * When somebody works, week by week, by the clock on the wall.
 *
 * @param shifts by the day they begin on
 */
public record WeeklySchedule(ZoneId zone, Map<DayOfWeek, List<Shift>> shifts) {
    /** Shifts a day: a split shift has two. */
    public static final int MOST_SHIFTS = 6;

    /** @param to not included; one that is not after {@code from} is on the next day, midnight included */
    public record Shift(LocalTime from, LocalTime to) {
        boolean endsNextDay() {
            return !to.isAfter(from);
        }
    }

    public WeeklySchedule {
        Map<DayOfWeek, List<Shift>> all = new EnumMap<>(DayOfWeek.class);
        shifts.forEach((day, of) -> all.put(day, List.copyOf(of)));
        shifts = java.util.Collections.unmodifiableMap(all);
    }

    /** Whether a shift is on. */
    public boolean isOn(Instant at) {
        LocalDateTime local = LocalDateTime.ofInstant(at, zone);
        LocalTime time = local.toLocalTime();
        DayOfWeek today = local.getDayOfWeek();
        return shifts.getOrDefault(today, List.of()).stream()
                        .anyMatch(s -> !time.isBefore(s.from()) && (s.endsNextDay() || time.isBefore(s.to())))
                || shifts.getOrDefault(today.minus(1), List.of()).stream()
                        .anyMatch(s -> s.endsNextDay() && time.isBefore(s.to()));
    }
}
