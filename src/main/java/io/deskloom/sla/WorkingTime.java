package io.deskloom.sla;

import io.deskloom.model.CalendarDef;
import io.deskloom.model.CalendarDef.Shift;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Arithmetic with the time a calendar is open. A shift is one stretch of time from the moment its zone's wall clocks come to its begin to
 * the moment they come to its end: a time that is there twice, because clocks are set back, is meant the first time; a time that never
 * is, because they are set forward, is the moment they jump. So a night shift is an hour shorter or longer then, as people work it.
 */
public record WorkingTime(CalendarDef calendar) {
    /** How far ahead is looked: a calendar that is not open enough within ten years never is. */
    static final int MOST_DAYS = 3_660;

    /** A stretch of time, to its end exclusively. */
    public record Span(Instant from, Instant to) {
        public Duration length() {
            return Duration.between(from, to);
        }
    }

    /** When so much working time has gone after {@code from}: the first such moment; empty when there never is one. */
    public Optional<Instant> add(Instant from, Duration time) {
        if (time.isNegative() || time.isZero()) {
            return Optional.of(from);
        }
        Duration[] left = {time};
        Instant[] at = new Instant[1];
        walk(from, span -> {
            Duration length = span.length();
            if (length.compareTo(left[0]) >= 0) {
                at[0] = span.from().plus(left[0]);
                return false;
            }
            left[0] = left[0].minus(length);
            return true;
        });
        return Optional.ofNullable(at[0]);
    }

    /** The working time between two moments; none when the second is not after the first. */
    public Duration between(Instant from, Instant to) {
        Duration[] sum = {Duration.ZERO};
        walk(from, span -> {
            if (!span.from().isBefore(to)) {
                return false;
            }
            Instant end = span.to().isBefore(to) ? span.to() : to;
            sum[0] = sum[0].plus(Duration.between(span.from(), end));
            return end.isBefore(to);
        });
        return sum[0];
    }

    public boolean isOpen(Instant at) {
        return nextOpening(at).filter(at::equals).isPresent();
    }

    /** When it is open next, {@code from} itself while it is; empty when it never is again. */
    public Optional<Instant> nextOpening(Instant from) {
        Instant[] first = new Instant[1];
        walk(from, span -> {
            first[0] = span.from();
            return false;
        });
        return Optional.ofNullable(first[0]);
    }

    /** The first stretches of working time between two moments, at most so many; those that touch are one. */
    public List<Span> spans(Instant from, Instant to, int most) {
        List<Span> all = new ArrayList<>();
        walk(from, span -> {
            if (!span.from().isBefore(to)) {
                return false;
            }
            Instant end = span.to().isAfter(to) ? to : span.to();
            if (!all.isEmpty() && all.getLast().to().equals(span.from())) {
                all.set(all.size() - 1, new Span(all.getLast().from(), end));
                return true;
            }
            if (all.size() == most) {
                return false;
            }
            all.add(new Span(span.from(), end));
            return true;
        });
        return all;
    }

    /** Goes through what is open from {@code from} on, in order and without overlap, until {@code goesOn} says no or too much is past. */
    private void walk(Instant from, Predicate<Span> goesOn) {
        ZoneRules rules = calendar.zone().getRules();
        // The shift of the day before may reach into this one.
        LocalDate day = from.atZone(calendar.zone()).toLocalDate().minusDays(1);
        Instant reached = from;
        for (int i = 0; i < MOST_DAYS; i++, day = day.plusDays(1)) {
            for (Shift shift : calendar.on(day)) {
                Instant begin = moment(rules, day, shift.from());
                Instant end = moment(rules, day, shift.to());
                Instant open = begin.isAfter(reached) ? begin : reached;
                if (!open.isBefore(end)) {
                    continue;
                }
                reached = end;
                if (!goesOn.test(new Span(open, end))) {
                    return;
                }
            }
        }
    }

    private static Instant moment(ZoneRules rules, LocalDate day, int minutes) {
        LocalDateTime local = day.atStartOfDay().plusMinutes(minutes);
        List<ZoneOffset> offsets = rules.getValidOffsets(local);
        return offsets.isEmpty() ? rules.getTransition(local).getInstant() : local.toInstant(offsets.getFirst());
    }
}
