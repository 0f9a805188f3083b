package io.deskloom.field;

import io.deskloom.kernel.Problems;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One line of text; line breaks become spaces. */
final class TextType extends TextKind {
    private static final Pattern LINES = Pattern.compile("\\R+");
    private static final int DEFAULT_MAX = 255;
    private static final int BOUND = 1000;

    @Override
    public Value parse(@Nullable Object json, Settings settings, String pointer, Problems problems) {
        String text = json == null ? null : Texts.read(json, pointer, problems);
        return text == null || text.isBlank()
                ? Value.NULL
                : Value.text(LINES.matcher(text.strip()).replaceAll(" "));
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
    public boolean isSearched() {
        return true;
    }
}
