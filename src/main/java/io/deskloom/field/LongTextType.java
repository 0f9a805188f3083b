package io.deskloom.field;

import io.deskloom.kernel.Problems;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Text of many lines; cannot be sorted by. */
final class LongTextType extends TextKind {
    private static final int DEFAULT_MAX = 10_000;
    private static final int BOUND = 100_000;

    @Override
    public Value parse(@Nullable Object json, Settings settings, String pointer, Problems problems) {
        String text = json == null ? null : Texts.read(json, pointer, problems);
        return text == null || text.isBlank() ? Value.NULL : Value.text(text);
    }

    @Override
    public void validate(Value value, Settings settings, String pointer, Problems problems) {
        if (value instanceof Value.Text(String text)) {
            Texts.checkLength(text, max(settings, DEFAULT_MAX, BOUND), pointer, problems);
        }
    }

    @Override
    public Map<String, Object> jsonSchema(Settings settings) {
        return Map.of("type", "string", "maxLength", max(settings, DEFAULT_MAX, BOUND));
    }

    @Override
    public @Nullable SlotKind slot() {
        return null;
    }

    @Override
    public boolean isSearched() {
        return true;
    }
}
