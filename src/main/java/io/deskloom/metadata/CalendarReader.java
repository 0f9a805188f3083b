package io.deskloom.metadata;

import io.deskloom.kernel.Label;
import io.deskloom.model.CalendarDef;
import io.deskloom.model.CalendarDef.Shift;
import io.deskloom.model.CalendarDef.Workday;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads a calendar. */
final class CalendarReader {
    private static final List<String> DAYS = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");

    /** A holiday that is longer is a mistake in writing. */
    private static final int LONGEST_HOLIDAY = 60;

    private final Reading reading;

    CalendarReader(Reading reading) {
        this.reading = reading;
    }

    Optional<CalendarDef> read(At at) {
        reading.uniqueId("calendar", at.get("id"));
        Label label = reading.label(at.get("label"));
        int before = reading.problems.list().size();
        ZoneId zone = zone(at.get("zone"));
        Map<DayOfWeek, List<Shift>> week = week(at.get("week"));
        Map<LocalDate, Label> holidays = holidays(at.get("holidays"));
        Map<LocalDate, Workday> workdays = workdays(at.get("workdays"), week);
        if (zone == null || week.isEmpty() || reading.problems.list().size() > before) {
            return Optional.empty();
        }
        return Optional.of(
                new CalendarDef(at.get("id").text(), at.get("key").text(), label, zone, week, holidays, workdays));
    }

    private @Nullable ZoneId zone(At at) {
        try {
            return at.present() ? ZoneId.of(at.text()) : null;
        } catch (DateTimeException e) {
            reading.problems.add(at.problem(
                    "calendar.zone",
                    Said.of("'{value}' is not a time zone", "value", at.text()),
                    Nearest.to(at.text(), ZoneId.getAvailableZoneIds())));
            return null;
        }
    }

    private Map<DayOfWeek, List<Shift>> week(At at) {
        Map<DayOfWeek, List<Shift>> week = new EnumMap<>(DayOfWeek.class);
        at.entries().forEach((day, shifts) -> {
            if (DAYS.contains(day)) {
                week.put(DayOfWeek.of(DAYS.indexOf(day) + 1), shifts(shifts));
            }
        });
        // Whoever works into the morning cannot begin again before it.
        at.entries().forEach((day, shifts) -> {
            if (DAYS.contains(day)) {
                List<Shift> own = week.getOrDefault(DayOfWeek.of(DAYS.indexOf(day) + 1), List.of());
                List<Shift> next =
                        week.getOrDefault(DayOfWeek.of(DAYS.indexOf(day) + 1).plus(1), List.of());
                if (!own.isEmpty()
                        && !next.isEmpty()
                        && own.getLast().to() - CalendarDef.DAY
                                > next.getFirst().from()) {
                    overlap(shifts, own.getLast(), next.getFirst());
                }
            }
        });
        return week;
    }

    private List<Shift> shifts(At at) {
        List<Shift> shifts = new ArrayList<>();
        for (At one : at.items()) {
            try {
                shifts.add(Shift.of(one.text()));
            } catch (IllegalArgumentException | StringIndexOutOfBoundsException e) {
                // What is no time at all the schema has said.
                if (one.text().length() == "00:00-00:00".length()) {
                    reading.problems.add(
                            one.problem("calendar.shift", Said.of("'{value}' is no time at all", "value", one.text())));
                }
            }
        }
        shifts.sort(null);
        for (int i = 1; i < shifts.size(); i++) {
            if (shifts.get(i - 1).to() > shifts.get(i).from()) {
                overlap(at, shifts.get(i - 1), shifts.get(i));
            }
        }
        return shifts;
    }

    private void overlap(At at, Shift one, Shift other) {
        reading.problems.add(at.problem(
                "calendar.overlap",
                Said.of("{one} and {other} overlap", "one", one.toString(), "other", other.toString())));
    }

    private Map<LocalDate, Label> holidays(At at) {
        Map<LocalDate, Label> all = new TreeMap<>();
        for (At one : at.items()) {
            Label label = reading.label(one.get("label"));
            LocalDate from = date(one.get("date"));
            LocalDate to = one.get("until").present() ? date(one.get("until")) : from;
            if (from == null || to == null) {
                continue;
            }
            long days = ChronoUnit.DAYS.between(from, to);
            if (days < 0 || days >= LONGEST_HOLIDAY) {
                reading.problems.add(one.get("until")
                        .problem(
                                "calendar.until",
                                Said.of(
                                        "the last day is at most {days} days after the first, and not before it",
                                        "days",
                                        LONGEST_HOLIDAY)));
                continue;
            }
            for (LocalDate day = from; !day.isAfter(to); day = day.plusDays(1)) {
                if (all.putIfAbsent(day, label) != null) {
                    twice(one.get("date"), day);
                }
            }
        }
        return all;
    }

    private Map<LocalDate, Workday> workdays(At at, Map<DayOfWeek, List<Shift>> week) {
        Map<LocalDate, Workday> all = new TreeMap<>();
        for (At one : at.items()) {
            Label label = reading.labelOrNull(one.get("label"));
            LocalDate day = date(one.get("date"));
            int like = DAYS.indexOf(one.get("like").text());
            List<Shift> shifts =
                    like >= 0 ? week.getOrDefault(DayOfWeek.of(like + 1), List.of()) : shifts(one.get("shifts"));
            if (day != null && all.putIfAbsent(day, new Workday(shifts, label)) != null) {
                twice(one.get("date"), day);
            }
        }
        return all;
    }

    private void twice(At at, LocalDate day) {
        reading.problems.add(at.problem("calendar.twice", Said.of("{date} is there twice", "date", day.toString())));
    }

    private @Nullable LocalDate date(At at) {
        try {
            return at.text().isEmpty() ? null : LocalDate.parse(at.text());
        } catch (DateTimeException e) {
            reading.problems.add(at.problem("calendar.date", Said.of("'{value}' is not a day", "value", at.text())));
            return null;
        }
    }
}
