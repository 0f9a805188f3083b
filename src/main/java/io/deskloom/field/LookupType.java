package io.deskloom.field;

import io.deskloom.kernel.Problems;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A record of another object type, by its id. That the record exists and may be seen is checked where records can be
 * asked, in {@code command}; what it is called is said by {@code view}.
 */
final class LookupType extends TextKind {
    private static final String UUID_TEXT = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

    @Override
    public Value parse(@Nullable Object json, Settings settings, String pointer, Problems problems) {
        if (json == null || "".equals(json)) {
            return Value.NULL;
        }
        Optional<String> id = id(json);
        if (id.isEmpty()) {
            problems.add(Texts.wrongType(pointer, "lookup"));
            return Value.NULL;
        }
        return Value.text(id.get());
    }

    /** The id, bare or as answers hold it, in an object with its title. */
    static Optional<String> id(@Nullable Object json) {
        Object bare = json instanceof Map<?, ?> ref ? ref.get("id") : json;
        String text = bare instanceof String s ? s.toLowerCase(Locale.ROOT) : "";
        return text.matches(UUID_TEXT) ? Optional.of(text) : Optional.empty();
    }

    @Override
    public Map<String, Object> jsonSchema(Settings settings) {
        return Map.of("type", "string", "format", "uuid");
    }

    @Override
    public SlotKind slot() {
        return SlotKind.RECORD;
    }

    @Override
    public @Nullable Object toSlot(Value value, Settings settings) {
        return value instanceof Value.Text(String id) ? UUID.fromString(id) : null;
    }

    @Override
    public Value fromCell(String cell, Settings settings, Wording wording, String pointer, Problems problems) {
        return super.fromCell(cell.strip(), settings, wording, pointer, problems);
    }
}
