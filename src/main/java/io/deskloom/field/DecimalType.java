package io.deskloom.field;

import io.deskloom.kernel.Problems;
import java.math.BigDecimal;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An exact decimal of at most 15 digits, 0 to 9 of them after the point. */
final class DecimalType implements FieldType {
    private static final int DEFAULT_SCALE = 2;

    @Override
    public Kind kind() {
        return Kind.DECIMAL;
    }

    @Override
    public Value parse(@Nullable Object json, Settings settings, String pointer, Problems problems) {
        if (json == null) {
            return Value.NULL;
        }
        BigDecimal number = Numbers.read(json);
        if (number == null) {
            problems.add(Texts.wrongType(pointer, "decimal"));
            return Value.NULL;
        }
        return Value.num(number);
    }

    @Override
    public void validate(Value value, Settings settings, String pointer, Problems problems) {
        if (value instanceof Value.Num(BigDecimal number)) {
            Numbers.checkDigits(number, scale(settings), pointer, problems);
            Numbers.checkRange(number, settings, pointer, problems);
        }
    }

    @Override
    public @Nullable Object toJson(Value value) {
        return value instanceof Value.Num(BigDecimal number) ? number : null;
    }

    @Override
    public Map<String, Object> jsonSchema(Settings settings) {
        return IntegerType.range("number", settings);
    }

    @Override
    public SlotKind slot() {
        return SlotKind.LONG;
    }

    @Override
    public @Nullable Object toSlot(Value value, Settings settings) {
        return value instanceof Value.Num(BigDecimal number) ? Numbers.scaled(number, scale(settings)) : null;
    }

    @Override
    public int scale(Settings settings) {
        Integer own = settings.scale();
        return own == null ? DEFAULT_SCALE : own;
    }
}
