package io.deskloom.field;

import io.deskloom.kernel.Problems;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Several of the options, kept in the options' own order, each once. None chosen is the same as empty. */
final class MultiType implements FieldType {
    private static final int MOST = 100;

    @Override
    public Kind kind() {
        return Kind.MULTI;
    }

    @Override
    public Value parse(@Nullable Object json, Settings settings, String pointer, Problems problems) {
        if (json == null) {
            return Value.NULL;
        }
        if (!(json instanceof List<?> list) || !list.stream().allMatch(String.class::isInstance)) {
            problems.add(Texts.wrongType(pointer, "multi"));
            return Value.NULL;
        }
        if (list.size() > MOST) {
            problems.add(pointer, "field.too-many", "At most " + MOST + " options.");
            return Value.NULL;
        }
        List<String> given = list.stream().map(String.class::cast).distinct().toList();
        List<String> ordered = new ArrayList<>();
        settings.options().stream()
                .map(Settings.Option::key)
                .filter(given::contains)
                .forEach(ordered::add);
        given.stream().filter(key -> !ordered.contains(key)).forEach(ordered::add);
        return ordered.isEmpty() ? Value.NULL : Value.texts(ordered);
    }

    @Override
    public void validate(Value value, Settings settings, String pointer, Problems problems) {
        if (value instanceof Value.Items(List<Value> items)) {
            for (int i = 0; i < items.size(); i++) {
                if (items.get(i) instanceof Value.Text(String key) && !settings.hasOption(key)) {
                    problems.add(pointer + "/" + i, "field.unknown-option", "This is not one of the options.");
                }
            }
        }
    }

    @Override
    public @Nullable Object toJson(Value value) {
        return value instanceof Value.Items(List<Value> items)
                ? items.stream()
                        .map(v -> v instanceof Value.Text(String key) ? key : "")
                        .toList()
                : null;
    }

    @Override
    public Map<String, Object> jsonSchema(Settings settings) {
        List<String> keys =
                settings.options().stream().map(Settings.Option::key).toList();
        return Map.of(
                "type",
                "array",
                "uniqueItems",
                true,
                "maxItems",
                MOST,
                "items",
                Map.of("type", "string", "enum", keys));
    }

    @Override
    public @Nullable SlotKind slot() {
        return null;
    }

    @Override
    public @Nullable Object toSlot(Value value, Settings settings) {
        return null;
    }
}
