package io.deskloom.field;

import io.deskloom.kernel.Problems;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A calendar day without a zone, years 1 to 9999; "2026-11-22". */
final class DateType implements FieldType {
    private static final Pattern DAY = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");

    @Override
    public Shape shape() {
        return Shape.DATE;
    }

    @Override
    public Value parse(@Nullable Object json, Settings settings, String pointer, Problems problems) {
        if (json == null || "".equals(json)) {
            return Value.NULL;
        }
        if (json instanceof String text && DAY.matcher(text).matches()) {
            try {
                LocalDate day = LocalDate.parse(text);
                if (day.getYear() >= 1) {
                    return new Value.Date(day);
                }
            } catch (DateTimeException e) {
                // No such day, such as 30 February: the same answer as any other wrong text.
            }
        }
        problems.add(pointer, "field.date", "A date is written as 2026-11-22.");
        return Value.NULL;
    }

    @Override
    public void validate(Value value, Settings settings, String pointer, Problems problems) {
        // Every day is a good one; limits are the field's own rules.
    }

    @Override
    public @Nullable Object toJson(Value value) {
        return value instanceof Value.Date(LocalDate day) ? day.toString() : null;
    }

    @Override
    public Map<String, Object> jsonSchema(Settings settings) {
        return Map.of("type", "string", "format", "date");
    }

    @Override
    public SlotKind slot() {
        return SlotKind.TIME;
    }

    @Override
    public @Nullable Object toSlot(Value value, Settings settings) {
        return value instanceof Value.Date(LocalDate day)
                ? day.atStartOfDay(ZoneOffset.UTC).toInstant()
                : null;
    }

    @Override
    public String format(Value value, Settings settings, Wording wording) {
        return value instanceof Value.Date(LocalDate day)
                ? DateTimeFormatter.ofLocalizedDate(wording.chinese() ? FormatStyle.LONG : FormatStyle.MEDIUM)
                        .withLocale(wording.locale())
                        .format(day)
                : "";
    }

    @Override
    public String toCell(Value value, Settings settings, Wording wording) {
        return value instanceof Value.Date(LocalDate day) ? day.toString() : "";
    }

    @Override
    public Value fromCell(String cell, Settings settings, Wording wording, String pointer, Problems problems) {
        LocalDate day = Cells.day(cell);
        return day != null ? new Value.Date(day) : parse(cell.strip(), settings, pointer, problems);
    }
}
