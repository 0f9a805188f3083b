package io.deskloom.metadata;

import com.fasterxml.jackson.databind.JsonNode;
import io.deskloom.kernel.Label;
import io.deskloom.kernel.Problem;
import io.deskloom.model.RuleDef.IntentDef;
import io.deskloom.model.TableDef;
import io.deskloom.sheet.Grid;
import io.deskloom.sheet.SheetRefused;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rows of a decision table, from its definition or from a sheet. Every cell that is wrong is reported at once. */
final class TableRows {
    /** Columns of a sheet besides those of the table. */
    static final String ID = "id";

    static final String NOTE = "note";

    private static final Pattern ROW_ID = Pattern.compile("[A-Za-z0-9_-]{1,40}");
    private static final int ID_DIGITS = 8;
    private static final int LONGEST_NOTE = 500;

    private final Reading reading;
    private final TableColumns columns;
    private final List<TableColumns.In> inputs;
    private final List<TableColumns.Out> outputs;
    private final Set<String> ids = new HashSet<>();

    TableRows(Reading reading, TableColumns columns, List<TableColumns.In> inputs, List<TableColumns.Out> outputs) {
        this.reading = reading;
        this.columns = columns;
        this.inputs = inputs;
        this.outputs = outputs;
    }

    /** A cell as it was written, and where. */
    private record Written(String text, Spot spot) {}

    /**
     * Those that could be read.
     *
     * @param sheet the sheet the definition names, null when there is no such file
     */
    List<TableDef.Row> read(At at, @Nullable SourceFile sheet) {
        At file = at.get("file");
        boolean both = file.present() == at.get("rows").present();
        if (both) {
            reading.problems.add(at.problem("table.rows", Said.of("a table has either rows or a file with them")));
            return List.of();
        }
        if (!file.present()) {
            return inline(at.get("rows"));
        }
        if (sheet == null) {
            reading.problems.add(file.problem(
                    "table.file", Said.of("there is no file '{file}' beside the table", "file", file.text())));
            return List.of();
        }
        return sheet(sheet);
    }

    private List<TableDef.Row> inline(At rows) {
        List<TableDef.Row> all = new ArrayList<>();
        int line = 0;
        for (At row : rows.items()) {
            line++;
            List<Written> when = cells(row.get("when"), inputs.size(), "inputs");
            List<Written> then = cells(row.get("then"), outputs.size(), "outputs");
            if (when.size() == inputs.size() && then.size() == outputs.size()) {
                row(row.get("id").text(), row.get("note").text(), line, when, then, row::problem)
                        .ifPresent(all::add);
            }
        }
        return all;
    }

    private List<Written> cells(At at, int wanted, String what) {
        List<Written> all = new ArrayList<>();
        at.items().forEach(cell -> all.add(new Written(text(cell.node()), cell::problem)));
        if (all.size() != wanted) {
            reading.problems.add(at.problem(
                    "table.cells",
                    Said.of(
                                    "a row has one cell for each of the {wanted} " + what + ", this one has {found}",
                                    "wanted",
                                    wanted,
                                    "found",
                                    all.size())
                            .in(what)));
        }
        return all;
    }

    private static String text(JsonNode node) {
        return node.isNull() ? "" : node.isNumber() ? node.decimalValue().toPlainString() : node.asText();
    }

    private List<TableDef.Row> sheet(SourceFile file) {
        Grid grid;
        try {
            grid = Grid.read(file.bytes(), TableDef.MOST_ROWS, TableDef.MOST_INPUTS + TableDef.MOST_OUTPUTS + 2);
        } catch (SheetRefused e) {
            Problem p = e.problem();
            reading.problems.add(
                    new Problem("", p.code(), p.message(), p.params(), null, new Problem.Source(file.path(), 1, 1)));
            return List.of();
        }
        Map<String, Integer> places = places(grid, file);
        boolean complete = inputs.stream()
                        .allMatch(in -> places.containsKey("in " + in.column().key()))
                && outputs.stream()
                        .allMatch(
                                out -> places.containsKey("out " + out.column().key()));
        if (!complete) {
            return List.of();
        }
        List<TableDef.Row> all = new ArrayList<>();
        for (Grid.Row row : grid.rows()) {
            List<Written> when = inputs.stream()
                    .map(in -> written(row, at(places, "in " + in.column().key()), file))
                    .toList();
            List<Written> then = outputs.stream()
                    .map(out -> written(row, at(places, "out " + out.column().key()), file))
                    .toList();
            String id = places.containsKey(ID) ? row.cells().get(at(places, ID)) : "";
            String note = places.containsKey(NOTE) ? row.cells().get(at(places, NOTE)) : "";
            row(id, note, row.line(), when, then, spot(file, places.getOrDefault(ID, 0), row.line()))
                    .ifPresent(all::add);
        }
        return all;
    }

    /** Of a column that is there. */
    private static int at(Map<String, Integer> places, String column) {
        return Objects.requireNonNull(places.get(column));
    }

    private static Written written(Grid.Row row, int column, SourceFile file) {
        return new Written(row.cells().get(column), spot(file, column, row.line()));
    }

