package io.deskloom.metadata;

import io.deskloom.expr.Expr;
import io.deskloom.expr.ExprType;
import io.deskloom.expr.Trees;
import io.deskloom.expr.TypeEnv;
import io.deskloom.field.Kind;
import io.deskloom.field.Value;
import io.deskloom.kernel.Label;
import io.deskloom.model.FlowDef;
import io.deskloom.model.PackDef;
import io.deskloom.model.Priority;
import io.deskloom.model.RuleDef.IntentDef;
import io.deskloom.model.TableDef;
import io.deskloom.model.TicketPaths;
import io.deskloom.model.TicketTypeDef;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The columns of a decision table: what stands in them, and what their cells therefore mean. */
final class TableColumns {
    private static final Map<String, Label> OF_TICKETS = Map.of(
            "ticket.priority", Label.of("Priority", "优先级"),
            "ticket.team", Label.of("Team", "团队"),
            "ticket.status", Label.of("Status", "状态"),
            "ticket.step", Label.of("Step", "步骤"),
            "ticket.title", Label.of("Title", "标题"),
            "event.kind", Label.of("Event", "事件"),
            "event.action", Label.of("Action taken", "执行的操作"),
            "event.channel", Label.of("Channel", "渠道"));

    private final Reading reading;
    private final TypeReader type;
    private final @Nullable TicketTypeDef built;
    private final CellReader cells;
    private final TypeEnv env;
    private final @Nullable PackDef pack;

    TableColumns(
            Reading reading,
            TypeReader type,
            @Nullable TicketTypeDef built,
            CellReader cells,
            TypeEnv env,
            @Nullable PackDef pack) {
        this.reading = reading;
        this.type = type;
        this.built = built;
        this.cells = cells;
        this.env = env;
        this.pack = pack;
    }

    /** An input and what its cells speak about. */
    record In(TableDef.Input column, Subject subject) {}

    /** An output and what its cells speak about. */
    record Out(TableDef.Output column, Subject subject) {}

    /** Those that could be read; the others are reported. */
    List<In> inputs(At at, Set<String> keys) {
        List<In> all = new ArrayList<>();
        for (At one : at.items()) {
            boolean written = one.get("expression").present();
            At where = written ? one.get("expression") : one.get("field");
            Optional<Expr> value = written ? expression(where) : path(where);
            Optional<String> key = key(one, where.text(), keys);
            Label label = label(one, where.text(), written ? null : fieldLabel(where.text()));
            if (value.isPresent() && key.isPresent()) {
                mayRead(value.get(), where::problem);
                all.add(new In(
                        new TableDef.Input(key.get(), label, value.get()),
                        Subject.of(value.get(), type, built, reading)));
            }
        }
        return all;
    }

    private Optional<Expr> expression(At where) {
        return Optional.ofNullable(type.expression(where, env, null));
    }

    private Optional<Expr> path(At where) {
        Optional<ExprType> of = env.typeOf(where.text());
        if (of.isEmpty()) {
            reading.known("field", where, env.paths());
        }
        return of.map(t -> new Expr.Attribute(where.text(), t));
    }

    private Optional<String> key(At one, String otherwise, Set<String> keys) {
        String own = otherwise.replace('.', '_');
        String key = one.get("key").text(keys.contains(own) ? "new_" + own : own);
        if (keys.add(key)) {
            return Optional.of(key);
        }
        reading.problems.add(one.problem(
                "duplicate", Said.of("there are two {what} called '{name}'", "what", "columns", "name", key)));
        return Optional.empty();
    }

    private Label label(At one, String otherwise, @Nullable Label known) {
        return one.get("label").present()
                ? reading.label(one.get("label"))
                : known == null ? Label.of(otherwise) : known;
    }

    /** What people call what an input compares: the field's name, else the expression as it is written. */
    Label label(String written) {
        Label known = fieldLabel(written);
        return known == null ? Label.of(written) : known;
    }

    private @Nullable Label fieldLabel(String path) {
        Label system = OF_TICKETS.get(path);
        if (system != null) {
            return system;
        }
        TypeReader owner = type;
        String rest = path.startsWith(TicketPaths.OLD) ? path.substring(TicketPaths.OLD.length()) : path;
        for (int dot = rest.indexOf('.'); dot > 0 && owner != null; dot = rest.indexOf('.')) {
            owner = owner.target(rest.substring(0, dot));
            rest = rest.substring(dot + 1);
        }
        return owner == null || owner.kind(rest) == null
                ? null
                : owner.field(rest).get("label").label();
    }

