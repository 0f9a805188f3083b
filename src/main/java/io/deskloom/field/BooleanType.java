package io.deskloom.field;

import io.deskloom.kernel.Problems;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Yes, no, or not said. */
final class BooleanType implements FieldType {
    @Override
    public Shape shape() {
        return Shape.BOOL;
    }

    @Override
    public Value parse(@Nullable Object json, Settings settings, String pointer, Problems problems) {
        return switch (json) {
            case null -> Value.NULL;
            case Boolean b -> Value.bool(b);
            default -> {
                problems.add(Texts.wrongType(pointer, "boolean"));
                yield Value.NULL;
            }
        };
    }

    @Override
    public void validate(Value value, Settings settings, String pointer, Problems problems) {
        // Every boolean is a good one.
    }

    @Override
    public @Nullable Object toJson(Value value) {
        return value instanceof Value.Bool(boolean is) ? is : null;
    }

    @Override
    public Map<String, Object> jsonSchema(Settings settings) {
        return Map.of("type", "boolean");
    }

    @Override
    public SlotKind slot() {
        return SlotKind.TEXT;
    }

    @Override
    public @Nullable Object toSlot(Value value, Settings settings) {
        return value instanceof Value.Bool(boolean is) ? (is ? "true" : "false") : null;
    }

    @Override
    public String format(Value value, Settings settings, Wording wording) {
        return value instanceof Value.Bool(boolean is)
                ? wording.chinese() ? (is ? "是" : "否") : (is ? "Yes" : "No")
                : "";
    }

    @Override
    public String toCell(Value value, Settings settings, Wording wording) {
        return value instanceof Value.Bool(boolean is) ? Boolean.toString(is) : "";
    }

    @Override
    public Value fromCell(String cell, Settings settings, Wording wording, String pointer, Problems problems) {
        String text = Cells.halfWidth(cell).strip().toLowerCase(Locale.ROOT);
        return switch (text) {
            case "" -> Value.NULL;
            case "true", "yes", "y", "1", "是", "对", "√" -> Value.bool(true);
            case "false", "no", "n", "0", "否", "错", "×" -> Value.bool(false);
            default -> {
                problems.add(Texts.wrongType(pointer, "boolean"));
                yield Value.NULL;
            }
        };
    }

    @Override
    public Value fromQuery(String text, Settings settings, String pointer, Problems problems) {
        Object json = text.equals("true") ? Boolean.TRUE : text.equals("false") ? Boolean.FALSE : text;
        return parse(json, settings, pointer, problems);
    }
}
