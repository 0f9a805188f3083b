package io.deskloom.field;

import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Problems;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the kinds share whose value is a place in a tree: the keys from the root to it, "appliance/kettle". A condition asks
 * for one place by equality and for all below one by {@code startsWith}.
 */
abstract class PathKind extends TextKind {
    private static final Pattern PATH = Pattern.compile("[A-Za-z0-9_]{1,63}(/[A-Za-z0-9_]{1,63}){0,7}");
    private static final Pattern BETWEEN = Pattern.compile("\\s*[/>›]\\s*");
    private final String name;

    /** @param name how the kind is called in problems */
    PathKind(String name) {
        this.name = name;
    }

    /** What can be chosen at the first level. */
    abstract List<Settings.Option> roots(Settings settings);

    @Override
    public Value parse(@Nullable Object json, Settings settings, String pointer, Problems problems) {
        if (json == null || "".equals(json)) {
            return Value.NULL;
        }
        if (json instanceof String path
                && path.length() <= 520
                && PATH.matcher(path).matches()) {
            return Value.text(path);
        }
        problems.add(Texts.wrongType(pointer, name));
        return Value.NULL;
    }

    @Override
    public void validate(Value value, Settings settings, String pointer, Problems problems) {
        if (!(value instanceof Value.Text(String path))) {
            return;
        }
        List<Settings.Option> level = roots(settings);
        String[] keys = path.split("/");
        for (String key : keys) {
            Optional<Settings.Option> found =
                    level.stream().filter(o -> o.key().equals(key)).findFirst();
            if (found.isEmpty()) {
                problems.add(pointer, "field.unknown-option", "This is not one of the options.");
                return;
            }
            level = found.get().children();
        }
        Integer depth = settings.depth();
        if (depth != null && keys.length < depth && !level.isEmpty()) {
            problems.add(Problem.of(
                    pointer,
                    "field.too-shallow",
                    "Choose more exactly: " + depth + " levels are wanted.",
                    Map.of("depth", depth.toString())));
        }
    }

    @Override
    public Map<String, Object> jsonSchema(Settings settings) {
        return Map.of("type", "string", "pattern", "^[A-Za-z0-9_]+(/[A-Za-z0-9_]+)*$", "maxLength", 520);
    }

    @Override
    public String format(Value value, Settings settings, Wording wording) {
        return value instanceof Value.Text(String path)
                ? String.join(" / ", words(path, settings, wording, false))
                : "";
    }

    @Override
    public String toCell(Value value, Settings settings, Wording wording) {
        return value instanceof Value.Text(String path) ? String.join(" / ", words(path, settings, wording, true)) : "";
    }

    private List<String> words(String path, Settings settings, Wording wording, boolean cell) {
        List<String> words = new ArrayList<>();
        List<Settings.Option> level = roots(settings);
        for (String key : path.split("/")) {
            words.add(cell ? Options.cell(level, key, wording) : Options.word(level, key, wording));
            level = level.stream()
                    .filter(o -> o.key().equals(key))
                    .findFirst()
                    .map(Settings.Option::children)
                    .orElse(List.of());
        }
        return words;
    }

    @Override
    public Value fromCell(String cell, Settings settings, Wording wording, String pointer, Problems problems) {
        if (cell.isBlank()) {
            return Value.NULL;
        }
        List<String> keys = new ArrayList<>();
        List<Settings.Option> level = roots(settings);
        for (String word : BETWEEN.split(cell.strip(), 9)) {
            Optional<Settings.Option> found = Options.find(level, word);
            if (found.isEmpty()) {
                problems.add(pointer, "field.unknown-option", "This is not one of the options.");
                return Value.NULL;
            }
            keys.add(found.get().key());
            level = found.get().children();
        }
        return parse(String.join("/", keys), settings, pointer, problems);
    }
}
