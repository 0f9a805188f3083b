package io.deskloom.expr;

import io.deskloom.field.Value;
import io.deskloom.kernel.Moment;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Making and looking through trees. */
public final class Trees {
    /** A node, or why it cannot be made. */
    public sealed interface Outcome {}

    public record Made(Expr expr) implements Outcome {}

    public record Refused(String code, String message) implements Outcome {}

    private static final Facts NOTHING = new Facts() {
        private final Moment moment = new Moment(Instant.EPOCH, ZoneOffset.UTC);

        @Override
        public Value get(String path) {
            return Value.NULL;
        }

        @Override
        public Moment moment() {
            return moment;
        }
    };

    private Trees() {}

    /**
     * The well-typed node for {@code op} on {@code args}, in its normal form: written days, moments, spans, amounts and
     * lists become literals, an untyped null takes its neighbour's type, daysBetween takes the days of moments.
     */
    public static Outcome apply(Op op, List<Expr> args) {
        List<Expr> given =
                op == Op.DAYS_BETWEEN ? args.stream().map(Trees::dayOf).toList() : args;
        return switch (TypeRules.of(op, given)) {
            case TypeRules.Wrong w -> new Refused(w.code(), w.message());
            case TypeRules.Gives g -> normal(op, typedNulls(op, given), g.type());
        };
    }

    private static Expr dayOf(Expr e) {
        return e.type() == ExprType.TIMESTAMP ? new Expr.Apply(Op.DATE, List.of(e), ExprType.DATE) : e;
    }

    private static List<Expr> typedNulls(Op op, List<Expr> args) {
        int from = op == Op.COND ? 1 : 0;
        if (op != Op.EQ && op != Op.NE && op != Op.COND && op != Op.COALESCE) {
            return args;
        }
        ExprType type = ExprType.NULL;
        for (Expr e : args.subList(from, args.size())) {
            if (e.type() != ExprType.NULL) {
                type = e.type();
            }
        }
        List<Expr> out = new ArrayList<>(args.size());
        for (Expr e : args) {
            out.add(e.type() == ExprType.NULL ? new Expr.Literal(Value.NULL, type) : e);
        }
        return out;
    }

    private static Outcome normal(Op op, List<Expr> args, ExprType type) {
        Expr.Apply node = new Expr.Apply(op, args, type);
        boolean written = args.stream().allMatch(a -> a instanceof Expr.Literal);
        boolean text = !args.isEmpty() && args.getFirst().type() == ExprType.TEXT;
        if (written
                && (op == Op.LIST
                        || op == Op.MONEY
                        || op == Op.DURATION
                        || ((op == Op.DATE || op == Op.TIMESTAMP) && text))) {
            Value value = Evaluator.evaluate(node, NOTHING);
            return value.isNull()
                    ? new Refused("expr.literal", unreadable(op))
                    : new Made(new Expr.Literal(value, type));
        }
        if (written
                && op == Op.NEG
                && !(args.getFirst() instanceof Expr.Literal l && l.value().isNull())) {
            return new Made(new Expr.Literal(Evaluator.evaluate(node, NOTHING), type));
        }
        return new Made(node);
    }

    private static String unreadable(Op op) {
        return switch (op) {
            case DATE -> "A day is written date(\"2026-11-22\"), with an existing day.";
            case TIMESTAMP ->
                "A moment is written timestamp(\"2026-11-22T08:00:00Z\") or with an offset such as +08:00.";
            case DURATION ->
                "A length of time is written duration(\"1d2h30m\"), duration(\"90s\") or duration(\"PT2H\"), at most 36525 days.";
            default -> "An amount of money is written money(12.50, \"CNY\"), with a currency of three capital letters.";
        };
    }

    public static Expr literal(String text) {
        return new Expr.Literal(Value.text(text), ExprType.TEXT);
    }

    public static Expr literal(boolean is) {
        return new Expr.Literal(Value.bool(is), ExprType.BOOL);
    }

    /** All of {@code parts}: none is true, one is itself. */
    public static Expr all(List<Expr> parts) {
        return switch (parts.size()) {
            case 0 -> literal(true);
            case 1 -> parts.getFirst();
            default -> new Expr.Apply(Op.AND, parts, ExprType.BOOL);
        };
    }

    /** Any of {@code parts}: none is false, one is itself. */
    public static Expr any(List<Expr> parts) {
        return switch (parts.size()) {
            case 0 -> literal(false);
            case 1 -> parts.getFirst();
            default -> new Expr.Apply(Op.OR, parts, ExprType.BOOL);
        };
    }

    /** Every attribute path mentioned, sorted. */
    public static SortedSet<String> paths(Expr e) {
        SortedSet<String> out = new TreeSet<>();
        collect(e, out);
        return out;
    }

    private static void collect(Expr e, Collection<String> out) {
        switch (e) {
            case Expr.Literal _ -> {}
            case Expr.Attribute a -> out.add(a.path());
            case Expr.Apply a -> a.args().forEach(x -> collect(x, out));
        }
    }

    /** How many levels; a leaf is one. */
    public static int depth(Expr e) {
        return e instanceof Expr.Apply a
                ? 1 + a.args().stream().mapToInt(Trees::depth).max().orElse(0)
                : 1;
    }

    /** How many nodes. */
    public static int nodes(Expr e) {
        return e instanceof Expr.Apply a
                ? 1 + a.args().stream().mapToInt(Trees::nodes).sum()
                : 1;
    }
}
