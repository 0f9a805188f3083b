package io.deskloom.expr;

import static io.deskloom.expr.ExprType.BOOL;
import static io.deskloom.expr.ExprType.DATE;
import static io.deskloom.expr.ExprType.LIST;
import static io.deskloom.expr.ExprType.MONEY;
import static io.deskloom.expr.ExprType.NULL;
import static io.deskloom.expr.ExprType.NUMBER;
import static io.deskloom.expr.ExprType.PARTS;
import static io.deskloom.expr.ExprType.SPAN;
import static io.deskloom.expr.ExprType.TEXT;
import static io.deskloom.expr.ExprType.TIMESTAMP;

import io.deskloom.field.FieldTypes;
import io.deskloom.field.Shape;
import io.deskloom.field.Value;
import java.math.BigDecimal;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What each operator takes and gives: the one table behind the text checker and the reader of serialised trees. */
final class TypeRules {
    /** The result type, or what is wrong. */
    sealed interface Outcome {}

    record Gives(ExprType type) implements Outcome {}

    record Wrong(String code, String message) implements Outcome {}

    private static final Set<ExprType> ORDERED = EnumSet.of(NUMBER, MONEY, TEXT, DATE, TIMESTAMP, SPAN);
    private static final Set<ExprType> MEASURED = EnumSet.of(NUMBER, MONEY, DATE, TIMESTAMP, SPAN);
    private static final int MANY = 500;
    private static final int[] ONE = {1, 1};
    private static final int[] TWO = {2, 2};

    private TypeRules() {}

    static Outcome of(Op op, List<Expr> args) {
        Wrong count = count(op, args.size());
        if (count != null) {
            return count;
        }
        List<ExprType> t = args.stream().map(Expr::type).toList();
        return switch (op) {
            case AND, OR, NOT -> all(op, t, EnumSet.of(BOOL), BOOL);
            case EQ, NE -> args.stream().anyMatch(TypeRules::isNull) ? new Gives(BOOL) : equality(t.get(0), t.get(1));
            case LT, LE, GT, GE -> order(t.get(0), t.get(1));
            case IN -> in(t.get(0), t.get(1));
            case ADD -> add(t.get(0), t.get(1));
            case SUB -> sub(t.get(0), t.get(1));
            case MUL -> mul(t.get(0), t.get(1));
            case DIV -> div(t.get(0), t.get(1));
            case MOD -> all(op, t, EnumSet.of(NUMBER), NUMBER);
            case NEG, ABS -> same(op, t, EnumSet.of(NUMBER, MONEY, SPAN));
            case COND ->
                t.get(0) == BOOL
                        ? alike(t.subList(1, 3))
                        : wrong("The condition before '?' must be yes or no, not " + a(t.get(0)) + ".");
            case LIST -> all(op, t, EnumSet.of(TEXT), LIST);
            case SIZE -> all(op, t, EnumSet.of(TEXT, LIST), NUMBER);
            case CONTAINS ->
                t.get(0) == LIST ? each(op, t, List.of(LIST, TEXT), BOOL) : each(op, t, List.of(TEXT, TEXT), BOOL);
            case STARTS_WITH, ENDS_WITH -> each(op, t, List.of(TEXT, TEXT), BOOL);
            case MATCHES -> matches(args, t);
            case LOWER, UPPER, TRIM -> each(op, t, List.of(TEXT), TEXT);
            case COALESCE -> alike(t);
            case ROUND -> round(args, t);
            case MIN, MAX -> same(op, t, MEASURED);
            case DATE -> all(op, t, EnumSet.of(TEXT, TIMESTAMP), DATE);
            case TIMESTAMP -> all(op, t, EnumSet.of(TEXT, DATE), TIMESTAMP);
            case DURATION ->
                args.get(0) instanceof Expr.Literal
                        ? each(op, t, List.of(TEXT), SPAN)
                        : new Wrong("expr.literal", "duration() needs a written length such as duration(\"2h\").");
            case MONEY -> each(op, t, List.of(NUMBER, TEXT), MONEY);
            case AMOUNT -> each(op, t, List.of(MONEY), NUMBER);
            case CURRENCY -> each(op, t, List.of(MONEY), TEXT);
            case NOW -> new Gives(TIMESTAMP);
            case TODAY -> new Gives(DATE);
            case YEAR, MONTH, DAY, WEEKDAY -> all(op, t, EnumSet.of(DATE, TIMESTAMP), NUMBER);
            case HOUR -> each(op, t, List.of(TIMESTAMP), NUMBER);
            case ADD_DAYS -> each(op, t, List.of(DATE, NUMBER), DATE);
            case DAYS_BETWEEN -> each(op, t, List.of(DATE, DATE), NUMBER);
            case INTERSECTS -> each(op, t, List.of(LIST, LIST), BOOL);
            case PART -> part(args, t);
        };
    }

