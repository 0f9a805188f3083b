package io.deskloom.field;

import io.deskloom.kernel.Problems;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
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
    private static final Pattern LOCAL =
            Pattern.compile("([0-9]{4}.{1,8}?)[ T]([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:\\.0+)?)?");
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

    /** Without an offset it is the wall clock of the wording's zone. */
    @Override
    public Value fromCell(String cell, Settings settings, Wording wording, String pointer, Problems problems) {
        String text = Cells.halfWidth(cell).strip();
        Matcher local = LOCAL.matcher(text);
        LocalDate day = local.matches() ? Cells.day(local.group(1)) : null;
        if (day == null) {
            return parse(text, settings, pointer, problems);
        }
        try {
            LocalTime time = LocalTime.of(
                    Integer.parseInt(local.group(2)),
                    Integer.parseInt(local.group(3)),
                    local.group(4) == null ? 0 : Integer.parseInt(local.group(4)));
            return new Value.Timestamp(day.atTime(time).atZone(wording.zone()).toInstant());
        } catch (DateTimeException e) {
            return parse(text, settings, pointer, problems);
        }
    }
}
