package io.deskloom.sla;

import io.deskloom.model.CalendarDef;
import io.deskloom.model.CalendarDef.Shift;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.BitSet;
import java.util.List;

/**
 * A calendar looked at minute by minute. A shift has begun once the wall clock has shown its begin or later, and is over once it has shown
 * its end or later; clocks that are set back do not begin it again.
 */
final class MinuteCalendar {
    private final Instant first;
    private final BitSet open = new BitSet();

    MinuteCalendar(CalendarDef calendar, Instant from, int minutes) {
        first = from;
        LocalDateTime latest = LocalDateTime.MIN;
        // Some days before, for what the wall clock has shown by then.
        for (int i = -3 * CalendarDef.DAY; i < minutes; i++) {
            LocalDateTime shown =
                    from.plus(i, ChronoUnit.MINUTES).atZone(calendar.zone()).toLocalDateTime();
            latest = shown.isAfter(latest) ? shown : latest;
            if (i >= 0 && isOpen(calendar, latest)) {
                open.set(i);
            }
        }
    }

    private static boolean isOpen(CalendarDef calendar, LocalDateTime shown) {
        for (LocalDate day : List.of(shown.toLocalDate(), shown.toLocalDate().minusDays(1))) {
            for (Shift shift : shifts(calendar, day)) {
                LocalDateTime begin = day.atStartOfDay().plusMinutes(shift.from());
                LocalDateTime end = day.atStartOfDay().plusMinutes(shift.to());
                if (!shown.isBefore(begin) && shown.isBefore(end)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static List<Shift> shifts(CalendarDef calendar, LocalDate day) {
        if (calendar.workdays().containsKey(day)) {
            return calendar.workdays().get(day).shifts();
        }
        if (calendar.holidays().containsKey(day)) {
            return List.of();
        }
        return calendar.week().containsKey(day.getDayOfWeek()) ? calendar.week().get(day.getDayOfWeek()) : List.of();
    }

    boolean isOpen(Instant at) {
        return open.get((int) ChronoUnit.MINUTES.between(first, at));
    }

    long between(Instant from, Instant to) {
        long count = 0;
        for (Instant at = from; at.isBefore(to); at = at.plus(1, ChronoUnit.MINUTES)) {
            count += isOpen(at) ? 1 : 0;
        }
        return count;
    }
}
