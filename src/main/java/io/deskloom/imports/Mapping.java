package io.deskloom.imports;

import io.deskloom.kernel.External;
import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Problems;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which column goes where.
 *
 * @param source what the rows' origin is called: together with the external id it tells whether a row is there already
 * @param externalId the column with each row's own id; null when there is none, then a row is known by its content
 * @param columns a column's name to where it goes; a column that is not named is left out
 * @param constants field key to what every row gets there
 */
public record Mapping(
        String source, @Nullable String externalId, Map<String, Target> columns, Map<String, String> constants) {
    private static final int MOST = 500;
    private static final int MOST_VALUES = 1_000;
    private static final int MOST_TO = 10;
    private static final int LONGEST = 1_000;

    /** Where a column can go beside fields: the priority, by its names. */
    public static final String PRIORITY = "ticket.priority";

    public static final Mapping NONE = new Mapping("file", null, Map.of(), Map.of());

    public Mapping {
        columns = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(columns));
        constants = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(constants));
    }

    /**
     * @param to field keys, or {@link #PRIORITY}; at least one
     * @param values what a cell says to what is meant, before anything else is made of it
     * @param when other columns to what they must say in the same row for this one to count
     */
    public record Target(List<String> to, Map<String, String> values, Map<String, String> when) {
        public Target {
            to = List.copyOf(to);
            values = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(values));
            when = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(when));
        }

        public static Target field(String key) {
            return new Target(List.of(key), Map.of(), Map.of());
        }

        Object plain() {
            Map<String, Object> out = new LinkedHashMap<>();
            out.put("to", to);
            if (!values.isEmpty()) {
                out.put("values", values);
            }
            if (!when.isEmpty()) {
                out.put("when", when);
            }
            return out;
        }
    }

    /** As plain JSON, the form {@link #read} takes. */
    public Map<String, @Nullable Object> plain() {
        Map<String, Object> to = new LinkedHashMap<>();
        columns.forEach((column, target) -> to.put(column, target.plain()));
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        out.put("source", source);
        out.put("externalId", externalId);
        out.put("columns", to);
        out.put("constants", constants);
        return out;
    }

    /**
     * Reads {@code {source?, externalId?, columns: {column: fields | {to: fields, values?, when?}}, constants?: {field: text}}} with one field or a list of them; everything
     * that is wrong with its shape is added to {@code problems}.
     *
     * @param usual the source when none is named
     */
    public static Mapping read(Map<?, ?> json, String usual, Problems problems) {
        Set<String> known = Set.of("type", "source", "externalId", "columns", "constants");
        json.keySet().stream()
                .filter(key -> !(key instanceof String name && known.contains(name)))
                .forEach(key -> problems.add(
                        pointer(String.valueOf(key)), "body.unknown", "Nothing of this name is asked for here."));
        String source = text(json.get("source"), "/source", problems);
        if (source != null && !External.isSource(source)) {
            problems.add(
                    "/source",
                    "import.source",
                    "A source is a name of letters, digits and . _ - without spaces, 60 at most.");
        }
        return new Mapping(
                source == null ? usual : source,
                text(json.get("externalId"), "/externalId", problems),
                columns(json.get("columns"), problems),
                constants(json.get("constants"), problems));
    }

    private static Map<String, Target> columns(@Nullable Object json, Problems problems) {
        Map<String, Target> columns = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : entries(json, "/columns", MOST, problems)) {
            String column = String.valueOf(entry.getKey());
            String at = "/columns" + pointer(column);
            if (entry.getValue() == null) {
                continue;
            }
            Object to = entry.getValue();
            Map<String, String> values = Map.of();
            Map<String, String> when = Map.of();
            if (to instanceof Map<?, ?> map) {
                map.keySet().stream()
                        .filter(key -> !Set.of("to", "values", "when").contains(String.valueOf(key)))
                        .forEach(key -> problems.add(
                                at + pointer(String.valueOf(key)),
                                "body.unknown",
                                "Nothing of this name is asked for here."));
                values = texts(map.get("values"), at + "/values", problems);
                when = texts(map.get("when"), at + "/when", problems);
                to = map.get("to");
            }
            List<String> names = names(to, at, problems);
            if (!names.isEmpty()) {
                columns.put(column, new Target(names, values, when));
            }
        }
        return columns;
    }

    /** One name or several. */
    private static List<String> names(@Nullable Object json, String at, Problems problems) {
        List<String> names = new ArrayList<>();
        for (Object one : json instanceof List<?> list
                ? list.subList(0, Math.min(list.size(), MOST_TO))
                : java.util.Collections.singletonList(json)) {
            String name = text(one, at, problems);
            if (name != null && !names.contains(name)) {
                names.add(name);
            }
        }
        return names;
    }

    private static Map<String, String> texts(@Nullable Object json, String at, Problems problems) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : entries(json, at, MOST_VALUES, problems)) {
            String text = scalar(entry.getValue(), at + pointer(String.valueOf(entry.getKey())), problems);
            texts.put(String.valueOf(entry.getKey()), text == null ? "" : text);
        }
        return texts;
    }

    private static Map<String, String> constants(@Nullable Object json, Problems problems) {
        Map<String, String> constants = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : entries(json, "/constants", MOST, problems)) {
            String key = String.valueOf(entry.getKey());
            String value = scalar(entry.getValue(), "/constants" + pointer(key), problems);
            if (value != null) {
                constants.put(key, value);
            }
        }
        return constants;
    }

    private static List<Map.Entry<?, ?>> entries(@Nullable Object json, String at, int most, Problems problems) {
        if (json == null) {
            return List.of();
        }
        if (!(json instanceof Map<?, ?> map) || map.size() > most) {
            problems.add(
                    at, "import.mapping", "This is a list of names and what they stand for, " + most + " at most.");
            return List.of();
        }
        return new ArrayList<>(map.entrySet());
    }

    /** A name; empty is none. */
    private static @Nullable String text(@Nullable Object json, String at, Problems problems) {
        String text = scalar(json, at, problems);
        return text == null || text.isBlank() ? null : text.strip();
    }

    private static @Nullable String scalar(@Nullable Object json, String at, Problems problems) {
        return switch (json) {
            case null -> null;
            case String text when text.length() <= LONGEST -> text;
            case Number number -> number.toString();
            case Boolean bool -> bool.toString();
            default -> {
                problems.add(Problem.of(at, "field.wrong-type", "This must be a short text."));
                yield null;
            }
        };
    }

    private static String pointer(String name) {
        return "/" + name.replace("~", "~0").replace("/", "~1");
    }
}
