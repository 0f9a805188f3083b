package io.deskloom.measures;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How thoroughly the interpreter of SOPs, service levels and routing are tested: reads what JaCoCo or PIT wrote, says it as a table and
 * as JSON, and fails when a package or a class is under its bound. Run by {@code ./deskloom coverage} and {@code ./deskloom
 * mutation} as a single file, so it uses the JDK only.
 */
public final class Measures {
    /** The packages with a bound. */
    static final List<String> PACKAGES = List.of("io.deskloom.flow", "io.deskloom.sla", "io.deskloom.routing");

    /** The classes with a bound of their branches: they carry out, read and check what {@code flow} decides by. */
    static final List<String> CLASSES = Stream.concat(
                    Stream.of("FlowDecider", "FlowNews", "FlowRun", "FlowTimers")
                            .map("io.deskloom.command."::concat),
                    Stream.of(
                                    "FlowDoings",
                                    "FlowForks",
                                    "FlowNeeds",
                                    "FlowPeople",
                                    "FlowReader",
                                    "FlowShape",
                                    "FlowTables")
                            .map("io.deskloom.metadata."::concat))
            .toList();

    private static final Set<String> DETECTED = Set.of("KILLED", "TIMED_OUT", "MEMORY_ERROR");
    /** A mutant that the JVM does not load is no program. */
    private static final String NO_PROGRAM = "NON_VIABLE";

    private Measures() {}

    /** What is counted: its bounds in percent, and what its figures are of. */
    enum Kind {
        COVERAGE(bounds(95, 90), "branches", "covered", Path.of("target/coverage/jacoco.csv")),
        MUTATION(bounds(80, 0), "mutants", "killed", Path.of("target/mutation/mutations.csv"));

        /** By name; whatever else was measured is told beside them. */
        final Map<String, Integer> bounds;

        final String all;
        final String some;
        final Path report;

        Kind(Map<String, Integer> bounds, String all, String some, Path report) {
            this.bounds = bounds;
            this.all = all;
            this.some = some;
            this.report = report;
        }

        String wire() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** @param ofClasses 0 for none */
        private static Map<String, Integer> bounds(int ofPackages, int ofClasses) {
            Map<String, Integer> all = new LinkedHashMap<>();
            PACKAGES.forEach(name -> all.put(name, ofPackages));
            if (ofClasses > 0) {
                CLASSES.forEach(name -> all.put(name, ofClasses));
            }
            return all;
        }
    }

    /** So many of all. */
    record Figure(long some, long all) {
        static final Figure NONE = new Figure(0, 0);

        Figure plus(Figure more) {
            return new Figure(some + more.some, all + more.all);
        }

        /** Nothing measured is nothing proved. */
        boolean holds(int percent) {
            return all > 0 && some * 100 >= all * percent;
        }

        /** In percent with one decimal, rounded down: what is under a bound never looks as if it met it. */
        String percent() {
            return all == 0 ? "-" : "%d.%d".formatted(some * 100 / all, some * 1000 / all % 10);
        }
    }

    /**
     * @param of figures of bounded packages and of single classes beside them, by name
     * @param left what was not noticed: mutants, a line each; empty for coverage, whose report shows them
     */
    record Measure(Kind kind, Map<String, Figure> of, List<String> left) {
        List<String> under() {
            return kind.bounds.entrySet().stream()
                    .filter(bound ->
                            !of.getOrDefault(bound.getKey(), Figure.NONE).holds(bound.getValue()))
                    .map(Map.Entry::getKey)
                    .toList();
        }
    }

    public static void main(String[] arguments) throws IOException {
        Kind kind = Kind.valueOf(arguments[0].toUpperCase(Locale.ROOT));
        if (!Files.exists(kind.report)) {
            System.err.println("deskloom: the build left no " + kind.report + ".");
            System.exit(1);
        }
        Measure measure = read(kind, Files.readAllLines(kind.report));
        Path json = Path.of("target", kind.wire() + ".json");
        Files.writeString(json, json(measure, Clock.systemUTC().instant()));
        System.out.print(table(measure));
        System.out.println("Written to " + json + "; the report is in " + kind.report.getParent() + ".");
        if (!measure.under().isEmpty()) {
            System.err.println("deskloom: under its bound: " + String.join(", ", measure.under()) + ".");
            System.exit(1);
        }
    }

