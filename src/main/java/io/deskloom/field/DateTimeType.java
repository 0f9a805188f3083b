package io.deskloom.field;

import io.deskloom.kernel.Problems;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A moment, to the microsecond; read with any offset, given back in UTC. */
final class DateTimeType implements FieldType {
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999Z");

    @Override
    public Kind kind() {
        return Kind.DATE_TIME;
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
}
