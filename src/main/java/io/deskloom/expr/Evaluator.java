package io.deskloom.expr;

import io.deskloom.field.Value;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The meaning of an expression. Total: every tree has a value for all facts, and nothing is thrown. A fact of another type
 * than the attribute's, or a day, moment or span out of bounds, counts as null.
 */
public final class Evaluator {
    private static final Value TRUE = Value.bool(true);
    private static final Value FALSE = Value.bool(false);

    private Evaluator() {}

    public static Value evaluate(Expr e, Facts facts) {
        return switch (e) {
            case Expr.Literal l -> l.value();
            case Expr.Attribute a -> fact(a, facts);
            case Expr.Apply a -> apply(a, facts);
        };
    }

    /** Whether the expression is true; null and everything that is not a yes/no count as no. */
    public static boolean test(Expr e, Facts facts) {
        if (e instanceof Expr.Apply a) {
            switch (a.op()) {
                case AND -> {
                    for (int i = 0; i < a.args().size(); i++) {
                        if (!test(a.args().get(i), facts)) {
                            return false;
                        }
                    }
                    return true;
                }
                case OR -> {
                    for (int i = 0; i < a.args().size(); i++) {
                        if (test(a.args().get(i), facts)) {
                            return true;
                        }
                    }
                    return false;
                }
                case NOT -> {
                    return !test(a.args().get(0), facts);
                }
                case EQ -> {
                    return equal(arg(a, 0, facts), arg(a, 1, facts));
                }
                case NE -> {
                    return !equal(arg(a, 0, facts), arg(a, 1, facts));
                }
                case LT, LE, GT, GE -> {
                    return ordered(a, facts);
                }
                case IN -> {
                    return arg(a, 1, facts) instanceof Value.Items list && has(list, arg(a, 0, facts));
                }
                case CONTAINS -> {
                    return contains(arg(a, 0, facts), arg(a, 1, facts));
                }
                case STARTS_WITH -> {
                    return arg(a, 0, facts) instanceof Value.Text t
                            && arg(a, 1, facts) instanceof Value.Text u
                            && t.text().startsWith(u.text());
                }
                case ENDS_WITH -> {
                    return arg(a, 0, facts) instanceof Value.Text t
                            && arg(a, 1, facts) instanceof Value.Text u
                            && t.text().endsWith(u.text());
                }
                case MATCHES -> {
                    return arg(a, 0, facts) instanceof Value.Text t
                            && arg(a, 1, facts) instanceof Value.Text pattern
                            && Patterns.match(pattern.text(), t.text());
                }
                case INTERSECTS -> {
                    return intersects(arg(a, 0, facts), arg(a, 1, facts));
                }
                default -> {
                    return apply(a, facts) instanceof Value.Bool b && b.is();
                }
            }
        }
        return evaluate(e, facts) instanceof Value.Bool b && b.is();
    }

    private static Value fact(Expr.Attribute a, Facts facts) {
        Value v = facts.get(a.path());
        return fits(a.type(), v) ? v : Value.NULL;
    }

    /** Whether {@code v} can stand where {@code type} is declared; days, moments and spans also within their bounds. */
    static boolean fits(ExprType type, Value v) {
        return switch (v) {
            case Value.Null _ -> true;
            // A sealed secret is a text nobody compares: like a compound value it is there or not.
            case Value.Text _ -> type == ExprType.TEXT || type == ExprType.PARTS;
            case Value.Num _ -> type == ExprType.NUMBER;
            case Value.Money _ -> type == ExprType.MONEY;
            case Value.Bool _ -> type == ExprType.BOOL;
            case Value.Date d -> type == ExprType.DATE && Times.bounded(d.day()) != null;
            case Value.Timestamp t -> type == ExprType.TIMESTAMP && Times.bounded(t.at()) != null;
            case Value.Span s -> type == ExprType.SPAN && Times.bounded(s.length()) != null;
            case Value.Items items ->
                type == ExprType.LIST
                        ? items.items().stream().allMatch(Value.Text.class::isInstance)
                        : type == ExprType.PARTS && items.items().stream().allMatch(Value.Parts.class::isInstance);
            case Value.Parts _ -> type == ExprType.PARTS;
        };
    }

    private static Value arg(Expr.Apply a, int i, Facts facts) {
        return evaluate(a.args().get(i), facts);
    }

