package io.deskloom.field;

import io.deskloom.kernel.Problems;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** From one day to another, both included; without an end it is open. Lists filter and sort by its start. */
final class DateRangeType extends PartsKind {
    private static final DateType DAY = new DateType();

    DateRangeType() {
        super("date_range", List.of("start", "end"));
    }

    @Override
    public Map<String, Shape> parts() {
        return Map.of("start", Shape.DATE, "end", Shape.DATE);
    }

    @Override
    Value part(String part, @Nullable Object json, String pointer, Problems problems) {
        return DAY.parse(json, Settings.NONE, pointer, problems);
    }

    @Override
    @Nullable
    Object partJson(Value value) {
        return DAY.toJson(value);
    }

    @Override
    public void validate(Value value, Settings settings, String pointer, Problems problems) {
        if (!(value instanceof Value.Parts p)) {
            return;
        }
        if (!(p.part("start") instanceof Value.Date(LocalDate start))) {
            problems.add(pointer + "/start", "field.range-start", "A period needs its first day.");
        } else if (p.part("end") instanceof Value.Date(LocalDate end) && end.isBefore(start)) {
            problems.add(pointer + "/end", "field.range-order", "The last day is before the first.");
        }
    }

    @Override
    public Map<String, Object> jsonSchema(Settings settings) {
        Map<String, Object> day = Map.of("type", "string", "format", "date");
        return Map.of(
                "type",
                "object",
                "required",
                List.of("start"),
                "additionalProperties",
                false,
                "properties",
                Map.of("start", day, "end", day));
    }

    @Override
    public SlotKind slot() {
        return SlotKind.TIME;
    }

    @Override
    public String slotPart() {
        return "start";
    }

    @Override
    public @Nullable Object toSlot(Value value, Settings settings) {
        return value instanceof Value.Parts p && p.part("start") instanceof Value.Date(LocalDate day)
                ? day.atStartOfDay(ZoneOffset.UTC).toInstant()
                : null;
    }

    @Override
    public String format(Value value, Settings settings, Wording wording) {
        if (!(value instanceof Value.Parts p)) {
            return "";
        }
        return DAY.format(p.part("start"), settings, wording) + " – " + DAY.format(p.part("end"), settings, wording);
    }

    /** As ISO 8601 writes an interval: 2026-11-22/2026-11-30, an open one with nothing behind the slash. */
    @Override
    public String toCell(Value value, Settings settings, Wording wording) {
        return value instanceof Value.Parts p
                ? DAY.toCell(p.part("start"), settings, wording) + "/" + DAY.toCell(p.part("end"), settings, wording)
                : "";
    }

    @Override
    public Value fromCell(String cell, Settings settings, Wording wording, String pointer, Problems problems) {
        if (cell.isBlank()) {
            return Value.NULL;
        }
        String text = Cells.halfWidth(cell).strip();
        // A slash may also stand inside a day: the one in the middle parts the days.
        String[] days = text.split("\\s*(?:~|–|—|至|到|\\.\\.|\\s-\\s|\\sto\\s)\\s*", 2);
        if (days.length < 2 && text.indexOf('-') > 0 && text.indexOf('/') > 0) {
            days = text.split("/", 2);
        }
        Value start = DAY.fromCell(days[0], settings, wording, pointer, problems);
        Value end = days.length < 2 ? start : DAY.fromCell(days[1], settings, wording, pointer, problems);
        Value.Parts all = new Value.Parts(Map.of("start", start, "end", end));
        return all.parts().isEmpty() ? Value.NULL : all;
    }
}
