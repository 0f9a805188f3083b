package io.deskloom.expr;

import io.deskloom.field.Value;
import io.deskloom.kernel.Moment;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Partial evaluation: known facts become literals and what follows from them is computed; the rest keeps its meaning for
 * all facts. So a record scope loses its actor before it becomes a query, and a condition its hidden fields before it
 * reaches a browser.
 */
public final class Simplify {
    private final Function<String, Optional<Value>> known;
    private final @Nullable Moment moment;
    private final Facts facts;

    private Simplify(Function<String, Optional<Value>> known, @Nullable Moment moment) {
        this.known = known;
        this.moment = moment;
        Moment at = moment == null ? new Moment(Instant.EPOCH, ZoneOffset.UTC) : moment;
        this.facts = new Facts() {
            @Override
            public Value get(String path) {
                return Value.NULL;
            }

            @Override
            public Moment moment() {
                return at;
            }
        };
    }

    /** Folds the paths {@code known} answers; now(), today() and what depends on the zone stay. */
    public static Expr fold(Expr e, Function<String, Optional<Value>> known) {
        return new Simplify(known, null).fold(e);
    }

    /** Folds the paths {@code known} answers and everything that depends on the moment or its zone. */
    public static Expr fold(Expr e, Function<String, Optional<Value>> known, Moment moment) {
        return new Simplify(known, moment).fold(e);
    }

    private Expr fold(Expr e) {
        return switch (e) {
            case Expr.Literal l -> l;
            case Expr.Attribute a ->
                known.apply(a.path())
                        .map(v -> (Expr) new Expr.Literal(Evaluator.fits(a.type(), v) ? v : Value.NULL, a.type()))
                        .orElse(a);
            case Expr.Apply a -> apply(a);
        };
    }

    private Expr apply(Expr.Apply a) {
        if (a.op() == Op.AND || a.op() == Op.OR) {
            return junction(a);
        }
        List<Expr> args = new ArrayList<>(a.args().size());
        boolean changed = false;
        for (Expr x : a.args()) {
            Expr f = fold(x);
            changed |= f != x;
            args.add(f);
        }
        if (a.op() == Op.COND && args.getFirst() instanceof Expr.Literal c) {
            return args.get(isTrue(c) ? 1 : 2);
        }
        if (a.op() == Op.COALESCE) {
            return coalesce(a, args);
        }
        Expr.Apply node = changed ? new Expr.Apply(a.op(), args, a.type()) : a;
        if (args.stream().allMatch(x -> x instanceof Expr.Literal) && (moment != null || !dependsOnMoment(node))) {
            return new Expr.Literal(Evaluator.evaluate(node, facts), a.type());
        }
        if (args.stream().anyMatch(Simplify::isNull) && decidedByNull(a.op())) {
            return new Expr.Literal(a.type() == ExprType.BOOL ? Value.bool(false) : Value.NULL, a.type());
        }
        if (a.op() == Op.IN
                && args.get(1) instanceof Expr.Literal l
                && l.value() instanceof Value.Items i
                && i.items().isEmpty()) {
            return Trees.literal(false);
        }
        return node;
    }

    private Expr junction(Expr.Apply a) {
        boolean and = a.op() == Op.AND;
        List<Expr> left = new ArrayList<>();
        for (Expr x : a.args()) {
            Expr f = fold(x);
            if (f instanceof Expr.Literal l) {
                if (isTrue(l) != and) {
                    return Trees.literal(!and);
                }
            } else if (f instanceof Expr.Apply inner && inner.op() == a.op()) {
                left.addAll(inner.args());
            } else {
                left.add(f);
            }
        }
        if (left.isEmpty()) {
            return Trees.literal(and);
        }
        if (left.size() > 1) {
            return left.equals(a.args()) ? a : new Expr.Apply(a.op(), left, ExprType.BOOL);
        }
        Expr only = left.getFirst();
        // A conjunction is never null, but a lone yes/no field may be.
        return neverNull(only) ? only : new Expr.Apply(Op.EQ, List.of(only, Trees.literal(true)), ExprType.BOOL);
    }

    private static Expr coalesce(Expr.Apply a, List<Expr> args) {
        List<Expr> left = new ArrayList<>();
        for (Expr x : args) {
            if (isNull(x)) {
                continue;
            }
            left.add(x);
            if (x instanceof Expr.Literal) {
                break;
            }
        }
        return switch (left.size()) {
            case 0 -> new Expr.Literal(Value.NULL, a.type());
            case 1 -> left.getFirst();
            default -> left.equals(a.args()) ? a : new Expr.Apply(Op.COALESCE, left, a.type());
        };
    }

    /** Whether a null argument alone decides the result: no for a yes/no, null for the rest. */
    private static boolean decidedByNull(Op op) {
        return switch (op) {
            case LT, LE, GT, GE, IN, CONTAINS, STARTS_WITH, ENDS_WITH, MATCHES, INTERSECTS -> true;
            case ADD, SUB, MUL, DIV, MOD, NEG, LOWER, UPPER, TRIM, ROUND, ABS, MIN, MAX -> true;
            case DATE, TIMESTAMP, DURATION, MONEY, AMOUNT, CURRENCY, YEAR, MONTH, DAY, WEEKDAY, HOUR -> true;
            case ADD_DAYS, DAYS_BETWEEN, PART -> true;
            case AND, OR, NOT, EQ, NE, COND, LIST, SIZE, COALESCE, NOW, TODAY -> false;
        };
    }

    private static boolean dependsOnMoment(Expr.Apply a) {
        return switch (a.op()) {
            case NOW, TODAY, HOUR -> true;
            case DATE, YEAR, MONTH, DAY, WEEKDAY -> a.args().getFirst().type() == ExprType.TIMESTAMP;
            case TIMESTAMP -> a.args().getFirst().type() == ExprType.DATE;
            default -> false;
        };
    }

    private static boolean neverNull(Expr e) {
        return e instanceof Expr.Apply a && a.op() != Op.COND && a.op() != Op.COALESCE;
    }

    private static boolean isNull(Expr e) {
        return e instanceof Expr.Literal l && l.value().isNull();
    }

    private static boolean isTrue(Expr.Literal l) {
        return l.value() instanceof Value.Bool b && b.is();
    }
}
