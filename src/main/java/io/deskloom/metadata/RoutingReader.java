package io.deskloom.metadata;

import com.fasterxml.jackson.databind.JsonNode;
import io.deskloom.expr.Expr;
import io.deskloom.expr.ExprType;
import io.deskloom.kernel.Label;
import io.deskloom.model.RoutingDef;
import io.deskloom.model.RuleDef;
import io.deskloom.model.TableDef;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.routing.Capacity;
import io.deskloom.routing.Strategy;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads a routing: its grid speaks the language of decision tables, read for each type the routing is for. */
final class RoutingReader {
    private final Reading reading;
    private final Map<String, TicketTypeDef> tickets;

    /** @param tickets the ticket types that could be read, by key */
    RoutingReader(Reading reading, Map<String, TicketTypeDef> tickets) {
        this.reading = reading;
        this.tickets = tickets;
    }

    /** Empty when something is wrong, which is reported. */
    Optional<RoutingDef> read(At at) {
        reading.uniqueId("routing", at.get("id"));
        int before = reading.problems.list().size();
        Label label = reading.label(at.get("label"));
        RoutingDef.Choose choose = choose(at.get("choose"));
        Map<String, RoutingDef.Target> targets = targets(at.get("table").get("rows"));
        Map<String, RoutingDef.Way> byType = new TreeMap<>();
        Set<String> named = new HashSet<>();
        for (At type : at.get("types").items()) {
            reading.unique("types", type, named);
            TypeReader reader = reading.tickets.get(type.text());
            if (reader == null) {
                reading.known("type", type, reading.tickets.keySet());
            } else if (reader.complete()) {
                byType.put(type.text(), way(at, type.text(), reader, targets));
            }
        }
        return reading.problems.list().size() > before || choose == null
                ? Optional.empty()
                : Optional.of(new RoutingDef(at.get("id").text(), at.get("key").text(), label, byType, choose));
    }

    private RoutingDef.Way way(At at, String type, TypeReader reader, Map<String, RoutingDef.Target> targets) {
        At choose = at.get("choose");
        return new RoutingDef.Way(
                at.get("table").present() ? grid(at, type, reader, targets) : null,
                targets,
                expression(choose.get("skills"), reader, Set.of(ExprType.TEXT, ExprType.LIST), "routing.skills"),
                expression(choose.get("location"), reader, Set.of(ExprType.TEXT, ExprType.PARTS), "routing.location"),
                expression(choose.get("last"), reader, Set.of(ExprType.TEXT), "routing.last"));
    }

    private @Nullable Expr expression(At at, TypeReader reader, Set<ExprType> allowed, String code) {
        if (!at.present()) {
            return null;
        }
        Expr read = reader.expression(at, reader.conditions(), null);
        if (read != null && read.type() != ExprType.NULL && !allowed.contains(read.type())) {
            reading.problems.add(at.problem(
                    code,
                    switch (code) {
                        case "routing.skills" -> "skills are a text or a list of texts";
                        case "routing.location" -> "a location is a text (a region) or a place (lat, lon)";
                        default -> "whom it is about is a text, such as ticket.requester";
                    }));
        }
        return read;
    }

    private TableDef grid(At at, String type, TypeReader reader, Map<String, RoutingDef.Target> targets) {
        At table = at.get("table");
        CellReader cells = new CellReader(reader.conditions(), reading.problems);
        TableColumns columns = new TableColumns(reading, reader, tickets.get(type), cells, reader.conditions(), null);
        List<TableColumns.In> inputs = columns.inputs(table.get("inputs"), new HashSet<>());
        List<TableDef.Row> rows = new ArrayList<>();
        // With a column missing, what the rows say would be another grid.
        if (inputs.size() == table.get("inputs").items().size()) {
            int line = 0;
            for (At row : table.get("rows").items()) {
                line++;
                row(row, line, inputs, columns, targets).ifPresent(rows::add);
            }
        }
        return new TableDef(
                at.get("id").text(),
                at.get("key").text(),
                Label.of(at.get("key").text("?")),
                new RuleDef.Origin(null, null, at.doc().path()),
                type,
                Set.of(),
                0,
                table.get("hit").text().equals("unique") ? TableDef.Hit.UNIQUE : TableDef.Hit.FIRST,
                inputs.stream().map(TableColumns.In::column).toList(),
                List.of(),
                rows,
                null);
    }

