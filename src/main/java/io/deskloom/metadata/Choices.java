package io.deskloom.metadata;

import io.deskloom.expr.Expr;
import io.deskloom.expr.Op;
import io.deskloom.field.Value;
import io.deskloom.kernel.Problems;
import io.deskloom.model.Priority;
import io.deskloom.model.StatusCategory;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The texts a path can hold at all. A comparison with any other text would silently never hold; it is reported instead.
 *
 * @param byPath option keys of single and multi fields, priorities, status categories, team keys
 */
record Choices(Map<String, Collection<String>> byPath) {
    static Choices of(At type, Collection<String> teams) {
        Map<String, Collection<String>> all = new HashMap<>();
        for (At field : type.get("fields").items()) {
            if (field.get("options").present()) {
                Set<String> keys = new HashSet<>();
                collect(field.get("options"), "", keys);
                all.put(field.get("key").text(), keys);
            }
        }
        all.put(
                "ticket.priority",
                Arrays.stream(Priority.values()).map(Priority::wire).toList());
        all.put(
                "ticket.status",
                Arrays.stream(StatusCategory.values()).map(StatusCategory::wire).toList());
        all.put("ticket.team", teams);
        all.put("event.kind", List.of("created", "updated"));
        return new Choices(all);
    }

    /** The keys of options, those of trees with the way to them. */
    private static void collect(At options, String above, Set<String> keys) {
        for (At option : options.items()) {
            String path = above + option.get("key").text();
            keys.add(path);
            collect(option.get("options"), path + "/", keys);
        }
    }

    void check(Expr expr, At at, Problems problems) {
        if (!(expr instanceof Expr.Apply apply)) {
            return;
        }
        if (Set.of(Op.EQ, Op.NE, Op.IN, Op.CONTAINS, Op.INTERSECTS).contains(apply.op())) {
            for (Expr side : apply.args()) {
                if (side instanceof Expr.Attribute attribute && byPath.containsKey(attribute.path())) {
                    apply.args().forEach(other -> literals(other, attribute.path(), at, problems));
                }
            }
        }
        apply.args().forEach(arg -> check(arg, at, problems));
    }

    private void literals(Expr expr, String path, At at, Problems problems) {
        switch (expr) {
            case Expr.Literal literal -> value(literal.value(), path, at, problems);
            case Expr.Apply apply
            when apply.op() == Op.LIST -> apply.args().forEach(arg -> literals(arg, path, at, problems));
            case Expr.Apply apply -> {}
            case Expr.Attribute attribute -> {}
        }
    }

    private void value(Value value, String path, At at, Problems problems) {
        Collection<String> known = byPath.getOrDefault(path, List.of());
        if (value instanceof Value.Items items) {
            items.items().forEach(i -> value(i, path, at, problems));
        } else if (value instanceof Value.Text text && !known.contains(text.text())) {
            problems.add(at.problem(
                    "expr.never",
                    Said.of(
                            "{path} is never '{value}'; it can be {known}",
                            "path",
                            path,
                            "value",
                            text.text(),
                            "known",
                            String.join(", ", new TreeSet<>(known))),
                    Nearest.to(text.text(), known)));
        }
    }
}
