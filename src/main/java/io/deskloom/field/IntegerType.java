package io.deskloom.field;

import io.deskloom.kernel.Problems;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A whole number of at most 15 digits. */
final class IntegerType implements FieldType {
    @Override
    public Kind kind() {
        return Kind.INTEGER;
    }

    @Override
    public Value parse(@Nullable Object json, Settings settings, String pointer, Problems problems) {
        if (json == null) {
            return Value.NULL;
        }
        BigDecimal number = Numbers.read(json);
        if (number == null) {
            problems.add(Texts.wrongType(pointer, "integer"));
            return Value.NULL;
        }
        return Value.num(number);
    }

    @Override
    public void validate(Value value, Settings settings, String pointer, Problems problems) {
        if (value instanceof Value.Num(BigDecimal number)) {
            Numbers.checkDigits(number, 0, pointer, problems);
            Numbers.checkRange(number, settings, pointer, problems);
        }
    }

    @Override
    public @Nullable Object toJson(Value value) {
        return value instanceof Value.Num(BigDecimal number) ? number : null;
    }

    @Override
    public Map<String, Object> jsonSchema(Settings settings) {
        return range("integer", settings);
    }

    static Map<String, Object> range(String type, Settings settings) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", type);
        BigDecimal min = settings.min();
        if (min != null) {
            schema.put("minimum", min);
        }
        BigDecimal max = settings.max();
        if (max != null) {
            schema.put("maximum", max);
        }
        return schema;
    }

    @Override
    public SlotKind slot() {
        return SlotKind.LONG;
    }

    @Override
    public @Nullable Object toSlot(Value value, Settings settings) {
        return value instanceof Value.Num(BigDecimal number) ? Numbers.scaled(number, 0) : null;
    }
}