    private static Value apply(Expr.Apply a, Facts facts) {
        return switch (a.op()) {
            case AND, OR, NOT, EQ, NE, LT, LE, GT, GE, IN, CONTAINS, STARTS_WITH, ENDS_WITH, MATCHES, INTERSECTS ->
                test(a, facts) ? TRUE : FALSE;
            case ADD -> add(arg(a, 0, facts), arg(a, 1, facts));
            case SUB -> sub(arg(a, 0, facts), arg(a, 1, facts));
            case MUL -> mul(arg(a, 0, facts), arg(a, 1, facts));
            case DIV -> div(arg(a, 0, facts), arg(a, 1, facts));
            case MOD ->
                arg(a, 0, facts) instanceof Value.Num x && arg(a, 1, facts) instanceof Value.Num y
                        ? num(Numbers.remainder(x.number(), y.number()))
                        : Value.NULL;
            case NEG -> negated(arg(a, 0, facts));
            case COND -> arg(a, test(a.args().get(0), facts) ? 1 : 2, facts);
            case LIST -> list(a, facts);
            case SIZE -> size(arg(a, 0, facts));
            case LOWER -> arg(a, 0, facts) instanceof Value.Text t ? text(t, Texts.lower(t.text())) : Value.NULL;
            case UPPER -> arg(a, 0, facts) instanceof Value.Text t ? text(t, Texts.upper(t.text())) : Value.NULL;
            case TRIM -> arg(a, 0, facts) instanceof Value.Text t ? text(t, Texts.trim(t.text())) : Value.NULL;
            case COALESCE -> coalesce(a, facts);
            case ROUND -> round(arg(a, 0, facts), a.args().size() == 1 ? Value.num(0) : arg(a, 1, facts));
            case ABS -> {
                Value v = arg(a, 0, facts);
                yield isNegative(v) ? negated(v) : v;
            }
            case MIN -> extreme(a, facts, -1);
            case MAX -> extreme(a, facts, 1);
            case DATE -> date(arg(a, 0, facts), facts);
            case TIMESTAMP -> timestamp(arg(a, 0, facts), facts);
            case DURATION -> arg(a, 0, facts) instanceof Value.Text t ? span(Times.span(t.text())) : Value.NULL;
            case MONEY ->
                arg(a, 0, facts) instanceof Value.Num n
                                && arg(a, 1, facts) instanceof Value.Text c
                                && Texts.isCurrency(c.text())
                        ? money(Numbers.bounded(n.number()), c.text())
                        : Value.NULL;
            case AMOUNT -> arg(a, 0, facts) instanceof Value.Money m ? Value.num(m.amount()) : Value.NULL;
            case CURRENCY -> arg(a, 0, facts) instanceof Value.Money m ? Value.text(m.currency()) : Value.NULL;
            case NOW -> new Value.Timestamp(facts.moment().now().truncatedTo(ChronoUnit.MICROS));
            case TODAY -> day(Times.dayOf(facts.moment().now(), facts.moment().zone()));
            case YEAR, MONTH, DAY, WEEKDAY -> part(a.op(), arg(a, 0, facts), facts);
            case HOUR ->
                arg(a, 0, facts) instanceof Value.Timestamp t
                        ? Value.num(t.at().atZone(facts.moment().zone()).getHour())
                        : Value.NULL;
            case ADD_DAYS -> addDays(arg(a, 0, facts), arg(a, 1, facts));
            case DAYS_BETWEEN ->
                arg(a, 0, facts) instanceof Value.Date x && arg(a, 1, facts) instanceof Value.Date y
                        ? Value.num(ChronoUnit.DAYS.between(x.day(), y.day()))
                        : Value.NULL;
            case PART -> part(arg(a, 0, facts), arg(a, 1, facts), a.type());
        };
    }

    private static Value part(Value whole, Value name, ExprType type) {
        if (!(name instanceof Value.Text(String part))) {
            return Value.NULL;
        }
        Value found = switch (whole) {
            case Value.Parts p -> p.part(part);
            case Value.Items rows
            when part.equals("count") -> Value.num(rows.items().size());
            default -> Value.NULL;
        };
        return fits(type, found) && type != ExprType.PARTS ? found : Value.NULL;
    }

    // Equality and order

    private static boolean equal(Value x, Value y) {
        if (x instanceof Value.Money m && y instanceof Value.Num n) {
            return m.amount().compareTo(n.number()) == 0;
        }
        if (x instanceof Value.Num n && y instanceof Value.Money m) {
            return m.amount().compareTo(n.number()) == 0;
        }
        // Numbers and amounts carry no trailing zeros, so equal values are equal records.
        return x.equals(y);
    }