    private Optional<TableDef.Row> row(
            At row,
            int line,
            List<TableColumns.In> inputs,
            TableColumns columns,
            Map<String, RoutingDef.Target> targets) {
        List<At> when = row.get("when").items();
        if (when.size() != inputs.size()) {
            reading.problems.add(row.get("when")
                    .problem(
                            "table.cells",
                            Said.of(
                                            "a row has one cell for each of the {wanted} inputs, this one has {found}",
                                            "wanted",
                                            inputs.size(),
                                            "found",
                                            when.size())
                                    .in("inputs")));
            return Optional.empty();
        }
        List<TableDef.Cell> cells = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < when.size(); i++) {
            String text = text(when.get(i).node());
            texts.add(text);
            // Grids of routings say "any" where tables leave a cell empty.
            String said = text.strip().equals("any") ? "" : text;
            columns.condition(said, inputs.get(i), when.get(i)::problem).ifPresent(cells::add);
        }
        String id = rowId(row, line);
        RoutingDef.Target target = targets.get(id);
        return cells.size() < inputs.size() || target == null
                ? Optional.empty()
                : Optional.of(new TableDef.Row(
                        id,
                        cells,
                        List.of(new RuleDef.IntentDef.AssignTeam(target.team())),
                        texts,
                        row.get("note").text(),
                        line));
    }

    /** What rows say is the same for every type. */
    private Map<String, RoutingDef.Target> targets(At rows) {
        Map<String, RoutingDef.Target> all = new HashMap<>();
        Set<String> ids = new HashSet<>();
        int line = 0;
        for (At row : rows.items()) {
            line++;
            reading.unique("rows", row.get("id"), ids);
            reading.known("team", row.get("team"), reading.teams);
            all.put(
                    rowId(row, line),
                    new RoutingDef.Target(
                            row.get("team").text(),
                            Strategy.of(row.get("strategy").text()).orElse(null),
                            row.get("skills").texts()));
        }
        return all;
    }

    private static String rowId(At row, int line) {
        return row.get("id").text("row" + line);
    }

    private RoutingDef.@Nullable Choose choose(At at) {
        reading.known("team", at.get("fallback"), reading.teams);
        At overflow = at.get("overflow");
        reading.known("team", overflow.get("team"), reading.teams);
        Duration after = overflow.present() ? wait(overflow.get("after")) : null;
        Strategy strategy = Strategy.of(at.get("strategy").text()).orElse(null);
        if (strategy == Strategy.WEIGHTED_SKILL && !at.get("skills").present()) {
            reading.problems.add(at.get("strategy")
                    .problem("routing.no_skills", "to choose by skill, 'skills' must say which are wanted"));
        }
        if (strategy == Strategy.NEAREST && !at.get("location").present()) {
            reading.problems.add(at.get("strategy")
                    .problem("routing.no_location", "to choose the nearest, 'location' must say nearest to what"));
        }
        if (strategy == Strategy.LAST_AGENT && !at.get("last").present()) {
            reading.problems.add(at.get("strategy")
                    .problem(
                            "routing.no_last",
                            "to choose the last agent, 'last' must say whose: ticket.requester, customer"));
        }
        Capacity capacity = capacity(at.get("capacity"));
        return strategy == null
                ? null
                : new RoutingDef.Choose(
                        strategy,
                        capacity,
                        at.get("workingHours").isTrue(),
                        at.get("presence").isTrue(),
                        at.get("fallback").text(),
                        after == null
                                ? null
                                : new RoutingDef.Overflow(overflow.get("team").text(), after));
    }

    private Capacity capacity(At at) {
        Integer all = at.numberOrNull();
        if (all != null || !at.present()) {
            return new Capacity(all, Map.of(), Map.of());
        }
        Map<String, Integer> types = new HashMap<>();
        at.get("types").entries().forEach((type, most) -> {
            reading.knownKey("type", most, type, reading.tickets.keySet());
            types.put(type, most.number(0));
        });
        Map<String, Integer> channels = new HashMap<>();
        at.get("channels").entries().forEach((channel, most) -> channels.put(channel, most.number(0)));
        return new Capacity(at.get("all").numberOrNull(), types, channels);
    }

    private @Nullable Duration wait(At at) {
        try {
            Duration after = Duration.parse(at.text());
            if (after.isPositive() && after.compareTo(RoutingDef.LONGEST_WAIT) <= 0) {
                return after;
            }
        } catch (DateTimeParseException e) {
            // Said below, together with what is too long.
        }
        if (at.present()) {
            reading.problems.add(at.problem(
                    "routing.after",
                    Said.of(
                            "'{value}' is not a time of up to {days} days such as PT15M, PT4H or P1D",
                            "value",
                            at.text(),
                            "days",
                            RoutingDef.LONGEST_WAIT.toDays())));
        }
        return null;
    }

    private static String text(JsonNode node) {
        return node.isNull() ? "" : node.isNumber() ? node.decimalValue().toPlainString() : node.asText();
    }
}
