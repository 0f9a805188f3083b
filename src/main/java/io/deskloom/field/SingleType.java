package io.deskloom.field;

import io.deskloom.kernel.Problems;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One of the options, by its key. */
final class SingleType extends TextKind {
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
    public Map<String, Object> jsonSchema(Settings settings) {
        List<String> keys =
                settings.options().stream().map(Settings.Option::key).toList();
        return Map.of("type", "string", "enum", keys);
    }

    @Override
    public String format(Value value, Settings settings, Wording wording) {
        return value instanceof Value.Text(String key) ? Options.word(settings.options(), key, wording) : "";
    }

    @Override
    public String toCell(Value value, Settings settings, Wording wording) {
        return value instanceof Value.Text(String key) ? Options.cell(settings.options(), key, wording) : "";
    }

    @Override
    public Value fromCell(String cell, Settings settings, Wording wording, String pointer, Problems problems) {
        if (cell.isBlank()) {
            return Value.NULL;
        }
        // What is no option stays as it is, for validate to say so.
        return Value.text(
                Options.find(settings.options(), cell).map(Settings.Option::key).orElse(cell.strip()));
    }

    @Override
    public Value fromQuery(String text, Settings settings, String pointer, Problems problems) {
        Value value = parse(text, settings, pointer, problems);
        validate(value, settings, pointer, problems);
        return value;
    }
}
