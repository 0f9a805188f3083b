package io.deskloom.rules;

import static io.deskloom.rules.RuleFixtures.make;

import io.deskloom.expr.Expr;
import io.deskloom.expr.ExprType;
import io.deskloom.expr.Op;
import io.deskloom.expr.Trees;
import io.deskloom.field.Value;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Random well-typed conditions and facts, close enough to each other that many hold. */
final class RandomExprs {
    private static final List<String> TEXTS = List.of("", "a", "b", "vip", "破损", "😀");
    private static final List<Op> ORDERS = List.of(Op.EQ, Op.NE, Op.LT, Op.LE, Op.GT, Op.GE);

    private RandomExprs() {}

    static Map<String, Value> facts(RandomGenerator r) {
        Map<String, Value> all = new HashMap<>();
        for (String p : List.of("t1", "t2", "n1", "n2", "m", "b", "d", "l")) {
            if (r.nextInt(4) > 0) {
                // Sometimes of a wrong type, as a field is after its kind changed.
                all.put(p, value(r.nextInt(12) == 0 ? any(r) : typeOf(p), r));
            }
        }
        return all;
    }

    static Expr condition(RandomGenerator r, int depth) {
        int pick = r.nextInt(depth > 0 ? 9 : 6);
        return switch (pick) {
            case 0 -> new Expr.Attribute("b", ExprType.BOOL);
            case 1 -> make(Op.IN, attribute(r, ExprType.TEXT), texts(r));
            case 2 -> make(Op.IN, Trees.literal(text(r)), new Expr.Attribute("l", ExprType.LIST));
            case 3, 4, 5 -> comparison(r);
            case 6 -> make(Op.NOT, condition(r, depth - 1));
            case 7 -> make(Op.OR, condition(r, depth - 1), condition(r, depth - 1));
            default -> make(Op.AND, condition(r, depth - 1), condition(r, depth - 1));
        };
    }

    private static Expr comparison(RandomGenerator r) {
        ExprType type = List.of(ExprType.TEXT, ExprType.NUMBER, ExprType.MONEY, ExprType.DATE, ExprType.BOOL)
                .get(r.nextInt(5));
        Op op = type == ExprType.BOOL || r.nextBoolean()
                ? (r.nextInt(4) > 0 ? Op.EQ : Op.NE)
                : ORDERS.get(r.nextInt(ORDERS.size()));
        Expr left = attribute(r, type);
        Expr right = switch (r.nextInt(6)) {
            case 0 -> attribute(r, type);
            case 1 -> op == Op.EQ || op == Op.NE ? new Expr.Literal(Value.NULL, type) : literal(type, r);
            case 2 -> type == ExprType.MONEY ? literal(ExprType.NUMBER, r) : literal(type, r);
            default -> literal(type, r);
        };
        return r.nextBoolean() ? make(op, left, right) : make(op, right, left);
    }

    private static Expr attribute(RandomGenerator r, ExprType type) {
        return new Expr.Attribute(
                switch (type) {
                    case TEXT -> r.nextBoolean() ? "t1" : "t2";
                    case NUMBER -> r.nextBoolean() ? "n1" : "n2";
                    case MONEY -> "m";
                    case DATE -> "d";
                    case LIST -> "l";
                    case NULL, BOOL, TIMESTAMP, SPAN, PARTS -> "b";
                },
                type);
    }

    private static Expr literal(ExprType type, RandomGenerator r) {
        return new Expr.Literal(value(type, r), type);
    }

    private static Expr texts(RandomGenerator r) {
        List<Expr> items = new ArrayList<>();
        for (int i = 0; i <= r.nextInt(4); i++) {
            items.add(Trees.literal(text(r)));
        }
        return ((Trees.Made) Trees.apply(Op.LIST, items)).expr();
    }

    private static ExprType typeOf(String path) {
        return switch (path) {
            case "n1", "n2" -> ExprType.NUMBER;
            case "m" -> ExprType.MONEY;
            case "b" -> ExprType.BOOL;
            case "d" -> ExprType.DATE;
            case "l" -> ExprType.LIST;
            default -> ExprType.TEXT;
        };
    }

    private static ExprType any(RandomGenerator r) {
        return List.of(ExprType.TEXT, ExprType.NUMBER, ExprType.MONEY, ExprType.BOOL, ExprType.LIST)
                .get(r.nextInt(5));
    }

    private static Value value(ExprType type, RandomGenerator r) {
        return switch (type) {
            case NUMBER -> Value.num(new BigDecimal(r.nextInt(5)).add(new BigDecimal("0." + r.nextInt(2) * 5)));
            case MONEY -> new Value.Money(new BigDecimal(r.nextInt(4)), r.nextInt(4) == 0 ? "USD" : "CNY");
            case BOOL -> Value.bool(r.nextBoolean());
            case DATE -> new Value.Date(LocalDate.of(2026, 1, 1 + r.nextInt(4)));
            case LIST -> Value.texts(List.of(text(r), text(r)));
            case NULL, TEXT, TIMESTAMP, SPAN, PARTS -> Value.text(text(r));
        };
    }

    private static String text(RandomGenerator r) {
        return TEXTS.get(r.nextInt(TEXTS.size()));
    }
}