    private static @Nullable Wrong count(Op op, int n) {
        int[] range = switch (op) {
            case AND, OR, COALESCE, MIN, MAX -> new int[] {2, MANY};
            case LIST -> new int[] {0, MANY};
            case NOT, NEG, SIZE, LOWER, UPPER, TRIM, ABS, DATE, TIMESTAMP, DURATION, AMOUNT, CURRENCY -> ONE;
            case YEAR, MONTH, DAY, WEEKDAY, HOUR -> ONE;
            case EQ, NE, LT, LE, GT, GE, IN, ADD, SUB, MUL, DIV, MOD, CONTAINS, STARTS_WITH, ENDS_WITH, MATCHES -> TWO;
            case MONEY, ADD_DAYS, DAYS_BETWEEN, INTERSECTS, PART -> TWO;
            case ROUND -> new int[] {1, 2};
            case COND -> new int[] {3, 3};
            case NOW, TODAY -> new int[] {0, 0};
        };
        int least = range[0];
        int most = range[1];
        if (n >= least && n <= most) {
            return null;
        }
        String wanted =
                most == MANY ? "at least " + least : least == most ? String.valueOf(least) : least + " to " + most;
        return new Wrong(
                "expr.arguments",
                op.wire() + "() takes " + wanted + (wanted.equals("1") ? " argument" : " arguments") + ", not " + n
                        + ".");
    }

    private static boolean isNull(Expr e) {
        return e instanceof Expr.Literal l && l.value().isNull();
    }

    private static Outcome part(List<Expr> args, List<ExprType> t) {
        Shape shape = args.get(1) instanceof Expr.Literal l && l.value() instanceof Value.Text(String name)
                ? FieldTypes.partNames().get(name)
                : null;
        return t.get(0) == PARTS && shape != null
                ? new Gives(of(shape))
                : wrong("Only the parts of a compound value can be taken with '.'.");
    }

    /** What expressions call the shape of a field's values. */
    static ExprType of(Shape shape) {
        return switch (shape) {
            case TEXT -> TEXT;
            case NUMBER -> NUMBER;
            case MONEY -> MONEY;
            case BOOL -> BOOL;
            case DATE -> DATE;
            case TIMESTAMP -> TIMESTAMP;
            case SPAN -> SPAN;
            case LIST -> LIST;
            case PARTS -> PARTS;
        };
    }

    private static Outcome matches(List<Expr> args, List<ExprType> t) {
        if (!(each(Op.MATCHES, t, List.of(TEXT, TEXT), BOOL) instanceof Gives gives)) {
            return each(Op.MATCHES, t, List.of(TEXT, TEXT), BOOL);
        }
        if (!(args.get(1) instanceof Expr.Literal(Value.Text(String pattern), var _))) {
            return new Wrong(
                    "expr.literal", "matches() needs a written pattern such as matches(order_no, \"A-[0-9]+\").");
        }
        Trees.Refused problem = Patterns.problem(pattern);
        return problem == null ? gives : new Wrong(problem.code(), problem.message());
    }

