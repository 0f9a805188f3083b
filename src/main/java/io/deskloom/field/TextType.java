package io.deskloom.field;

import io.deskloom.kernel.Problems;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One line of text; line breaks become spaces. */
final class TextType implements FieldType {
    private static final Pattern LINES = Pattern.compile("\\R+");
    private static final int DEFAULT_MAX = 255;
    private static final int BOUND = 1000;

    @Override
    public Kind kind() {
        return Kind.TEXT;
    }

    @Override
    public Value parse(@Nullable Object json, Settings settings, String pointer, Problems problems) {
        if (json == null) {
            return Value.NULL;
        }
        String text = Texts.read(json, pointer, problems);
        return text == null || text.isBlank()
                ? Value.NULL
                : Value.text(LINES.matcher(text.strip()).replaceAll(" "));
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
        return SlotKind.TEXT;
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
