package io.deskloom.field;

import io.deskloom.kernel.Problems;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Yes, no, or not said. */
final class BooleanType implements FieldType {
    @Override
    public Kind kind() {
        return Kind.BOOLEAN;
    }

    @Override
    public Value parse(@Nullable Object json, Settings settings, String pointer, Problems problems) {
        return switch (json) {
            case null -> Value.NULL;
            case Boolean b -> Value.bool(b);
            default -> {
                problems.add(Texts.wrongType(pointer, "boolean"));
                yield Value.NULL;
            }
        };
    }

    @Override
    public void validate(Value value, Settings settings, String pointer, Problems problems) {
        // Every boolean is a good one.
    }

    @Override
    public @Nullable Object toJson(Value value) {
        return value instanceof Value.Bool(boolean is) ? is : null;
    }

    @Override
    public Map<String, Object> jsonSchema(Settings settings) {
        return Map.of("type", "boolean");
    }

    @Override
    public SlotKind slot() {
        return SlotKind.TEXT;
    }

    @Override
    public @Nullable Object toSlot(Value value, Settings settings) {
        return value instanceof Value.Bool(boolean is) ? (is ? "true" : "false") : null;
    }
}
