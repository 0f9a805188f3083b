package io.deskloom.field;

import io.deskloom.kernel.Problems;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A moment, to the microsecond; read with any offset, given back in UTC. */
final class DateTimeType implements FieldType {
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Pattern WRITTEN = Pattern.compile(
            "([0-9]{4}.{1,8}?)(?:(?: +|T)([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(\\.[0-9]{1,9})?)? *(Z|[+-][0-9]{2}:?[0-9]{2})?)?");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999Z");

    @Override
    public Shape shape() {
        return Shape.TIMESTAMP;
    }

    @Override
    public Value parse(@Nullable Object json, Settings settings, String pointer, Problems problems) {
        if (json == null || "".equals(json)) {
            return Value.NULL;
        }
        if (json instanceof String text && text.length() <= 40) {
            try {
                Instant at = OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MICROS);
                if (!at.isBefore(FIRST) && !at.isAfter(LAST)) {
                    return new Value.Timestamp(at);
                }
            } catch (DateTimeException e) {
                // Said below, like any other wrong text.
            }
        }
        problems.add(pointer, "field.date-time", "A time is written with its offset, as 2026-11-22T09:30:00+08:00.");
        return Value.NULL;
    }

    @Override
    public void validate(Value value, Settings settings, String pointer, Problems problems) {
        // Every moment is a good one; limits are the field's own rules.
    }

    @Override
    public @Nullable Object toJson(Value value) {
        return value instanceof Value.Timestamp(Instant at) ? at.toString() : null;
    }

    @Override
    public Map<String, Object> jsonSchema(Settings settings) {
        return Map.of("type", "string", "format", "date-time");
    }

    @Override
    public SlotKind slot() {
        return SlotKind.TIME;
    }

    @Override
    public @Nullable Object toSlot(Value value, Settings settings) {
        return value instanceof Value.Timestamp(Instant at) ? at : null;
    }

    @Override
    public String format(Value value, Settings settings, Wording wording) {
        return value instanceof Value.Timestamp(Instant at)
                ? DateTimeFormatter.ofLocalizedDateTime(
                                wording.chinese() ? FormatStyle.LONG : FormatStyle.MEDIUM, FormatStyle.SHORT)
                        .withLocale(wording.locale())
                        .format(at.atZone(wording.zone()))
                : "";
    }

    /** With its offset, so that the cell means the same moment wherever it is read. */
    @Override
    public String toCell(Value value, Settings settings, Wording wording) {
        return value instanceof Value.Timestamp(Instant at)
                ? DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(at.atZone(wording.zone()))
                : "";
    }

    /** Without an offset it is the wall clock of the wording's zone, without a time the day's first moment there. */
    @Override
    public Value fromCell(String cell, Settings settings, Wording wording, String pointer, Problems problems) {
        String text = Cells.halfWidth(cell).strip();
        Matcher written = WRITTEN.matcher(text);
        LocalDate day = written.matches() ? Cells.day(written.group(1)) : null;
        if (day == null) {
            return parse(text, settings, pointer, problems);
        }
        try {
            String hours = written.group(2);
            LocalDateTime at = hours == null
                    ? day.atStartOfDay()
                    : day.atTime(LocalTime.of(
                                    Integer.parseInt(hours),
                                    Integer.parseInt(written.group(3)),
                                    written.group(4) == null ? 0 : Integer.parseInt(written.group(4))))
                            .plusNanos(nanos(written.group(5)));
            ZoneId in = written.group(6) == null ? wording.zone() : ZoneOffset.of(written.group(6));
            return parse(at.atZone(in).toOffsetDateTime().toString(), settings, pointer, problems);
        } catch (DateTimeException e) {
            return parse(text, settings, pointer, problems);
        }
    }

    private static long nanos(@Nullable String fraction) {
        return fraction == null
                ? 0
                : new BigDecimal("0" + fraction).movePointRight(9).longValueExact();
    }
}