    private static boolean ordered(Expr.Apply a, Facts facts) {
        Value x = arg(a, 0, facts);
        Value y = arg(a, 1, facts);
        if (!comparable(x, y)) {
            return false;
        }
        int c = compare(x, y);
        return switch (a.op()) {
            case LT -> c < 0;
            case LE -> c <= 0;
            case GT -> c > 0;
            default -> c >= 0;
        };
    }

    private static boolean comparable(Value x, Value y) {
        return switch (x) {
            case Value.Num _ -> y instanceof Value.Num || y instanceof Value.Money;
            case Value.Money m ->
                y instanceof Value.Num
                        || (y instanceof Value.Money o && m.currency().equals(o.currency()));
            case Value.Text _ -> y instanceof Value.Text;
            case Value.Date _ -> y instanceof Value.Date;
            case Value.Timestamp _ -> y instanceof Value.Timestamp;
            case Value.Span _ -> y instanceof Value.Span;
            case Value.Null _, Value.Bool _, Value.Items _, Value.Parts _ -> false;
        };
    }

    /** Of two values for which {@link #comparable} holds. */
    private static int compare(Value x, Value y) {
        if (x instanceof Value.Text t && y instanceof Value.Text u) {
            return Texts.compare(t.text(), u.text());
        }
        if (x instanceof Value.Date d && y instanceof Value.Date f) {
            return d.day().compareTo(f.day());
        }
        if (x instanceof Value.Timestamp d && y instanceof Value.Timestamp f) {
            return d.at().compareTo(f.at());
        }
        if (x instanceof Value.Span d && y instanceof Value.Span f) {
            return d.length().compareTo(f.length());
        }
        return figure(x).compareTo(figure(y));
    }

    private static BigDecimal figure(Value v) {
        return v instanceof Value.Num n ? n.number() : v instanceof Value.Money m ? m.amount() : BigDecimal.ZERO;
    }

    private static boolean has(Value.Items list, Value wanted) {
        return !wanted.isNull() && list.items().contains(wanted);
    }

    private static boolean contains(Value x, Value y) {
        return switch (x) {
            case Value.Text t -> y instanceof Value.Text u && t.text().contains(u.text());
            case Value.Items list -> has(list, y);
            default -> false;
        };
    }

    private static boolean intersects(Value x, Value y) {
        if (x instanceof Value.Items a && y instanceof Value.Items b) {
            for (Value v : a.items()) {
                if (has(b, v)) {
                    return true;
                }
            }
        }
        return false;
    }

    // Arithmetic

    private static Value add(Value x, Value y) {
        if (x instanceof Value.Num a && y instanceof Value.Num b) {
            return num(Numbers.bounded(a.number().add(b.number())));
        }
        if (x instanceof Value.Money a
                && y instanceof Value.Money b
                && a.currency().equals(b.currency())) {
            return money(Numbers.bounded(a.amount().add(b.amount())), a.currency());
        }
        if (x instanceof Value.Text a && y instanceof Value.Text b) {
            return Value.text(a.text() + b.text());
        }
        if (x instanceof Value.Timestamp t && y instanceof Value.Span s) {
            return at(Times.bounded(t.at().plus(s.length())));
        }
        if (x instanceof Value.Span s && y instanceof Value.Timestamp t) {
            return at(Times.bounded(t.at().plus(s.length())));
        }
        if (x instanceof Value.Span a && y instanceof Value.Span b) {
            return span(Times.bounded(a.length().plus(b.length())));
        }
        return Value.NULL;
    }

    private static Value sub(Value x, Value y) {
        if (x instanceof Value.Timestamp a && y instanceof Value.Timestamp b) {
            return span(Times.bounded(Duration.between(b.at(), a.at())));
        }
        return add(x, negated(y));
    }

    private static Value mul(Value x, Value y) {
        if (x instanceof Value.Num a && y instanceof Value.Num b) {
            return num(Numbers.bounded(a.number().multiply(b.number())));
        }
        if (x instanceof Value.Money m && y instanceof Value.Num n) {
            return money(Numbers.bounded(m.amount().multiply(n.number())), m.currency());
        }
        if (x instanceof Value.Num n && y instanceof Value.Money m) {
            return money(Numbers.bounded(m.amount().multiply(n.number())), m.currency());
        }
        return Value.NULL;
    }

    private static Value div(Value x, Value y) {
        if (x instanceof Value.Num a && y instanceof Value.Num b) {
            return num(Numbers.divide(a.number(), b.number()));
        }
        if (x instanceof Value.Money m && y instanceof Value.Num n) {
            return money(Numbers.divide(m.amount(), n.number()), m.currency());
        }
        if (x instanceof Value.Money a
                && y instanceof Value.Money b
                && a.currency().equals(b.currency())) {
            return num(Numbers.divide(a.amount(), b.amount()));
        }
        return Value.NULL;
    }

