package io.deskloom.rules;

import io.deskloom.field.Value;
import io.deskloom.field.Wording;
import io.deskloom.kernel.Label;
import io.deskloom.model.Finding;
import io.deskloom.model.Finding.Severity;
import io.deskloom.model.RuleDef;
import io.deskloom.model.TableDef;
import io.deskloom.model.TableDef.Cell;
import io.deskloom.rules.TableSamples.Column;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The holes of a table, its rows that overlap, that are there twice, and that never come to act. */
final class TableAnalysis {
    private static final int MOST_GAPS = 5;
    private static final int MOST_PAIRS = 50;

    /** Steps of one search through the samples. */
    private static final int MOST_STEPS = 20_000;

    private final String key;
    private final TableDef table;
    private final Universe universe;
    private final List<RuleDef> rules;
    private final TableSamples samples;
    private final List<Finding> findings = new ArrayList<>();
    private int steps;

    /**
     * @param key the table's, as the snapshot knows it
     * @param rules its rows, in their order
     */
    TableAnalysis(String key, TableDef table, Universe universe, List<RuleDef> rules) {
        this.key = key;
        this.table = table;
        this.universe = universe;
        this.rules = rules;
        this.samples = new TableSamples(table, universe);
    }

    List<Finding> findings() {
        duplicates();
        if (samples.isTooLarge()) {
            add(
                    "table.too-large",
                    Severity.INFO,
                    List.of(),
                    List.of(),
                    "'{table}' has too many different values in a column"
                            + " to be looked through for gaps and overlaps.",
                    Map.of());
            return findings;
        }
        if (table.hit() == TableDef.Hit.UNIQUE) {
            overlaps();
        }
        if (table.hit() == TableDef.Hit.FIRST && !samples.isIncomplete()) {
            shadowed();
        }
        if (!samples.isEntangled()) {
            gaps();
        }
        return findings;
    }

    private void duplicates() {
        Map<List<Cell>, Integer> seen = new HashMap<>();
        for (int i = 0; i < table.rows().size(); i++) {
            Integer before = seen.putIfAbsent(table.rows().get(i).when(), i);
            if (before != null && findings.size() < MOST_PAIRS) {
                add(
                        "table.duplicate",
                        table.hit() == TableDef.Hit.UNIQUE ? Severity.ERROR : Severity.WARNING,
                        List.of(i, before),
                        restricted(i, before),
                        "Row {row} of '{table}' has the same conditions as row {other}.",
                        Map.of("row", line(i), "other", line(before)));
            }
        }
    }

    // Overlaps

    private void overlaps() {
        Set<List<Cell>> told = new HashSet<>();
        int pairs = 0;
        List<Regions> where = new ArrayList<>();
        rules.forEach(r -> where.add(Regions.of(r.when(), universe)));
        for (int i = 0; i < table.rows().size() && pairs < MOST_PAIRS; i++) {
            if (!told.add(table.rows().get(i).when())) {
                // Said already: it is there twice.
                continue;
            }
            BitSet with = overlapping(i);
            for (int j = with.nextSetBit(i + 1); j >= 0 && pairs < MOST_PAIRS; j = with.nextSetBit(j + 1)) {
                boolean same =
                        table.rows().get(i).when().equals(table.rows().get(j).when());
                boolean both = where.get(i).overlaps(where.get(j));
                if (!same && both) {
                    pairs++;
                    overlap(i, j);
                }
            }
        }
    }

    /** The rows that hold for a sample for which this one holds, too. */
    private BitSet overlapping(int row) {
        BitSet all = new BitSet();
        all.set(0, table.rows().size());
        for (Column column : samples.columns()) {
            BitSet here = new BitSet();
            for (BitSet rows : column.perhaps()) {
                if (rows.get(row)) {
                    here.or(rows);
                }
            }
            all.and(here);
        }
        return all;
    }

    private void overlap(int i, int j) {
        boolean sure = !samples.isEntangled() && !isOpen(i) && !isOpen(j);
        add(
                "table.overlap",
                sure ? Severity.ERROR : Severity.WARNING,
                List.of(j, i),
                restricted(i, j),
                sure
                        ? "Rows {row} and {other} of '{table}' both hold for {example}; with 'unique' neither would act."
                        : "Rows {row} and {other} of '{table}' may both hold; with 'unique' neither would act then.",
                sure
                        ? Map.of("row", line(i), "other", line(j), "example", example(common(i, j)))
                        : Map.of("row", line(i), "other", line(j), "example", Label.of("")));
    }

    private boolean isOpen(int row) {
        return table.rows().get(row).when().stream().anyMatch(TableSamples::isOpen);
    }

    private List<Value> common(int i, int j) {
        List<Value> values = new ArrayList<>();
        for (Column column : samples.columns()) {
            int at = 0;
            while (at + 1 < column.rows().size()
                    && !(column.rows().get(at).get(i) && column.rows().get(at).get(j))) {
                at++;
            }
            values.add(column.samples().get(at));
        }
        return values;
    }