    private static Spot spot(SourceFile file, int column, int line) {
        return (code, said, suggestion) -> {
            Map<String, String> params = new HashMap<>(said.params());
            params.put("cell", Grid.cell(column, line));
            return new Problem(
                    Grid.cell(column, line),
                    code,
                    said.text(),
                    params,
                    suggestion,
                    new Problem.Source(file.path(), line, column + 1));
        };
    }

    /** Which column of the sheet is which of the table; one that is missing or too many is reported. */
    private Map<String, Integer> places(Grid grid, SourceFile file) {
        Map<String, Integer> places = new HashMap<>();
        for (int i = 0; i < grid.header().size(); i++) {
            String name = grid.header().get(i);
            String meant = meant(name, places);
            if (meant != null) {
                places.put(meant, i);
            } else if (!isUnused(grid, i)) {
                reading.problems.add(spot(file, i, 1)
                        .problem(
                                "table.column",
                                Said.of("the table has no column '{name}'", "name", name)
                                        .in("unknown"),
                                Nearest.to(name, names())));
            }
        }
        inputs.forEach(in -> missing("in " + in.column().key(), in.column().label(), places, file));
        outputs.forEach(out -> missing("out " + out.column().key(), out.column().label(), places, file));
        return places;
    }

    private static boolean isUnused(Grid grid, int column) {
        return grid.rows().stream().allMatch(row -> row.cells().get(column).isEmpty());
    }

    private List<String> names() {
        List<String> names = new ArrayList<>();
        inputs.forEach(in -> names.add(in.column().key()));
        outputs.forEach(out -> names.add(out.column().key()));
        return names;
    }

    private void missing(String key, Label label, Map<String, Integer> places, SourceFile file) {
        if (!places.containsKey(key)) {
            reading.problems.add(spot(file, 0, 1)
                    .problem(
                            "table.column",
                            Said.of("the column '{name}' is missing", "name", label.in("en"))
                                    .in("missing"),
                            null));
        }
    }

    /** A column goes by its key or its label in any language; an input before an output of the same name. */
    private @Nullable String meant(String name, Map<String, Integer> places) {
        for (TableColumns.In in : inputs) {
            String key = in.column().key();
            if (!places.containsKey("in " + key)
                    && (name.equals(key) || in.column().label().says(name))) {
                return "in " + key;
            }
        }
        // The readers of sheets number the second of two equal names.
        String bare = name.replaceFirst(" \\(\\d+\\)$", "");
        for (TableColumns.Out out : outputs) {
            String key = out.column().key();
            if (!places.containsKey("out " + key)
                    && (name.equals(key)
                            || out.column().label().says(name)
                            || out.column().label().says(bare))) {
                return "out " + key;
            }
        }
        boolean known = name.equalsIgnoreCase(ID) || name.equalsIgnoreCase(NOTE);
        return known ? name.toLowerCase(java.util.Locale.ROOT) : null;
    }

    private Optional<TableDef.Row> row(
            String id, String note, int line, List<Written> when, List<Written> then, Spot spot) {
        List<TableDef.Cell> cells = new ArrayList<>();
        List<IntentDef> wishes = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        boolean fine = true;
        for (int i = 0; i < when.size(); i++) {
            Written cell = when.get(i);
            texts.add(cell.text());
            Optional<TableDef.Cell> read =
                    fits(cell) ? columns.condition(cell.text(), inputs.get(i), cell.spot()) : Optional.empty();
            read.ifPresent(cells::add);
            fine &= read.isPresent();
        }
        for (int i = 0; i < then.size(); i++) {
            Written cell = then.get(i);
            texts.add(cell.text());
            Optional<List<IntentDef>> read =
                    fits(cell) ? columns.wish(cell.text(), outputs.get(i), cell.spot()) : Optional.empty();
            read.ifPresent(wishes::addAll);
            fine &= read.isPresent();
        }
        String known = id(id, when, spot);
        return fine
                ? Optional.of(new TableDef.Row(
                        known, cells, wishes, texts, note.substring(0, Math.min(LONGEST_NOTE, note.length())), line))
                : Optional.empty();
    }

    private boolean fits(Written cell) {
        if (cell.text().length() <= TableDef.LONGEST_CELL) {
            return true;
        }
        reading.problems.add(cell.spot()
                .problem(
                        "cell.long",
                        Said.of("a cell has at most {most} characters", "most", TableDef.LONGEST_CELL),
                        null));
        return false;
    }

    /** The row's own id or, when it has none, one that follows from its conditions, so that it stays when rows are moved. */
    private String id(String given, List<Written> when, Spot spot) {
        if (!given.isEmpty()) {
            if (!ROW_ID.matcher(given).matches()) {
                reading.problems.add(spot.problem(
                        "table.row_id",
                        Said.of("'{id}' is no id of a row: letters, digits, _ and -, at most 40", "id", given)
                                .in("pattern"),
                        null));
            } else if (!ids.add(given)) {
                reading.problems.add(spot.problem(
                        "table.row_id",
                        Said.of("there are two rows with the id '{id}'", "id", given)
                                .in("twice"),
                        null));
            }
            return given;
        }
        String digest = digest(
                String.join("\n", when.stream().map(w -> w.text().strip()).toList()));
        String id = digest;
        for (int n = 2; !ids.add(id); n++) {
            id = digest + "-" + n;
        }
        return id;
    }

    private static String digest(String text) {
        try {
            byte[] bytes = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "r" + HexFormat.of().formatHex(bytes).substring(0, ID_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
