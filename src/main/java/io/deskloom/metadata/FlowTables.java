package io.deskloom.metadata;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deskloom.expr.Expr;
import io.deskloom.expr.TypeEnv;
import io.deskloom.model.RuleDef;
import io.deskloom.model.TableDef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decisions that are written as a table: each row is an edge whose condition is that every input is what its cell says, in their
 * order. The last row, which says nothing of any input, is what else happens.
 */
final class FlowTables {
    private final Reading reading;
    private final TypeReader type;

    /** The condition of each edge that is a row; those that could not be read have none. */
    private final Map<At, Optional<Expr>> rows = new IdentityHashMap<>();

    private final Map<String, TableDef> sheets = new HashMap<>();

    FlowTables(Reading reading, TypeReader type) {
        this.reading = reading;
        this.type = type;
    }

    /** By node id. */
    Map<String, TableDef> read() {
        return sheets;
    }

    boolean isRow(At edge) {
        return rows.containsKey(edge);
    }

    @Nullable
    Expr condition(At edge) {
        return rows.getOrDefault(edge, Optional.empty()).orElse(null);
    }

    /**
     * The edges that the rows of the node's table are; none for a node without.
     *
     * @param nodes ids of those there are
     */
    List<At> ways(At node, Set<String> nodes) {
        At table = node.get("table");
        if (!table.present()) {
            return List.of();
        }
        TypeEnv env = type.conditions();
        TableColumns columns = new TableColumns(reading, type, null, new CellReader(env, reading.problems), env, null);
        List<TableColumns.@Nullable In> inputs = inputs(table.get("inputs"), columns, env);
        List<TableDef.Row> read = new ArrayList<>();
        List<At> ways = new ArrayList<>();
        for (At row : table.get("rows").items()) {
            List<At> cells = row.items();
            if (cells.size() != inputs.size() + 1) {
                reading.problems.add(row.problem(
                        "table.cells",
                        Said.of(
                                        "a row has one cell for each of the {wanted} inputs and the node it leads to, this one has {found}",
                                        "wanted",
                                        inputs.size(),
                                        "found",
                                        cells.size())
                                .in("ways")));
                continue;
            }
            boolean blank = cells.stream().limit(inputs.size()).allMatch(c -> CellReader.isBlank(text(c)));
            List<TableDef.Cell> when = new ArrayList<>();
            for (int i = 0; i < inputs.size(); i++) {
                TableColumns.In input = inputs.get(i);
                At cell = cells.get(i);
                if (input != null) {
                    columns.condition(text(cell), input, cell::problem).ifPresent(when::add);
                }
            }
            boolean fine = when.size() == inputs.size();
            if (fine) {
                read.add(new TableDef.Row(
                        "r" + (read.size() + 1),
                        when,
                        List.of(),
                        cells.stream().map(FlowTables::text).toList(),
                        "",
                        ways.size() + 1));
            }
            boolean last =
                    row.pointer().equals(table.get("rows").items().getLast().pointer());
            if (blank && !last) {
                reading.problems.add(
                        row.problem(
                                "flow.table_else",
                                Said.of(
                                        "a row that says nothing of any input stands last; those below it would never be taken")));
            }
            reading.known("node", cells.getLast(), nodes);
            At way = way(node, row, cells.getLast(), blank && last);
            rows.put(way, Optional.empty());
            if (fine && !blank) {
                List<TableDef.Input> known = inputs.stream()
                        .map(in -> Objects.requireNonNull(in).column())
                        .toList();
                rows.put(way, Optional.of(sheet(node, known, read).condition(read.getLast())));
            }
            ways.add(way);
        }
        if (read.size() == ways.size() && inputs.stream().noneMatch(Objects::isNull)) {
            List<TableDef.Input> known = inputs.stream()
                    .map(in -> Objects.requireNonNull(in).column())
                    .toList();
            sheets.put(node.get("id").text(), sheet(node, known, read));
        }
        return ways;
    }

    private TableDef sheet(At node, List<TableDef.Input> inputs, List<TableDef.Row> rows) {
        String id = node.get("id").text();
        return new TableDef(
                id,
                id,
                node.get("label").label(),
                new RuleDef.Origin(null, null, node.doc().path()),
                type.at().get("key").text(),
                Set.of(),
                0,
                TableDef.Hit.FIRST,
                inputs,
                List.of(),
                rows,
                null);
    }

    /** One for each column; null for one that cannot be read, which is reported. */
    private List<TableColumns.@Nullable In> inputs(At at, TableColumns columns, TypeEnv env) {
        List<TableColumns.@Nullable In> all = new ArrayList<>();
        Set<String> keys = new HashSet<>();
        for (At one : at.items()) {
            Expr value = type.expression(one, env, null);
            String key = value instanceof Expr.Attribute(String path, var _) ? path.replace('.', '_') : "";
            if (key.isEmpty() || !keys.add(key)) {
                key = "in" + (all.size() + 1);
                keys.add(key);
            }
            all.add(
                    value == null
                            ? null
                            : new TableColumns.In(
                                    new TableDef.Input(key, columns.label(one.text()), value),
                                    Subject.of(value, type, null, reading)));
        }
        return all;
    }

    private static At way(At node, At row, At to, boolean otherwise) {
        ObjectNode edge = JsonNodeFactory.instance.objectNode();
        edge.set("from", node.get("id").node());
        edge.set("to", to.node());
        if (otherwise) {
            edge.put("else", true);
        } else {
            // That there is a condition; what it is the cells say.
            edge.put("when", true);
        }
        return new At(row.doc(), row.pointer(), edge);
    }

    private static String text(At cell) {
        JsonNode node = cell.node();
        return node.isNull() ? "" : node.isNumber() ? node.decimalValue().toPlainString() : node.asText();
    }
}