    static Measure read(Kind kind, List<String> lines) {
        return kind == Kind.COVERAGE ? branches(lines) : mutants(lines);
    }

    /** A line a class: group, package, class, instructions missed and covered, branches missed and covered, ... */
    private static Measure branches(List<String> lines) {
        Map<String, Figure> of = new TreeMap<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split(",", -1);
            long missed = Long.parseLong(cells[5]);
            long covered = Long.parseLong(cells[6]);
            of.merge(name(cells[1], cells[2]), new Figure(covered, missed + covered), Figure::plus);
        }
        return new Measure(Kind.COVERAGE, of, List.of());
    }

    /** A line a mutant: file, class, mutator, method, line, status, the test that killed it. */
    private static Measure mutants(List<String> lines) {
        Map<String, Figure> of = new TreeMap<>();
        List<String> left = new ArrayList<>();
        for (String line : lines) {
            String[] cells = line.split(",", 7);
            String status = cells[5];
            if (status.equals(NO_PROGRAM)) {
                continue;
            }
            int dot = cells[1].lastIndexOf('.');
            String type = cells[1].substring(dot + 1).replace('$', '.');
            boolean noticed = DETECTED.contains(status);
            of.merge(name(cells[1].substring(0, dot), type), new Figure(noticed ? 1 : 0, 1), Figure::plus);
            if (!noticed) {
                String mutator = cells[2].substring(cells[2].lastIndexOf('.') + 1);
                left.add("%s.%s line %s: %s (%s)"
                        .formatted(cells[1], cells[3], cells[4], mutator, status.toLowerCase(Locale.ROOT)));
            }
        }
        left.sort(Comparator.naturalOrder());
        return new Measure(Kind.MUTATION, of, left);
    }

    /** A bounded package counts as a whole, a class beside it with those inside it. */
    private static String name(String inPackage, String type) {
        return PACKAGES.contains(inPackage) ? inPackage : inPackage + "." + type.split("\\.")[0];
    }

    static String table(Measure measure) {
        Kind kind = measure.kind();
        int width =
                rows(measure).keySet().stream().mapToInt(String::length).max().orElseThrow();
        StringBuilder out = new StringBuilder(
                "%s  %8s  %8s  %6s  %5s\n".formatted(" ".repeat(width), kind.some, kind.all, "%", "bound"));
        rows(measure)
                .forEach((name, figure) -> out.append("%s  %8d  %8d  %6s  %5s\n"
                        .formatted(
                                name + " ".repeat(width - name.length()),
                                figure.some(),
                                figure.all(),
                                figure.percent(),
                                kind.bounds.containsKey(name) ? Integer.toString(kind.bounds.get(name)) : "")));
        if (!measure.left().isEmpty()) {
            out.append("\nNot noticed:\n");
            measure.left().forEach(line -> out.append("  ").append(line).append('\n'));
        }
        return out.toString();
    }

    static String json(Measure measure, Instant taken) {
        Kind kind = measure.kind();
        String figures = rows(measure).entrySet().stream()
                .map(e -> "    {\"name\": \"%s\", \"%s\": %d, \"%s\": %d%s}"
                        .formatted(
                                e.getKey(),
                                kind.some,
                                e.getValue().some(),
                                kind.all,
                                e.getValue().all(),
                                kind.bounds.containsKey(e.getKey())
                                        ? ", \"bound\": " + kind.bounds.get(e.getKey())
                                        : ""))
                .collect(Collectors.joining(",\n"));
        String left =
                measure.left().stream().map(line -> "    \"" + line + "\"").collect(Collectors.joining(",\n"));
        return """
                {
                  "command": "./deskloom %s",
                  "taken": "%s",
                  "holds": %s,
                  "figures": [
                %s
                  ],
                  "left": [%s]
                }
                """.formatted(
                        kind.wire(),
                        taken.truncatedTo(ChronoUnit.SECONDS),
                        measure.under().isEmpty(),
                        figures,
                        left.isEmpty() ? "" : "\n" + left + "\n  ");
    }

    /** The bounded ones first, whether anything was measured of them or not. */
    private static Map<String, Figure> rows(Measure measure) {
        Map<String, Figure> rows = new LinkedHashMap<>();
        measure.kind()
                .bounds
                .keySet()
                .forEach(name -> rows.put(name, measure.of().getOrDefault(name, Figure.NONE)));
        rows.putAll(measure.of());
        return rows;
    }
}
