package io.deskloom.metadata;

import io.deskloom.expr.Expr;
import io.deskloom.expr.ExprType;
import io.deskloom.field.Kind;
import io.deskloom.field.Value;
import io.deskloom.model.Priority;
import io.deskloom.model.RuleDef;
import io.deskloom.model.TicketPaths;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads a guided trigger. */
final class TriggerReader {
    private static final Expr ALWAYS = new Expr.Literal(Value.bool(true), ExprType.BOOL);

    private final Reading reading;
    private final Map<String, TypeReader> types;

    TriggerReader(Reading reading, Map<String, TypeReader> types) {
        this.reading = reading;
        this.types = types;
    }

    Optional<RuleDef> read(At at) {
        reading.uniqueId("trigger", at.get("id"));
        var label = reading.label(at.get("label"));
        TypeReader type = types.get(at.get("type").text());
        if (type == null) {
            reading.known("type", at.get("type"), types.keySet());
            return Optional.empty();
        }
        At when = at.get("when");
        Expr condition = when.present() ? type.expression(when, type.rules(), ExprType.BOOL) : ALWAYS;
        List<RuleDef.IntentDef> intents = new ArrayList<>();
        for (At wish : at.get("do").items()) {
            intent(wish, type).ifPresent(intents::add);
        }
        Set<RuleDef.On> on = EnumSet.noneOf(RuleDef.On.class);
        for (String event : at.get("on").texts()) {
            on.add(event.equals("updated") ? RuleDef.On.UPDATED : RuleDef.On.CREATED);
        }
        if (condition == null) {
            return Optional.empty();
        }
        return Optional.of(new RuleDef(
                at.get("id").text(),
                at.get("key").text(),
                label,
                new RuleDef.Origin(null, null, at.doc().path()),
                at.get("type").text(),
                on,
                condition,
                intents,
                at.get("order").number(100),
                at.get("stop").isTrue()));
    }

    private Optional<RuleDef.IntentDef> intent(At wish, TypeReader type) {
        At priority = wish.get("setPriority");
        for (At ofTickets : List.of(priority, wish.get("assignTeam"))) {
            if (type.isObject() && ofTickets.present()) {
                reading.problems.add(ofTickets.problem(
                        "trigger.object", "records of an object type have no priority and no team; set a field"));
                return Optional.empty();
            }
        }
        if (priority.present()) {
            for (Priority p : Priority.values()) {
                if (p.wire().equals(priority.text())) {
                    return Optional.of(new RuleDef.IntentDef.SetPriority(p));
                }
            }
            return Optional.empty();
        }
        At team = wish.get("assignTeam");
        if (team.present()) {
            reading.known("team", team, reading.teams);
            return Optional.of(new RuleDef.IntentDef.AssignTeam(team.text()));
        }
        return wish.get("setField").present() ? setField(wish.get("setField"), type) : Optional.empty();
    }

    private Optional<RuleDef.IntentDef> setField(At wish, TypeReader type) {
        At field = wish.get("field");
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
        Expr value = type.expression(wish.get("value"), type.rules(), TicketPaths.typeOf(kind));
        if (value instanceof Expr.Literal literal && literal.value() instanceof Value.Text text) {
            Set<String> options = type.field(field.text()).get("options").items().stream()
                    .map(o -> o.get("key").text())
                    .collect(Collectors.toSet());
            if (kind == Kind.SINGLE && !options.contains(text.text())) {
                reading.problems.add(wish.get("value")
                        .problem(
                                "trigger.option",
                                Said.of(
                                        "'{field}' has no option '{value}'",
                                        "field",
                                        field.text(),
                                        "value",
                                        text.text()),
                                Nearest.to(text.text(), options)));
            }
        }
        return value == null ? Optional.empty() : Optional.of(new RuleDef.IntentDef.SetField(field.text(), value));
    }
}
