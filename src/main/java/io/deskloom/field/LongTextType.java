package io.deskloom.field;

import io.deskloom.kernel.Problems;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Text of many lines; cannot be sorted by. */
final class LongTextType implements FieldType {
    private static final int DEFAULT_MAX = 10_000;
    private static final int BOUND = 100_000;

    @Override
    public Kind kind() {
        return Kind.LONG_TEXT;
    }

    @Override
    public Value parse(@Nullable Object json, Settings settings, String pointer, Problems problems) {
        if (json == null) {
            return Value.NULL;
        }
        String text = Texts.read(json, pointer, problems);
        return text == null || text.isBlank() ? Value.NULL : Value.text(text);
    }

    @Override
    public void validate(Value value, Settings settings, String pointer, Problems problems) {
        if (value instanceof Value.Text(String text)) {
            Texts.checkLength(text, max(settings), pointer, problems);
        }
    }

    @Override
    public @Nullable Object toJson(Value value) {
        return value instanceof Value.Text(String text) ? text : null;
    }

    @Override
    public Map<String, Object> jsonSchema(Settings settings) {
        return Map.of("type", "string", "maxLength", max(settings));
    }

    @Override
    public @Nullable SlotKind slot() {
        return null;
    }

    @Override
    public @Nullable Object toSlot(Value value, Settings settings) {
        return slot() == null ? null : toJson(value);
    }

    private static int max(Settings settings) {
        Integer own = settings.maxLength();
        return own == null ? DEFAULT_MAX : Math.min(own, BOUND);
    }
}