    /** The columns in which one of the rows says something. */
    private List<Integer> restricted(int i, int j) {
        List<Integer> columns = new ArrayList<>();
        for (int c = 0; c < table.inputs().size(); c++) {
            if (table.rows().get(i).when().get(c) instanceof Cell.Match
                    || table.rows().get(j).when().get(c) instanceof Cell.Match) {
                columns.add(c);
            }
        }
        return columns;
    }

    // Rows that rows above them leave nothing

    private void shadowed() {
        int told = 0;
        for (int row = 1; row < table.rows().size() && told < MOST_PAIRS; row++) {
            BitSet above = new BitSet();
            above.set(0, row);
            steps = 0;
            Boolean left = isLeft(row, 0, above, new HashSet<>());
            if (left != null && !left) {
                told++;
                add(
                        "table.shadowed",
                        Severity.WARNING,
                        List.of(row),
                        List.of(),
                        "Row {row} of '{table}' never acts: the rows above it cover all it says.",
                        Map.of("row", line(row)));
            }
        }
    }

    /**
     * Whether something is left to the row by those above it that hold so far; null when the search was too long.
     *
     * @param seen what was found to leave nothing
     */
    private @Nullable Boolean isLeft(int row, int column, BitSet above, Set<List<Object>> seen) {
        if (above.isEmpty()) {
            return true;
        }
        if (column == samples.columns().size()) {
            return false;
        }
        List<Object> state = List.of(column, above);
        if (seen.contains(state)) {
            return false;
        }
        if (++steps > MOST_STEPS) {
            return null;
        }
        Column here = samples.columns().get(column);
        Set<BitSet> tried = new HashSet<>();
        for (int s = 0; s < here.samples().size(); s++) {
            if (here.perhaps().get(s).get(row)) {
                BitSet still = (BitSet) above.clone();
                still.and(here.rows().get(s));
                if (tried.add(still)) {
                    Boolean left = isLeft(row, column + 1, still, seen);
                    if (left == null || left) {
                        return left;
                    }
                }
            }
        }
        seen.add(state);
        return false;
    }

    // Holes

    private void gaps() {
        BitSet all = new BitSet();
        all.set(0, table.rows().size());
        steps = 0;
        List<List<Value>> found = new ArrayList<>();
        gaps(0, all, new ArrayList<>(), found, new HashSet<>());
        for (List<Value> example : found) {
            add(
                    "table.gap",
                    Severity.INFO,
                    List.of(),
                    List.of(),
                    "No row of '{table}' says what to do for {example}.",
                    Map.of("example", example(example)));
        }
    }

    /** @param whole what was found to have no hole */
    private boolean gaps(int column, BitSet rows, List<Value> way, List<List<Value>> found, Set<List<Object>> whole) {
        if (found.size() >= MOST_GAPS || ++steps > MOST_STEPS) {
            return true;
        }
        if (column == samples.columns().size() || rows.isEmpty()) {
            if (rows.isEmpty()) {
                found.add(List.copyOf(way));
            }
            return rows.isEmpty();
        }
        List<Object> state = List.of(column, rows);
        if (whole.contains(state)) {
            return false;
        }
        boolean any = false;
        Column here = samples.columns().get(column);
        Set<BitSet> tried = new HashSet<>();
        for (int s = 0; s < here.samples().size(); s++) {
            BitSet still = (BitSet) rows.clone();
            still.and(here.perhaps().get(s));
            // Samples that the same rows hold for would say the same.
            if (tried.add(still)) {
                way.add(here.samples().get(s));
                any |= gaps(column + 1, still, way, found, whole);
                way.removeLast();
            }
        }
        if (!any) {
            whole.add(state);
        }
        return any;
    }

    // Words

    /** "Value: 200.00; Tier: VIP". What is left out can be anything. */
    private Label example(List<Value> values) {
        Map<String, String> texts = new HashMap<>();
        for (String language : languages()) {
            boolean zh = language.startsWith("zh");
            List<String> parts = new ArrayList<>();
            for (int i = 0; i < values.size(); i++) {
                String name = table.inputs().get(i).label().in(language);
                parts.add(name + (zh ? "：" : ": ") + text(i, values.get(i), language, zh));
            }
            texts.put(language, String.join(zh ? "；" : "; ", parts));
        }
        return new Label(texts);
    }

    private Set<String> languages() {
        Set<String> languages = new HashSet<>(table.label().byLanguage().keySet());
        languages.add("en");
        return languages;
    }

    private String text(int column, Value value, String language, boolean zh) {
        if (value.isNull()) {
            return zh ? "空" : "empty";
        }
        if (TableSamples.isOther(value)) {
            return zh ? "其他" : "another";
        }
        return Samples.text(table.inputs().get(column).value(), value, universe, new Wording(language, ZoneOffset.UTC));
    }

    private Label line(int row) {
        return Label.of(Integer.toString(table.rows().get(row).line()));
    }

    private void add(
            String code,
            Severity severity,
            List<Integer> rows,
            List<Integer> columns,
            String message,
            Map<String, Label> params) {
        Map<String, Label> all = new HashMap<>(params);
        all.put("table", table.label());
        findings.add(Findings.of(
                code,
                severity,
                rows.stream().map(rules::get).toList(),
                message,
                all,
                Findings.place(key, table, rows, columns)));
    }
}
