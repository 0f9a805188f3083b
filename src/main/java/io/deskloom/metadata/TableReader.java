package io.deskloom.metadata;

import io.deskloom.expr.Expr;
import io.deskloom.expr.ExprType;
import io.deskloom.expr.TypeEnv;
import io.deskloom.kernel.Label;
import io.deskloom.model.PackDef;
import io.deskloom.model.RuleDef;
import io.deskloom.model.TableDef;
import io.deskloom.model.TicketPaths;
import io.deskloom.model.TicketTypeDef;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads a decision table: its columns from the definition, its rows from there or from the sheet beside it. */
final class TableReader {
    private static final int DEFAULT_ORDER = 100;

    private final Reading reading;
    private final Map<String, TypeReader> types;
    private final Map<String, TicketTypeDef> tickets;
    private final List<String> languages;

    /**
     * @param tickets the ticket types that could be read, by key
     * @param languages the workspace's
     */
    TableReader(
            Reading reading,
            Map<String, TypeReader> types,
            Map<String, TicketTypeDef> tickets,
            List<String> languages) {
        this.reading = reading;
        this.types = types;
        this.tickets = tickets;
        this.languages = languages;
    }

    /** A table and the rules its rows are. */
    record Read(TableDef table, List<RuleDef> rules) {}

    /**
     * @param sheets the sheets beside the definition, by file name
     * @param pack whose table it is, null for the workspace's own
     * @param used gets the name of the sheet the table takes its rows from
     */
    Optional<Read> read(At at, Map<String, SourceFile> sheets, @Nullable PackDef pack, Set<String> used) {
        Label label = reading.label(at.get("label"));
        used.add(at.get("file").text());
        reading.uniqueId(pack == null ? "table" : "table of " + pack.id(), at.get("id"));
        TypeReader type = types.get(at.get("type").text());
        if (type == null) {
            reading.known("type", at.get("type"), types.keySet());
            return Optional.empty();
        }
        if (!type.complete()) {
            return Optional.empty();
        }
        Set<RuleDef.On> on = EnumSet.noneOf(RuleDef.On.class);
        for (String event : at.get("on").texts()) {
            Stream.of(RuleDef.On.values()).filter(o -> o.wire().equals(event)).forEach(on::add);
        }
        if (type.isObject() && !Set.of(RuleDef.On.CREATED, RuleDef.On.UPDATED).containsAll(on)) {
            reading.problems.add(at.get("on")
                    .problem("trigger.object_event", "records of an object type have no steps and no comments"));
        }
        TypeEnv env = environment(type, pack);
        TableColumns columns = new TableColumns(
                reading, type, tickets.get(at.get("type").text()), new CellReader(env, reading.problems), env, pack);
        Set<String> keys = new HashSet<>();
        List<TableColumns.In> inputs = columns.inputs(at.get("inputs"), keys);
        List<TableColumns.Out> outputs = columns.outputs(at.get("outputs"), keys);
        // With a column missing, what the rows say would be another table.
        if (inputs.size() != at.get("inputs").items().size()
                || outputs.size() != at.get("outputs").items().size()) {
            return Optional.empty();
        }
        List<TableDef.Row> rows = new TableRows(reading, columns, inputs, outputs)
                .read(at, sheets.get(at.get("file").text()));
        TableDef table = new TableDef(
                at.get("id").text(),
                at.get("key").text(),
                label,
                new RuleDef.Origin(
                        pack == null ? null : pack.id(),
                        pack == null ? null : pack.version(),
                        at.doc().path()),
                at.get("type").text(),
                on,
                at.get("order").number(DEFAULT_ORDER),
                hit(at.get("hit").text()),
                inputs.stream().map(TableColumns.In::column).toList(),
                outputs.stream().map(TableColumns.Out::column).toList(),
                rows,
                at.get("file").textOrNull());
        RuleDef.Phase phase = RuleDef.Phase.of(at.get("phase").text(RuleDef.Phase.BEFORE.wire()));
        return Optional.of(new Read(table, rules(table, phase)));
    }

    private static TypeEnv environment(TypeReader type, @Nullable PackDef pack) {
        if (pack == null) {
            return type.rules();
        }
        TypeEnv own = type.rules();
        Map<String, ExprType> all = new HashMap<>();
        own.paths().forEach(path -> own.typeOf(path).ifPresent(t -> all.put(path, t)));
        pack.parameters().forEach((name, value) -> all.put("param." + name, TableColumns.typeOf(value)));
        return new TicketPaths(all, true);
    }

    private static TableDef.Hit hit(String text) {
        return Stream.of(TableDef.Hit.values())
                .filter(h -> h.wire().equals(text))
                .findFirst()
                .orElse(TableDef.Hit.UNIQUE);
    }

    private List<RuleDef> rules(TableDef table, RuleDef.Phase phase) {
        List<RuleDef> rules = new ArrayList<>();
        for (TableDef.Row row : table.rows()) {
            Expr when = table.condition(row);
            rules.add(new RuleDef(
                    table.ruleId(row),
                    table.key() + "." + row.id(),
                    label(table.label(), row.line()),
                    table.origin(),
                    table.type(),
                    table.on(),
                    when,
                    row.then(),
                    table.order(),
                    false,
                    phase,
                    null,
                    new RuleDef.Row(table.id(), table.key(), table.hit(), row.id(), rules.size())));
        }
        return rules;
    }

    /** "Priority by damage · row 7". */
    private Label label(Label table, int line) {
        Map<String, String> texts = new HashMap<>();
        Set<String> all = new HashSet<>(languages);
        all.addAll(table.byLanguage().keySet());
        for (String language : all) {
            texts.put(
                    language,
                    table.in(language) + (language.startsWith("zh") ? " · 第 " + line + " 行" : " · row " + line));
        }
        return new Label(texts);
    }
}
