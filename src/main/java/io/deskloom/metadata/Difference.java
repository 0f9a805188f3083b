package io.deskloom.metadata;

import com.fasterxml.jackson.databind.JsonNode;
import io.deskloom.kernel.Problems;
import io.deskloom.model.TableDef;
import io.deskloom.sheet.Grid;
import io.deskloom.sheet.SheetRefused;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What changes between two sets of files, object by object.
 *
 * @param path of the file
 * @param change added, removed or changed
 * @param kind of definition ("flow"; "rules" for rule texts)
 * @param key what people call it: the definition's key, or the file's name
 * @param lines readable changes ("fields.refund_amount.indexed: false → true"); empty when only comments or layout differ
 */
public record Difference(String path, Change change, String kind, String key, List<String> lines) {
    private static final int MAX_LINES = 200;
    private static final int MAX_VALUE = 120;

    public Difference {
        lines = List.copyOf(lines);
    }

    /** How a file changes. */
    public enum Change {
        ADDED,
        REMOVED,
        CHANGED
    }

    /** The differences from {@code before} to {@code after}, by path. */
    public static List<Difference> between(List<SourceFile> before, List<SourceFile> after) {
        Map<String, SourceFile> old = byPath(before);
        Map<String, SourceFile> now = byPath(after);
        Set<String> paths = new TreeSet<>(old.keySet());
        paths.addAll(now.keySet());
        List<Difference> all = new ArrayList<>();
        for (String path : paths) {
            SourceFile a = old.get(path);
            SourceFile b = now.get(path);
            if (a == null && b != null) {
                all.add(of(b, Change.ADDED, List.of()));
            } else if (b == null && a != null) {
                all.add(of(a, Change.REMOVED, List.of()));
            } else if (a != null && b != null && !a.text().equals(b.text())) {
                all.add(of(b, Change.CHANGED, lines(a, b)));
            }
        }
        return all;
    }

    private static Map<String, SourceFile> byPath(List<SourceFile> files) {
        Map<String, SourceFile> all = new TreeMap<>();
        files.forEach(f -> all.put(f.path(), f));
        return all;
    }

    private static Difference of(SourceFile file, Change change, List<String> lines) {
        var placed = DefinitionKind.of(file.path());
        String kind = placed.map(p -> p.kind().isSheet() ? "table" : p.kind().schema())
                .orElse("");
        String key = placed.map(p -> p.name().isEmpty() ? p.folder() : p.name()).orElse(file.path());
        return new Difference(
                file.path(), change, kind.isEmpty() ? "rules" : kind, key.isEmpty() ? file.path() : key, lines);
    }

    private static List<String> lines(SourceFile before, SourceFile after) {
        List<String> lines = new ArrayList<>();
        Doc a = after.path().endsWith(".yaml") ? YamlReader.read(before, new Problems()) : null;
        Doc b = a == null ? null : YamlReader.read(after, new Problems());
        if (a != null && b != null) {
            compare("", a.root(), b.root(), lines);
        } else {
            text(readable(before), readable(after), lines);
        }
        return lines.size() > MAX_LINES
                ? java.util.stream.Stream.concat(
                                lines.stream().limit(MAX_LINES),
                                java.util.stream.Stream.of("… and " + (lines.size() - MAX_LINES) + " more"))
                        .toList()
                : lines;
    }

    private static void compare(String path, JsonNode a, JsonNode b, List<String> lines) {
        if (Json.canonical(a).equals(Json.canonical(b))) {
            return;
        }
        if (a.isObject() && b.isObject()) {
            members(path, members(a), members(b), lines);
        } else if (a.isArray() && b.isArray() && named(a) && named(b)) {
            Map<String, JsonNode> before = items(a);
            Map<String, JsonNode> after = items(b);
            members(path, before, after, lines);
            if (before.keySet().equals(after.keySet())
                    && !List.copyOf(before.keySet()).equals(List.copyOf(after.keySet()))) {
                lines.add(path + ": order " + String.join(", ", before.keySet()) + " → "
                        + String.join(", ", after.keySet()));
            }
        } else {
            lines.add(path + ": " + shown(a) + " → " + shown(b));
        }
    }

    private static void members(String path, Map<String, JsonNode> a, Map<String, JsonNode> b, List<String> lines) {
        Set<String> names = new LinkedHashSet<>(a.keySet());
        names.addAll(b.keySet());
        for (String name : names) {
            String child = path.isEmpty() ? name : path + "." + name;
            JsonNode before = a.get(name);
            JsonNode after = b.get(name);
            if (before == null && after != null) {
                lines.add("+ " + child + ": " + shown(after));
            } else if (after == null && before != null) {
                lines.add("- " + child + ": " + shown(before));
            } else if (before != null && after != null) {
                compare(child, before, after, lines);
            }
        }
    }

    private static Map<String, JsonNode> members(JsonNode object) {
        Map<String, JsonNode> all = new LinkedHashMap<>();
        object.properties().forEach(e -> all.put(e.getKey(), e.getValue()));
        return all;
    }

    /** List items are compared by what they are called, so that one inserted in the middle is one change. */
    private static Map<String, JsonNode> items(JsonNode list) {
        Map<String, JsonNode> all = new LinkedHashMap<>();
        list.forEach(i -> all.putIfAbsent(name(i), i));
        return all;
    }

    private static boolean named(JsonNode list) {
        Set<String> names = new LinkedHashSet<>();
        for (JsonNode item : list) {
            if (name(item).isEmpty() || !names.add(name(item))) {
                return false;
            }
        }
        return true;
    }

    private static String name(JsonNode item) {
        for (String by : List.of("key", "id", "name", "role")) {
            if (item.path(by).isTextual()) {
                return item.path(by).textValue();
            }
        }
        if (item.path("from").isTextual()) {
            String on = item.path("on").asText("");
            return item.path("from").asText() + (on.isEmpty() ? "" : "/" + on) + "→"
                    + item.path("to").asText();
        }
        return "";
    }

    private static String shown(JsonNode node) {
        String text = node.isTextual() ? "\"" + node.textValue() + "\"" : Json.canonical(node);
        int length = text.codePointCount(0, text.length());
        return length <= MAX_VALUE ? text : text.substring(0, text.offsetByCodePoints(0, MAX_VALUE)) + "…";
    }

    /** A workbook as its cells, any other file as it is. */
    private static String readable(SourceFile file) {
        if (!file.path().endsWith(".xlsx")) {
            return file.text();
        }
        try {
            Grid grid = Grid.read(file.bytes(), TableDef.MOST_ROWS, MAX_LINES);
            return Stream.concat(Stream.of(grid.header()), grid.rows().stream().map(Grid.Row::cells))
                    .map(cells -> String.join(" | ", cells))
                    .collect(Collectors.joining("\n"));
        } catch (SheetRefused unreadable) {
            return "";
        }
    }

    private static void text(String before, String after, List<String> lines) {
        List<String> a = before.lines().toList();
        List<String> b = after.lines().toList();
        Set<String> inA = new LinkedHashSet<>(a);
        Set<String> inB = new LinkedHashSet<>(b);
        a.stream().filter(l -> !inB.contains(l) && !l.isBlank()).forEach(l -> lines.add("- " + l.strip()));
        b.stream().filter(l -> !inA.contains(l) && !l.isBlank()).forEach(l -> lines.add("+ " + l.strip()));
    }
}
