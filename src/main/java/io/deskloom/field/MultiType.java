package io.deskloom.field;

import io.deskloom.kernel.Problems;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Several of the options, kept in the options' own order, each once. None chosen is the same as empty. */
final class MultiType extends ListKind {
    MultiType() {
        super("multi", 100);
    }

    @Override
    @Nullable
    String entry(String text, String pointer, Problems problems) {
        return text;
    }

    @Override
    List<String> ordered(List<String> entries, Settings settings) {
        List<String> ordered = new ArrayList<>();
        settings.options().stream()
                .map(Settings.Option::key)
                .filter(entries::contains)
                .forEach(ordered::add);
        entries.stream().filter(key -> !ordered.contains(key)).forEach(ordered::add);
        return ordered;
    }

    @Override
    void check(String entry, Settings settings, String pointer, Problems problems) {
        if (!settings.hasOption(entry)) {
            problems.add(pointer, "field.unknown-option", "This is not one of the options.");
        }
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
                most(settings),
                "items",
                Map.of("type", "string", "enum", keys));
    }

    @Override
    String word(String entry, Settings settings, Wording wording) {
        return Options.word(settings.options(), entry, wording);
    }

    @Override
    String cell(String entry, Settings settings, Wording wording) {
        return Options.cell(settings.options(), entry, wording);
    }

    @Override
    public Value fromCell(String cell, Settings settings, Wording wording, String pointer, Problems problems) {
        // The whole first: a word may hold a comma.
        return Options.find(settings.options(), cell)
                .map(whole -> Value.texts(List.of(whole.key())))
                .orElseGet(() -> super.fromCell(cell, settings, wording, pointer, problems));
    }

    @Override
    String fromCell(String part, Settings settings) {
        return Options.find(settings.options(), part).map(Settings.Option::key).orElse(part);
    }
}
