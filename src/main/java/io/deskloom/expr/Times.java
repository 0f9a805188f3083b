package io.deskloom.expr;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Days, instants and spans, with the bounds and the few strict text forms that Java, PostgreSQL and browsers share. */
final class Times {
    /** The longest span either way: a hundred Julian years, so that microseconds stay exact in a double. */
    static final Duration LONGEST = Duration.ofDays(36_525);

    private static final Duration SHORTEST = LONGEST.negated();
    private static final LocalDate FIRST = LocalDate.of(1, 1, 1);
    private static final LocalDate LAST = LocalDate.of(9999, 12, 31);
    private static final Instant FIRST_INSTANT = FIRST.atStartOfDay().toInstant(ZoneOffset.UTC);
    private static final Instant AFTER_LAST = LAST.plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC);

    private static final Pattern DAY = Pattern.compile("([0-9]{4})-([0-9]{2})-([0-9]{2})");
    private static final Pattern INSTANT = Pattern.compile(
            "([0-9]{4}-[0-9]{2}-[0-9]{2})T([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\\.([0-9]{1,6}))?)?(Z|[+-][0-9]{2}:[0-9]{2})");
    private static final Pattern UNITS = Pattern.compile(
            "(?<sign>-)?(?:(?<d>[0-9]{1,9})d)?(?:(?<h>[0-9]{1,9})h)?(?:(?<m>[0-9]{1,9})m)?(?:(?<s>[0-9]{1,10}(?:\\.[0-9]{1,6})?)s)?");
    private static final Pattern ISO = Pattern.compile(
            "(?<sign>-)?P(?:(?<d>[0-9]{1,9})D)?(?:T(?:(?<h>[0-9]{1,9})H)?(?:(?<m>[0-9]{1,9})M)?(?:(?<s>[0-9]{1,10}(?:\\.[0-9]{1,6})?)S)?)?");

    private Times() {}

    /** A day written "2026-11-22", years 0001 to 9999; null for anything else. */
    static @Nullable LocalDate day(String text) {
        Matcher m = DAY.matcher(text);
        if (!m.matches()) {
            return null;
        }
        try {
            return bounded(LocalDate.of(
                    Integer.parseInt(m.group(1)), Integer.parseInt(m.group(2)), Integer.parseInt(m.group(3))));
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** An instant written "2026-11-22T08:30:00+08:00" or with "Z"; seconds and up to six decimals may be left out. */
    static @Nullable Instant instant(String text) {
        Matcher m = INSTANT.matcher(text);
        if (!m.matches()) {
            return null;
        }
        LocalDate day = day(m.group(1));
        if (day == null) {
            return null;
        }
        try {
            int second = m.group(4) == null ? 0 : Integer.parseInt(m.group(4));
            int nanos = m.group(5) == null ? 0 : Integer.parseInt((m.group(5) + "00000000").substring(0, 9));
            LocalTime time = LocalTime.of(Integer.parseInt(m.group(2)), Integer.parseInt(m.group(3)), second, nanos);
            return bounded(LocalDateTime.of(day, time).toInstant(ZoneOffset.of(m.group(6))));
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** A span written "1d2h30m", "90s", "-15m" or ISO "P7D", "PT1H30M"; a day is 24 hours; null for anything else. */
    static @Nullable Duration span(String text) {
        Matcher m = ISO.matcher(text);
        if (!m.matches()) {
            m = UNITS.matcher(text);
        }
        if (!m.matches() || text.endsWith("T")) {
            return null;
        }
        String s = m.group("s");
        if (m.group("d") == null && m.group("h") == null && m.group("m") == null && s == null) {
            return null;
        }
        long micros = s == null ? 0 : new BigDecimal(s).movePointRight(6).longValueExact();
        Duration all = Duration.ofDays(whole(m.group("d")))
                .plusHours(whole(m.group("h")))
                .plusMinutes(whole(m.group("m")))
                .plus(micros, ChronoUnit.MICROS);
        return bounded(m.group("sign") == null ? all : all.negated());
    }

    private static long whole(@Nullable String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }

    static @Nullable LocalDate bounded(LocalDate day) {
        return day.isBefore(FIRST) || day.isAfter(LAST) ? null : day;
    }

    static @Nullable Instant bounded(Instant at) {
        return at.isBefore(FIRST_INSTANT) || !at.isBefore(AFTER_LAST) ? null : at;
    }

    static @Nullable Duration bounded(Duration length) {
        return length.compareTo(LONGEST) > 0 || length.compareTo(SHORTEST) < 0 ? null : length;
    }

    static @Nullable LocalDate dayOf(Instant at, ZoneId zone) {
        return bounded(LocalDate.ofInstant(at, zone));
    }

    /** The first instant of {@code day} in {@code zone}, also where midnight is skipped or comes twice. */
    static @Nullable Instant startOf(LocalDate day, ZoneId zone) {
        return bounded(day.atStartOfDay(zone).toInstant());
    }

    static @Nullable LocalDate plusDays(LocalDate day, int days) {
        return bounded(day.plusDays(days));
    }
}
