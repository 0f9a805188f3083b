package io.deskloom.rules;

import io.deskloom.expr.Expr;
import io.deskloom.expr.ExprType;
import io.deskloom.expr.Op;
import io.deskloom.field.Value;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** How a condition is cut into what the network can look up by hash and what must be evaluated. */
final class Clauses {
    /** More alternatives than this are evaluated: each one is a rule of its own in the network. */
    private static final int MAX_ALTERNATIVES = 32;

    private static final String ABSENT = "\0absent";

    private Clauses() {}

    /** A part of a condition; all parts of a rule must hold. */
    sealed interface Clause {}

    /** {@code attribute == value}, where equality is the equality of {@link Value}: found by hash. */
    record Equal(Expr.Attribute attribute, Value value) implements Clause {}

    /** {@code attribute in [values]}: at most one of distinct values can be it. */
    record OneOf(Expr.Attribute attribute, List<Value> values) implements Clause {
        OneOf {
            values = List.copyOf(values);
        }
    }

    /** Anything else: evaluated. */
    record Test(Expr expr) implements Clause {}

    /** The top-level conjunction of {@code when}, in its order. */
    static List<Clause> of(Expr when) {
        List<Clause> clauses = new ArrayList<>();
        collect(when, clauses);
        return clauses;
    }

    /** Every attribute path the expression can look at. */
    static Set<String> paths(Expr e) {
        Set<String> paths = new TreeSet<>();
        paths(e, paths);
        return paths;
    }

    /** Adds every attribute path the expression can look at. */
    static void paths(Expr e, Set<String> into) {
        switch (e) {
            case Expr.Literal _ -> {}
            case Expr.Attribute a -> into.add(a.path());
            case Expr.Apply a -> a.args().forEach(arg -> paths(arg, into));
        }
    }

    private static void collect(Expr e, List<Clause> into) {
        switch (e) {
            case Expr.Apply a when a.op() == Op.AND -> a.args().forEach(arg -> collect(arg, into));
            case Expr.Literal l when l.value().equals(Value.bool(true)) -> {}
            case Expr.Attribute a when a.type() == ExprType.BOOL -> into.add(new Equal(a, Value.bool(true)));
            case Expr.Apply a
            when a.op() == Op.EQ && a.args().size() == 2 ->
                into.add(equal(a.args().get(0), a.args().get(1))
                        .or(() -> equal(a.args().get(1), a.args().get(0)))
                        .orElse(new Test(e)));
            case Expr.Apply a
            when a.op() == Op.IN && a.args().size() == 2 ->
                into.add(oneOf(a.args().get(0), a.args().get(1)).orElse(new Test(e)));
            case Expr.Literal _, Expr.Attribute _, Expr.Apply _ -> into.add(new Test(e));
        }
    }

    private static Optional<Clause> equal(Expr left, Expr right) {
        return left instanceof Expr.Attribute a && right instanceof Expr.Literal l && exact(a.type(), l.value())
                ? Optional.of(new Equal(a, l.value()))
                : Optional.empty();
    }

    private static Optional<Clause> oneOf(Expr left, Expr right) {
        if (!(left instanceof Expr.Attribute a)) {
            return Optional.empty();
        }
        Set<Value> values = new LinkedHashSet<>();
        switch (right) {
            case Expr.Literal l when l.value() instanceof Value.Items items -> values.addAll(items.items());
            case Expr.Apply list
            when list.op() == Op.LIST -> {
                for (Expr arg : list.args()) {
                    if (!(arg instanceof Expr.Literal l)) {
                        return Optional.empty();
                    }
                    values.add(l.value());
                }
            }
            case Expr.Literal _, Expr.Attribute _, Expr.Apply _ -> {
                return Optional.empty();
            }
        }
        boolean all = values.stream().allMatch(v -> exact(a.type(), v));
        return all && !values.isEmpty() && values.size() <= MAX_ALTERNATIVES
                ? Optional.of(new OneOf(a, List.copyOf(values)))
                : Optional.empty();
    }

    /**
     * What the network hashes: for two values of one of the {@link #exact} types the same text exactly when they are
     * equal. What is absent has a key that no value has.
     */
    static String hashKey(Value value) {
        return switch (value) {
            case Value.Text t -> t.text();
            case Value.Num n -> n.number().toString();
            case Value.Bool b -> b.is() ? "true" : "false";
            case Value.Date d -> d.day().toString();
            case Value.Null _, Value.Money _, Value.Timestamp _, Value.Span _, Value.Items _, Value.Parts _ -> ABSENT;
        };
    }

    /** Types whose equality in the language is the equality of the value. Money is not: it also equals plain numbers. */
    private static boolean exact(ExprType type, Value value) {
        return switch (value) {
            case Value.Text t -> type == ExprType.TEXT && !t.text().equals(ABSENT);
            case Value.Num _ -> type == ExprType.NUMBER;
            case Value.Bool _ -> type == ExprType.BOOL;
            case Value.Date _ -> type == ExprType.DATE;
            case Value.Null _, Value.Money _, Value.Timestamp _, Value.Span _, Value.Items _, Value.Parts _ -> false;
        };
    }
}