    /** Those that could be read; the others are reported. */
    List<Out> outputs(At at, Set<String> keys) {
        List<Out> all = new ArrayList<>();
        for (At one : at.items()) {
            String wish = one.get("do").text();
            At field = one.get("field");
            Optional<Subject> subject = subject(wish, one);
            String about = field.present() ? field.text() : wish;
            // The same field may be set and added to.
            Optional<String> key = key(one, keys.contains("new_" + about) ? wish + "_" + about : about, keys);
            Label label = label(
                    one,
                    wish,
                    switch (wish) {
                        case "setPriority" -> Label.of("Priority", "优先级");
                        case "assignTeam" -> Label.of("Team", "团队");
                        case "act" -> Label.of("Action", "操作");
                        default -> fieldLabel(field.text());
                    });
            if (subject.isPresent() && key.isPresent()) {
                mayWrite(wish, field.text(), one::problem);
                all.add(new Out(new TableDef.Output(key.get(), label, wish, field.textOrNull()), subject.get()));
            }
        }
        return all;
    }

    private Optional<Subject> subject(String wish, At one) {
        boolean ofField = wish.equals("setField") || wish.equals("addTo") || wish.equals("removeFrom");
        At field = one.get("field");
        if (ofField != field.present()) {
            reading.problems.add(one.problem(
                    "table.output_field",
                    ofField
                            ? Said.of("'{wish}' needs a field", "wish", wish).in("missing")
                            : Said.of("'{wish}' is about no field", "wish", wish)
                                    .in("unknown")));
            return Optional.empty();
        }
        if (!ofField && type.isObject()) {
            reading.problems.add(one.problem(
                    "trigger.object",
                    "records of an object type have no priority, no team, no steps and no comments; set a field"));
            return Optional.empty();
        }
        return switch (wish) {
            case "setPriority" -> Optional.of(new Subject(ExprType.TEXT, Subject.priorities(), null));
            case "assignTeam" -> Optional.of(new Subject(ExprType.TEXT, reading.teamLabels, null));
            case "act" -> Optional.of(new Subject(ExprType.TEXT, actions(), null));
            case "setField", "addTo", "removeFrom" -> ofField(wish, field);
            // The schema has said so.
            default -> Optional.empty();
        };
    }

    private Map<String, Label> actions() {
        Map<String, Label> all = new LinkedHashMap<>();
        if (built != null) {
            built.flow().nodes().stream()
                    .flatMap(node ->
                            node instanceof FlowDef.Task task ? task.actions().stream() : Stream.<FlowDef.Action>of())
                    .forEach(action -> all.putIfAbsent(action.key(), action.label()));
        }
        return all;
    }

    private Optional<Subject> ofField(String wish, At field) {
        Kind kind = type.kind(field.text());
        if (kind == null) {
            reading.known("field", field, type.keys());
            return Optional.empty();
        }
        if (type.isDerived(field.text())) {
            reading.problems.add(field.problem(
                    "trigger.derived",
                    Said.of("'{field}' is computed; change what it is computed from", "field", field.text())));
            return Optional.empty();
        }
        if (!wish.equals("setField") && kind != Kind.TAGS && kind != Kind.MULTI) {
            reading.problems.add(field.problem(
                    "trigger.several",
                    Said.of(
                            "'{field}' does not hold several entries; tags and multi fields do",
                            "field",
                            field.text())));
            return Optional.empty();
        }
        Map<String, Label> choices = kind == Kind.TEAM ? reading.teamLabels : Subject.options(type.field(field.text()));
        String currency = kind == Kind.MONEY ? type.currencyOf(field.text()) : null;
        return Optional.of(new Subject(TicketPaths.typeOf(kind), choices, currency));
    }

    /** What a cell of an input says; empty when it is wrong. */
    Optional<TableDef.Cell> condition(String text, In input, Spot spot) {
        Optional<TableDef.Cell> cell = cells.condition(text, input.subject(), spot);
        if (cell.isPresent() && cell.get() instanceof TableDef.Cell.Match match) {
            match.any().forEach(atom -> {
                if (atom instanceof TableDef.Atom.Same(Expr expr)) {
                    mayRead(expr, spot);
                }
            });
        }
        return cell;
    }

