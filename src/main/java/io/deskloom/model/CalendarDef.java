package io.deskloom.model;

import io.deskloom.kernel.Label;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * When somebody works. A shift belongs to the day it begins on, also when it ends on the next one: a holiday closes the shifts that
 * begin on it, and a night shift of the day before goes on into it.
 *
 * @param zone whose wall clocks the shifts are read from
 * @param week the shifts of each day of the week, in order; a day that is missing is free
 * @param holidays days without a shift, and why
 * @param workdays days with other shifts than their day of the week has; a day that is also a holiday is worked
 */
public record CalendarDef(
        String id,
        String key,
        Label label,
        ZoneId zone,
        Map<DayOfWeek, List<Shift>> week,
        Map<LocalDate, Label> holidays,
        Map<LocalDate, Workday> workdays) {
    /** Minutes of a day of 24 hours. */
    public static final int DAY = 24 * 60;

    public CalendarDef {
        Map<DayOfWeek, List<Shift>> days = new EnumMap<>(DayOfWeek.class);
        week.forEach((day, shifts) -> days.put(day, List.copyOf(shifts)));
        week = Collections.unmodifiableMap(days);
        holidays = Collections.unmodifiableMap(new TreeMap<>(holidays));
        workdays = Collections.unmodifiableMap(new TreeMap<>(workdays));
    }

    /**
     * From one time of day to another.
     *
     * @param from minutes after midnight, 0 to 1439
     * @param to minutes after the same midnight; beyond {@link #DAY} on the next day
     */
    public record Shift(int from, int to) implements Comparable<Shift> {
        public Shift {
            if (from < 0 || from >= DAY || to <= from || to > from + DAY) {
                throw new IllegalArgumentException(from + "-" + to);
            }
        }

        /** From times as people write them: an end that is not after the begin is on the next day. */
        public static Shift of(String text) {
            int from = minutes(text.substring(0, 5));
            int to = minutes(text.substring(6));
            return new Shift(from, to > from ? to : to + DAY);
        }

        private static int minutes(String time) {
            return Integer.parseInt(time.substring(0, 2)) * 60 + Integer.parseInt(time.substring(3, 5));
        }

        @Override
        public int compareTo(Shift other) {
            return Integer.compare(from, other.from);
        }

        @Override
        public String toString() {
            return time(from) + "-" + time(to > DAY ? to - DAY : to);
        }

        private static String time(int minutes) {
            return "%02d:%02d".formatted(minutes / 60, minutes % 60);
        }
    }

    /** @param label why it is worked, null for no reason in particular */
    public record Workday(List<Shift> shifts, @Nullable Label label) {
        public Workday {
            shifts = List.copyOf(shifts);
        }
    }

    /** The shifts that begin on a day, in order. */
    public List<Shift> on(LocalDate day) {
        Workday workday = workdays.get(day);
        if (workday != null) {
            return workday.shifts();
        }
        return holidays.containsKey(day) ? List.of() : week.getOrDefault(day.getDayOfWeek(), List.of());
    }
}