    private static Value negated(Value v) {
        return switch (v) {
            case Value.Num n -> Value.num(n.number().negate());
            case Value.Money m -> new Value.Money(m.amount().negate(), m.currency());
            case Value.Span s -> new Value.Span(s.length().negated());
            default -> Value.NULL;
        };
    }

    private static boolean isNegative(Value v) {
        return switch (v) {
            case Value.Num n -> n.number().signum() < 0;
            case Value.Money m -> m.amount().signum() < 0;
            case Value.Span s -> s.length().isNegative();
            default -> false;
        };
    }

    private static Value round(Value v, Value places) {
        if (!(places instanceof Value.Num p)) {
            return Value.NULL;
        }
        int scale = p.number().intValue();
        return switch (v) {
            case Value.Num n -> num(Numbers.bounded(n.number().setScale(scale, RoundingMode.HALF_EVEN)));
            case Value.Money m ->
                money(Numbers.bounded(m.amount().setScale(scale, RoundingMode.HALF_EVEN)), m.currency());
            default -> Value.NULL;
        };
    }

    private static Value extreme(Expr.Apply a, Facts facts, int sign) {
        Value best = arg(a, 0, facts);
        for (int i = 1; i < a.args().size(); i++) {
            Value next = arg(a, i, facts);
            if (!comparable(best, next)) {
                return Value.NULL;
            }
            if (compare(next, best) * sign > 0) {
                best = next;
            }
        }
        return best;
    }

    // Texts and lists

    private static Value text(Value.Text before, String after) {
        return before.text().equals(after) ? before : Value.text(after);
    }

    private static Value size(Value v) {
        return switch (v) {
            case Value.Text t -> Value.num(Texts.size(t.text()));
            case Value.Items list -> Value.num(list.items().size());
            default -> Value.num(0);
        };
    }

    private static Value list(Expr.Apply a, Facts facts) {
        List<Value> out = new ArrayList<>(a.args().size());
        for (Expr x : a.args()) {
            Value v = evaluate(x, facts);
            if (!v.isNull()) {
                out.add(v);
            }
        }
        return new Value.Items(out);
    }

    private static Value coalesce(Expr.Apply a, Facts facts) {
        for (Expr x : a.args()) {
            Value v = evaluate(x, facts);
            if (!v.isNull()) {
                return v;
            }
        }
        return Value.NULL;
    }

    // Days and moments

    private static Value date(Value v, Facts facts) {
        return switch (v) {
            case Value.Text t -> day(Times.day(t.text()));
            case Value.Timestamp t -> day(Times.dayOf(t.at(), facts.moment().zone()));
            default -> Value.NULL;
        };
    }

    private static Value timestamp(Value v, Facts facts) {
        return switch (v) {
            case Value.Text t -> at(Times.instant(t.text()));
            case Value.Date d -> at(Times.startOf(d.day(), facts.moment().zone()));
            default -> Value.NULL;
        };
    }

    private static Value part(Op op, Value v, Facts facts) {
        LocalDate day = v instanceof Value.Date d
                ? d.day()
                : v instanceof Value.Timestamp t
                        ? Times.dayOf(t.at(), facts.moment().zone())
                        : null;
        if (day == null) {
            return Value.NULL;
        }
        return Value.num(
                switch (op) {
                    case YEAR -> day.getYear();
                    case MONTH -> day.getMonthValue();
                    case DAY -> day.getDayOfMonth();
                    default -> day.getDayOfWeek().getValue();
                });
    }

    private static Value addDays(Value d, Value n) {
        if (d instanceof Value.Date day && n instanceof Value.Num count) {
            Integer whole = Numbers.wholeDays(count.number());
            return whole == null ? Value.NULL : day(Times.plusDays(day.day(), whole));
        }
        return Value.NULL;
    }

    private static Value num(@Nullable BigDecimal n) {
        return n == null ? Value.NULL : Value.num(n);
    }

    private static Value money(@Nullable BigDecimal amount, String currency) {
        return amount == null ? Value.NULL : new Value.Money(amount, currency);
    }

    private static Value day(@Nullable LocalDate day) {
        return day == null ? Value.NULL : new Value.Date(day);
    }

    private static Value at(@Nullable Instant at) {
        return at == null ? Value.NULL : new Value.Timestamp(at);
    }

    private static Value span(@Nullable Duration length) {
        return length == null ? Value.NULL : new Value.Span(length);
    }
}