    /** What a cell of an output wants, at most one wish; empty when it is wrong. */
    Optional<List<IntentDef>> wish(String text, Out output, Spot spot) {
        if (CellReader.isBlank(text)) {
            return Optional.of(List.of());
        }
        TableDef.Output column = output.column();
        return switch (column.wish()) {
            case "setPriority" ->
                text(text, output, spot)
                        .map(key -> List.of(new IntentDef.SetPriority(Stream.of(Priority.values())
                                .filter(p -> p.wire().equals(key))
                                .findFirst()
                                .orElseThrow())));
            case "assignTeam" -> text(text, output, spot).map(key -> List.of(new IntentDef.AssignTeam(key)));
            case "act" -> text(text, output, spot).map(key -> List.of(new IntentDef.Act(key)));
            case "addTo" -> entries(text, output, spot).map(all -> List.of(new IntentDef.AddTo(field(column), all)));
            case "removeFrom" ->
                entries(text, output, spot).map(all -> List.of(new IntentDef.RemoveFrom(field(column), all)));
            default -> set(text, output, spot).map(value -> List.of(new IntentDef.SetField(field(column), value)));
        };
    }

    private static String field(TableDef.Output column) {
        return column.field() == null ? "" : column.field();
    }

    private Optional<String> text(String text, Out output, Spot spot) {
        return cells.value(text.strip(), output.subject(), spot)
                .map(v -> v instanceof Value.Text(String key) ? key : "");
    }

    private Optional<List<String>> entries(String text, Out output, Spot spot) {
        return cells.values(text, output.subject(), spot)
                .map(all -> all.stream()
                        .map(v -> v instanceof Value.Text(String key) ? key : "")
                        .toList());
    }

    private Optional<Expr> set(String written, Out output, Spot spot) {
        String text = written.strip();
        ExprType of = output.subject().type();
        if (text.startsWith("=")) {
            Optional<Expr> value = cells.expression(text.substring(1), of, spot);
            value.ifPresent(e -> mayRead(e, spot));
            return value;
        }
        if (text.equalsIgnoreCase("empty")) {
            return Optional.of(new Expr.Literal(Value.NULL, of));
        }
        if (of == ExprType.LIST) {
            return cells.values(text, output.subject(), spot)
                    .map(all -> new Expr.Literal(new Value.Items(all), ExprType.LIST));
        }
        return cells.value(text, output.subject(), spot).map(v -> new Expr.Literal(v, of));
    }

    /** A pack reads what its manifest says; of other records nothing. */
    private void mayRead(Expr expr, Spot spot) {
        PackDef of = pack;
        if (of == null) {
            return;
        }
        for (String path : Trees.paths(expr)) {
            String own = path.startsWith(TicketPaths.OLD) ? path.substring(TicketPaths.OLD.length()) : path;
            boolean system = TicketPaths.SYSTEM.containsKey(path);
            if (path.startsWith("param.")) {
                continue;
            }
            if (!system && type.kind(own) == null) {
                reading.problems.add(spot.problem(
                        "table.pack_relation",
                        Said.of("a pack looks at the ticket only, not at '{path}'", "path", path),
                        null));
            } else {
                String key = type.at().get("key").text();
                String declared = path.equals("actor") ? "actor.id" : system ? path : key + "." + own;
                undeclared(of.reads(), declared, "read", spot);
            }
        }
    }

    private void mayWrite(String wish, String field, Spot spot) {
        PackDef of = pack;
        if (of == null) {
            return;
        }
        String declared = switch (wish) {
            case "setPriority" -> "ticket.priority";
            case "assignTeam" -> "ticket.team";
            case "act" -> "ticket.step";
            default -> type.at().get("key").text() + "." + field;
        };
        undeclared(of.writes(), declared, "write", spot);
    }

    private void undeclared(Set<String> declared, String path, String verb, Spot spot) {
        if (!declared.contains(path) && !declared.contains(path.substring(0, path.indexOf('.')) + ".*")) {
            reading.problems.add(spot.problem(
                    "table.undeclared",
                    Said.of(
                                    "the pack has not declared that it {verb}s {path}; add it to capabilities.{verb} in pack.yaml",
                                    "verb",
                                    verb,
                                    "path",
                                    path)
                            .in(verb),
                    null));
        }
    }

    /** What expressions call the shape of a parameter's value. */
    static ExprType typeOf(Value value) {
        return switch (value) {
            case Value.Null _ -> ExprType.NULL;
            case Value.Text _ -> ExprType.TEXT;
            case Value.Num _ -> ExprType.NUMBER;
            case Value.Money _ -> ExprType.MONEY;
            case Value.Bool _ -> ExprType.BOOL;
            case Value.Date _ -> ExprType.DATE;
            case Value.Timestamp _ -> ExprType.TIMESTAMP;
            case Value.Span _ -> ExprType.SPAN;
            case Value.Items _ -> ExprType.LIST;
            case Value.Parts _ -> ExprType.PARTS;
        };
    }
}
