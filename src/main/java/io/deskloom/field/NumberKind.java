package io.deskloom.field;

import io.deskloom.kernel.Problems;
import java.math.BigDecimal;
import java.text.NumberFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the kinds share whose value is an exact number of at most 15 digits. */
abstract class NumberKind implements FieldType {
    private final String name;

    /** @param name how the kind is called in problems */
    NumberKind(String name) {
        this.name = name;
    }

    @Override
    public Shape shape() {
        return Shape.NUMBER;
    }

    @Override
    public Value parse(@Nullable Object json, Settings settings, String pointer, Problems problems) {
        if (json == null) {
            return Value.NULL;
        }
        BigDecimal number = Numbers.read(json);
        if (number == null) {
            problems.add(Texts.wrongType(pointer, name));
            return Value.NULL;
        }
        return Value.num(number);
    }

    @Override
    public void validate(Value value, Settings settings, String pointer, Problems problems) {
        if (value instanceof Value.Num(BigDecimal number)) {
            Numbers.checkDigits(number, scale(settings), pointer, problems);
            Numbers.checkRange(number, min(settings), max(settings), pointer, problems);
        }
    }

    /** Smallest value, null when there is no bound but the digits. */
    @Nullable
    BigDecimal min(Settings settings) {
        return settings.min();
    }

    /** Largest value, null when there is no bound but the digits. */
    @Nullable
    BigDecimal max(Settings settings) {
        return settings.max();
    }

    @Override
    public @Nullable Object toJson(Value value) {
        return value instanceof Value.Num(BigDecimal number) ? number : null;
    }

    @Override
    public Map<String, Object> jsonSchema(Settings settings) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", scale(settings) == 0 ? "integer" : "number");
        BigDecimal min = min(settings);
        if (min != null) {
            schema.put("minimum", min);
        }
        BigDecimal max = max(settings);
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
        return value instanceof Value.Num(BigDecimal number) ? Numbers.scaled(number, scale(settings)) : null;
    }

    @Override
    public String format(Value value, Settings settings, Wording wording) {
        if (!(value instanceof Value.Num(BigDecimal number))) {
            return "";
        }
        NumberFormat format = NumberFormat.getNumberInstance(wording.locale());
        format.setMinimumFractionDigits(scale(settings));
        format.setMaximumFractionDigits(Math.max(scale(settings), number.scale()));
        return format.format(number);
    }

    @Override
    public String toCell(Value value, Settings settings, Wording wording) {
        return value instanceof Value.Num(BigDecimal number) ? number.toPlainString() : "";
    }

    @Override
    public Value fromCell(String cell, Settings settings, Wording wording, String pointer, Problems problems) {
        if (cell.isBlank()) {
            return Value.NULL;
        }
        BigDecimal number = Cells.number(cell);
        if (number == null) {
            problems.add(Texts.wrongType(pointer, name));
            return Value.NULL;
        }
        return Value.num(number);
    }

    @Override
    public Value fromQuery(String text, Settings settings, String pointer, Problems problems) {
        boolean plain = text.matches("-?[0-9]{1,20}(\\.[0-9]{1,12})?");
        return parse(plain ? new BigDecimal(text) : text, settings, pointer, problems);
    }
}