    private static Outcome equality(ExprType a, ExprType b) {
        if (a == PARTS && b == PARTS) {
            return wrong("Compound values are compared part by part, such as period.start; whole ones only with null.");
        }
        if (a == b || a == NULL || b == NULL || isMoneyAndNumber(a, b)) {
            return new Gives(BOOL);
        }
        if (a == LIST || b == LIST) {
            return wrong(both("A list is never equal to one value: cannot compare ", a, b) + " Use 'in'.");
        }
        return wrong(both("Cannot compare ", a, b) + hint(a, b));
    }

    private static Outcome order(ExprType a, ExprType b) {
        if (a == NULL || b == NULL) {
            return wrong("Nothing is smaller or larger than null. Use == null or != null.");
        }
        if ((a == b && ORDERED.contains(a)) || isMoneyAndNumber(a, b)) {
            return new Gives(BOOL);
        }
        if (a == b) {
            return wrong(cap(a(a)) + " has no order; use == or !=.");
        }
        return wrong(both("Cannot compare ", a, b) + hint(a, b));
    }

    private static Outcome in(ExprType a, ExprType b) {
        if (a == TEXT && b == LIST) {
            return new Gives(BOOL);
        }
        if (b != LIST) {
            return wrong("The right side of 'in' must be a list, not " + a(b) + "."
                    + (b == TEXT ? " For text within text use contains()." : ""));
        }
        return wrong("A list holds texts, so 'in' cannot look for " + a(a) + " in it."
                + (a == LIST ? " Use intersects()." : ""));
    }

    private static Outcome add(ExprType a, ExprType b) {
        if (a == b && (a == NUMBER || a == MONEY || a == TEXT || a == SPAN)) {
            return new Gives(a);
        }
        if ((a == TIMESTAMP && b == SPAN) || (a == SPAN && b == TIMESTAMP)) {
            return new Gives(TIMESTAMP);
        }
        return wrong(both("Cannot add ", a, b)
                + (a == ExprType.DATE || b == ExprType.DATE ? " Use addDays()." : hint(a, b)));
    }

    private static Outcome sub(ExprType a, ExprType b) {
        if (a == b && (a == NUMBER || a == MONEY || a == SPAN)) {
            return new Gives(a);
        }
        if (a == TIMESTAMP && b == TIMESTAMP) {
            return new Gives(SPAN);
        }
        if (a == TIMESTAMP && b == SPAN) {
            return new Gives(TIMESTAMP);
        }
        return wrong("Cannot take " + a(b) + " from " + a(a) + "."
                + (a == DATE ? " Use daysBetween() or addDays()." : hint(a, b)));
    }

    private static Outcome mul(ExprType a, ExprType b) {
        if (a == NUMBER && b == NUMBER) {
            return new Gives(NUMBER);
        }
        return isMoneyAndNumber(a, b) ? new Gives(MONEY) : wrong(both("Cannot multiply ", a, b));
    }

    private static Outcome div(ExprType a, ExprType b) {
        if (a == NUMBER && b == NUMBER) {
            return new Gives(NUMBER);
        }
        if (a == MONEY && b == NUMBER) {
            return new Gives(MONEY);
        }
        if (a == MONEY && b == MONEY) {
            return new Gives(NUMBER);
        }
        return wrong("Cannot divide " + a(a) + " by " + a(b) + ".");
    }

    private static Outcome round(List<Expr> args, List<ExprType> t) {
        if (t.get(0) != NUMBER && t.get(0) != MONEY) {
            return wrong("round() needs a number or an amount of money, not " + a(t.get(0)) + ".");
        }
        if (args.size() == 2
                && !(args.get(1) instanceof Expr.Literal l
                        && l.value() instanceof Value.Num n
                        && isPlaces(n.number()))) {
            return new Wrong(
                    "expr.literal", "The second argument of round() must be written as a whole number from 0 to 12.");
        }
        return new Gives(t.get(0));
    }

    private static boolean isPlaces(BigDecimal n) {
        return n.scale() == 0 && n.signum() >= 0 && n.compareTo(BigDecimal.valueOf(Numbers.SCALE)) <= 0;
    }

