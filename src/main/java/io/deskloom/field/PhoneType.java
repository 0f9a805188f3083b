package io.deskloom.field;

import io.deskloom.kernel.Problems;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A phone number, kept as digits with an optional leading "+", so that every way of writing it is found. */
final class PhoneType extends TextKind {
    private static final Pattern FILLING = Pattern.compile("[\\s\\-().·]");
    /** The same as JSON Schema says it; its validators take a "format": "phone" for numbers with a country's code only. */
    private static final String WRITTEN = "^[\\s\\-().·]*\\+?([\\s\\-().·]*[0-9]){5,15}[\\s\\-().·]*$";

    private static final Pattern NUMBER = Pattern.compile("\\+?[0-9]{5,15}");
    private static final int SHOWN_FIRST = 3;
    private static final int SHOWN_LAST = 4;

    @Override
    public Value parse(@Nullable Object json, Settings settings, String pointer, Problems problems) {
        String text = json == null ? null : Texts.read(json, pointer, problems);
        if (text == null || text.isBlank()) {
            return Value.NULL;
        }
        String number = normal(text);
        if (!NUMBER.matcher(number).matches()) {
            problems.add(pointer, "field.phone", "A phone number has 5 to 15 digits.");
            return Value.NULL;
        }
        return Value.text(number);
    }

    /** The number as it is stored and searched: separators dropped. */
    @Override
    public String normal(String text) {
        return FILLING.matcher(text.strip()).replaceAll("");
    }

    @Override
    public Map<String, Object> jsonSchema(Settings settings) {
        return Map.of("type", "string", "pattern", WRITTEN, "maxLength", 40);
    }

    @Override
    public Value fromCell(String cell, Settings settings, Wording wording, String pointer, Problems problems) {
        return super.fromCell(Cells.halfWidth(cell), settings, wording, pointer, problems);
    }

    @Override
    public Value mask(Value value) {
        if (!(value instanceof Value.Text(String number))) {
            return Value.NULL;
        }
        // Always four dots: the mask must not tell how long the number is.
        return number.length() < SHOWN_FIRST + SHOWN_LAST + 3
                ? Value.text("••••")
                : Value.text(
                        number.substring(0, SHOWN_FIRST) + " •••• " + number.substring(number.length() - SHOWN_LAST));
    }

    @Override
    public boolean isSearched() {
        return true;
    }
}
