package io.deskloom.field;

import io.deskloom.kernel.Problems;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One of the options, by its key. */
final class SingleType implements FieldType {
    @Override
    public Kind kind() {
        return Kind.SINGLE;
    }

    @Override
    public Value parse(@Nullable Object json, Settings settings, String pointer, Problems problems) {
        return switch (json) {
            case null -> Value.NULL;
            case String key -> key.isEmpty() ? Value.NULL : Value.text(key);
            default -> {
                problems.add(Texts.wrongType(pointer, "single"));
                yield Value.NULL;
            }
        };
    }

    @Override
    public void validate(Value value, Settings settings, String pointer, Problems problems) {
        if (value instanceof Value.Text(String key) && !settings.hasOption(key)) {
            problems.add(pointer, "field.unknown-option", "This is not one of the options.");
        }
    }

    @Override
    public @Nullable Object toJson(Value value) {
        return value instanceof Value.Text(String key) ? key : null;
    }

    @Override
    public Map<String, Object> jsonSchema(Settings settings) {
        List<String> keys =
                settings.options().stream().map(Settings.Option::key).toList();
        return Map.of("type", "string", "enum", keys);
    }

    @Override
    public SlotKind slot() {
        return SlotKind.TEXT;
    }

    @Override
    public @Nullable Object toSlot(Value value, Settings settings) {
        return toJson(value);
    }
}