    private static Outcome alike(List<ExprType> t) {
        ExprType found = NULL;
        for (ExprType x : t) {
            if (x == PARTS) {
                return wrong("An alternative cannot be a compound value; take a part of it.");
            }
            if (found == NULL) {
                found = x;
            } else if (x != NULL && x != found) {
                return wrong("The alternatives must be of one kind, but one is " + a(found) + " and another " + a(x)
                        + "." + hint(found, x));
            }
        }
        return new Gives(found);
    }

    private static Outcome same(Op op, List<ExprType> t, Set<ExprType> allowed) {
        for (ExprType x : t) {
            if (!allowed.contains(x) || x != t.get(0)) {
                return wrong(name(op) + " cannot take " + a(x)
                        + (x != t.get(0) && allowed.contains(x) ? " together with " + a(t.get(0)) : "") + ".");
            }
        }
        return new Gives(t.get(0));
    }

    private static Outcome all(Op op, List<ExprType> t, Set<ExprType> allowed, ExprType gives) {
        for (ExprType x : t) {
            if (!allowed.contains(x)) {
                return op == Op.LIST
                        ? wrong("A list holds texts, not " + a(x) + ".")
                        : wrong(name(op) + " needs " + or(allowed) + ", not " + a(x) + ".");
            }
        }
        return new Gives(gives);
    }

    private static Outcome each(Op op, List<ExprType> t, List<ExprType> wanted, ExprType gives) {
        for (int i = 0; i < wanted.size(); i++) {
            if (t.get(i) != wanted.get(i)) {
                return wrong(name(op) + " needs " + a(wanted.get(i))
                        + (wanted.size() > 1 ? " as argument " + (i + 1) : "") + ", not " + a(t.get(i)) + ".");
            }
        }
        return new Gives(gives);
    }

    private static boolean isMoneyAndNumber(ExprType a, ExprType b) {
        return (a == MONEY && b == NUMBER) || (a == NUMBER && b == MONEY);
    }

    private static String hint(ExprType a, ExprType b) {
        Set<ExprType> s = EnumSet.of(a, b);
        if (s.equals(EnumSet.of(DATE, TEXT))) {
            return " Write a day as date(\"2026-11-22\").";
        }
        if (s.equals(EnumSet.of(TIMESTAMP, TEXT))) {
            return " Write a moment as timestamp(\"2026-11-22T08:00:00Z\").";
        }
        if (s.equals(EnumSet.of(DATE, TIMESTAMP))) {
            return " Take the day of a moment with date().";
        }
        if (s.equals(EnumSet.of(MONEY, NUMBER))) {
            return " Write an amount as money(0, \"CNY\").";
        }
        if (s.equals(EnumSet.of(SPAN, TEXT))) {
            return " Write a length of time as duration(\"2h\").";
        }
        return "";
    }

    private static Wrong wrong(String message) {
        return new Wrong("expr.type", message);
    }

    private static String both(String verb, ExprType a, ExprType b) {
        return verb + a(a) + " with " + a(b) + ".";
    }

    private static String or(Set<ExprType> types) {
        return String.join(" or ", types.stream().map(TypeRules::a).toList());
    }

    private static String cap(String s) {
        return s.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + s.substring(1);
    }

    private static String name(Op op) {
        return switch (op) {
            case AND -> "'&&'";
            case OR -> "'||'";
            case NOT -> "'!'";
            case NEG -> "'-'";
            case MOD -> "'%'";
            default -> op.wire() + "()";
        };
    }

    /** The type with its article, for a sentence. */
    static String a(ExprType type) {
        return switch (type) {
            case NULL -> "null";
            case TEXT -> "a text";
            case NUMBER -> "a number";
            case MONEY -> "an amount of money";
            case BOOL -> "a yes/no";
            case DATE -> "a day";
            case TIMESTAMP -> "a moment";
            case SPAN -> "a length of time";
            case LIST -> "a list";
            case PARTS -> "a compound value";
        };
    }
}
