package io.deskloom.access;

import io.deskloom.expr.Expr;
import io.deskloom.expr.ExprType;
import io.deskloom.expr.Op;
import io.deskloom.expr.Trees;
import io.deskloom.expr.TypeEnv;
import io.deskloom.field.Value;
import io.deskloom.identity.Actor;
import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Problems;
import io.deskloom.model.FieldDef;
import io.deskloom.model.Priority;
import io.deskloom.model.StatusCategory;
import io.deskloom.model.TicketPaths;
import io.deskloom.model.TicketTypeDef;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Query parameters as conditions: {@code tier=vip}, {@code status=open&status=waiting}, {@code assignee=me}. */
final class Conditions {
    private static final Set<String> SYSTEM =
            Set.of("status", "priority", "step", "team", "assignee", "requester", "number");

    private static final Set<String> OF_OBJECTS = Set.of("source", "external_id");

    private static final int MOST_VALUES = 100;

    private final TicketTypeDef type;
    private final TypeEnv env;
    private final Filters filters;
    private final Actor actor;

    /** @param filters the names there are for this caller */
    Conditions(TicketTypeDef type, Filters filters, Actor actor) {
        this.type = type;
        this.env = filters.env();
        this.filters = filters;
        this.actor = actor;
    }

    /** The condition that {@code name} has one of {@code values}, an empty one meaning "nothing there"; null with a problem. */
    @Nullable
    Expr equal(String name, List<String> values, Problems problems) {
        FieldDef field = env.typeOf(name).isPresent() ? filters.named(name).orElse(null) : null;
        if (field == null && !(type.isObject() ? OF_OBJECTS : SYSTEM).contains(name)) {
            problems.add(Problem.of(
                    "/" + name,
                    "filter.unknown",
                    "There is no field or parameter '" + name + "' here.",
                    Map.of("name", name)));
            return null;
        }
        if (values.size() > MOST_VALUES) {
            problems.add(Problem.of(
                    "/" + name,
                    "filter.too-many",
                    "At most " + MOST_VALUES + " values can be looked for at once.",
                    Map.of("most", String.valueOf(MOST_VALUES))));
            return null;
        }
        List<Expr> any = new ArrayList<>();
        for (String text : values) {
            Problems own = new Problems();
            Value value = field == null ? system(name, text, own) : value(field, text, own);
            if (!own.isEmpty()) {
                problems.addAll(own.list());
                return null;
            }
            String path = field != null ? name : (type.isObject() ? "record." : "ticket.") + name;
            ExprType t = field == null ? systemType(path) : TicketPaths.typeOf(field.kind());
            Expr attribute = new Expr.Attribute(path, t);
            any.add(
                    t == ExprType.LIST
                            ? new Expr.Apply(
                                    Op.CONTAINS,
                                    List.of(attribute, new Expr.Literal(value, ExprType.TEXT)),
                                    ExprType.BOOL)
                            : new Expr.Apply(Op.EQ, List.of(attribute, new Expr.Literal(value, t)), ExprType.BOOL));
        }
        return Trees.any(any);
    }

    private ExprType systemType(String path) {
        ExprType known = TicketPaths.system(type.isObject()).get(path);
        if (known == null) {
            throw new IllegalArgumentException(path);
        }
        return known;
    }

    private static Value value(FieldDef field, String text, Problems problems) {
        if (text.isEmpty()) {
            return Value.NULL;
        }
        if (TicketPaths.typeOf(field.kind()) == ExprType.PARTS) {
            problems.add(Problem.of(
                    "/" + field.key(),
                    "filter.compound",
                    "'" + field.key() + "' is looked for part by part: use filter=.",
                    Map.of("field", field.key())));
            return Value.NULL;
        }
        return field.kind().type().fromQuery(text, field.settings(), "/" + field.key(), problems);
    }

    private Value system(String name, String text, Problems problems) {
        if (text.isEmpty()) {
            return Value.NULL;
        }
        boolean known = switch (name) {
            case "status" ->
                Arrays.stream(StatusCategory.values()).anyMatch(s -> s.wire().equals(text));
            case "priority" ->
                Arrays.stream(Priority.values()).anyMatch(p -> p.wire().equals(text));
            case "number" -> text.matches("([A-Z]{1,10}-)?[0-9]{1,18}");
            case "assignee", "requester" ->
                text.equals("me") || text.matches("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
            default -> true;
        };
        if (!known) {
            problems.add(Problem.of(
                    "/" + name, "filter.value", "This is not a possible " + name + ".", Map.of("name", name)));
            return Value.NULL;
        }
        return switch (name) {
            case "number" -> Value.num(Long.parseLong(text.substring(text.indexOf('-') + 1)));
            case "assignee", "requester" ->
                Value.text(text.equals("me") ? actor.account().toString() : text.toLowerCase(java.util.Locale.ROOT));
            default -> Value.text(text);
        };
    }
}
