package io.deskloom.field;

import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Problems;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the kinds share whose value is a list of texts, each once. An empty list is the same as nothing. */
abstract class ListKind implements FieldType {
    private final String name;
    private final int most;

    /**
     * @param name how the kind is called in problems
     * @param most entries, whatever the field says
     */
    ListKind(String name, int most) {
        this.name = name;
        this.most = most;
    }

    @Override
    public Shape shape() {
        return Shape.LIST;
    }

    int most(Settings settings) {
        Integer own = settings.maxItems();
        return own == null ? most : Math.min(own, most);
    }

    @Override
    public Value parse(@Nullable Object json, Settings settings, String pointer, Problems problems) {
        if (json == null) {
            return Value.NULL;
        }
        if (!(json instanceof List<?> list)) {
            problems.add(Texts.wrongType(pointer, name));
            return Value.NULL;
        }
        // Before any entry is looked at: a million of them must cost nothing.
        if (list.size() > most) {
            problems.add(tooMany(pointer, most));
            return Value.NULL;
        }
        List<String> entries = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            String entry = list.get(i) instanceof String text ? entry(text, pointer + "/" + i, problems) : null;
            if (!(list.get(i) instanceof String)) {
                problems.add(Texts.wrongType(pointer, name));
                return Value.NULL;
            }
            if (entry != null && !entries.contains(entry)) {
                entries.add(entry);
            }
        }
        List<String> ordered = ordered(entries, settings);
        return ordered.isEmpty() ? Value.NULL : Value.texts(ordered);
    }

    private static Problem tooMany(String pointer, int most) {
        return Problem.of(
                pointer, "field.too-many", "At most " + most + " entries.", Map.of("max", Integer.toString(most)));
    }

    /** One entry in its stored form; null when it is nothing, with a problem when it is wrong. */
    abstract @Nullable String entry(String text, String pointer, Problems problems);

    /** The entries in the order they are kept in. */
    List<String> ordered(List<String> entries, Settings settings) {
        return entries;
    }

    /** Adds a problem when a well-shaped entry cannot be accepted. */
    void check(String entry, Settings settings, String pointer, Problems problems) {
        // Most kinds have looked at the entry when it was read.
    }

    @Override
    public void validate(Value value, Settings settings, String pointer, Problems problems) {
        List<String> entries = entries(value);
        if (entries.size() > most(settings)) {
            problems.add(tooMany(pointer, most(settings)));
        }
        for (int i = 0; i < entries.size(); i++) {
            check(entries.get(i), settings, pointer + "/" + i, problems);
        }
    }

    static List<String> entries(Value value) {
        return value instanceof Value.Items(List<Value> items)
                ? items.stream()
                        .map(v -> v instanceof Value.Text(String text) ? text : null)
                        .filter(Objects::nonNull)
                        .toList()
                : List.of();
    }

    @Override
    public @Nullable Object toJson(Value value) {
        return value instanceof Value.Items ? entries(value) : null;
    }

    @Override
    public Map<String, Object> jsonSchema(Settings settings) {
        return Map.of(
                "type", "array", "uniqueItems", true, "maxItems", most(settings), "items", Map.of("type", "string"));
    }

    @Override
    public @Nullable SlotKind slot() {
        return null;
    }

    @Override
    public @Nullable Object toSlot(Value value, Settings settings) {
        return null;
    }

    /** One entry in words. */
    String word(String entry, Settings settings, Wording wording) {
        return entry;
    }

    /** One entry as a cell has it. */
    String cell(String entry, Settings settings, Wording wording) {
        return entry;
    }

    /** The JSON of one entry of a cell. */
    String fromCell(String part, Settings settings) {
        return part;
    }

    @Override
    public String format(Value value, Settings settings, Wording wording) {
        return entries(value).stream()
                .map(e -> word(e, settings, wording))
                .collect(Collectors.joining(wording.comma()));
    }

    @Override
    public String toCell(Value value, Settings settings, Wording wording) {
        return entries(value).stream().map(e -> cell(e, settings, wording)).collect(Collectors.joining(", "));
    }

    @Override
    public Value fromCell(String cell, Settings settings, Wording wording, String pointer, Problems problems) {
        List<String> entries = new ArrayList<>();
        for (String part : Options.BETWEEN.split(cell, most + 2)) {
            if (!part.isBlank()) {
                entries.add(fromCell(part.strip(), settings));
            }
        }
        return parse(entries, settings, pointer, problems);
    }

    @Override
    public Value fromQuery(String text, Settings settings, String pointer, Problems problems) {
        // Whether the list holds it.
        return Value.text(text);
    }
}
