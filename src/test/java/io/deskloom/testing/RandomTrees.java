package io.deskloom.testing;

import io.deskloom.expr.Expr;
import io.deskloom.expr.ExprType;
import io.deskloom.expr.Op;
import io.deskloom.expr.Trees;
import io.deskloom.field.Value;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Well-typed trees and facts from a seed; values crowd around the edges so that equal, null and overflow happen. */
public final class RandomTrees {
    private static final List<String> TEXTS =
            List.of("", "a", "A", "ab", "退款", "😀", "x😀退", "%", " a ", "'", "\ue000", "CNY", "2026-03-08");
    private static final List<String> NUMBERS = List.of(
            "0",
            "1",
            "-1",
            "2",
            "3",
            "0.5",
            "-2.5",
            "0.000000000001",
            "1000000",
            "99999999999999999999999999",
            "7",
            "12.345");
    private static final List<String> DAYS =
            List.of("2026-11-22", "2026-03-08", "2026-11-01", "0001-01-01", "9999-12-31", "2028-02-29");
    private static final List<String> MOMENTS = List.of(
            "2026-11-22T16:00:00Z",
            "2026-03-08T06:59:59.999999Z",
            "2026-11-01T05:30:00Z",
            "1900-01-01T00:00:00Z",
            "9999-12-30T23:59:59Z");
    private static final ExprType[] SCALARS = {
        ExprType.TEXT,
        ExprType.NUMBER,
        ExprType.MONEY,
        ExprType.DATE,
        ExprType.TIMESTAMP,
        ExprType.SPAN,
        ExprType.BOOL,
        ExprType.LIST
    };
    /** Which operators can give a type; the argument types are tried until the type rules agree. */
    private static final Map<ExprType, List<Op>> GIVES = Map.of(
            ExprType.BOOL,
            List.of(
                    Op.AND,
                    Op.OR,
                    Op.NOT,
                    Op.EQ,
                    Op.NE,
                    Op.LT,
                    Op.LE,
                    Op.GT,
                    Op.GE,
                    Op.IN,
                    Op.CONTAINS,
                    Op.STARTS_WITH,
                    Op.ENDS_WITH,
                    Op.INTERSECTS,
                    Op.COND,
                    Op.COALESCE),
            ExprType.NUMBER,
            List.of(
                    Op.ADD,
                    Op.SUB,
                    Op.MUL,
                    Op.DIV,
                    Op.MOD,
                    Op.NEG,
                    Op.ABS,
                    Op.MIN,
                    Op.MAX,
                    Op.SIZE,
                    Op.AMOUNT,
                    Op.YEAR,
                    Op.MONTH,
                    Op.DAY,
                    Op.WEEKDAY,
                    Op.HOUR,
                    Op.DAYS_BETWEEN,
                    Op.COND,
                    Op.COALESCE),
            ExprType.MONEY,
            List.of(Op.ADD, Op.SUB, Op.MUL, Op.DIV, Op.NEG, Op.ABS, Op.MIN, Op.MAX, Op.MONEY, Op.COND, Op.COALESCE),
            ExprType.TEXT,
            List.of(Op.ADD, Op.LOWER, Op.UPPER, Op.TRIM, Op.CURRENCY, Op.COND, Op.COALESCE),
            ExprType.DATE,
            List.of(Op.DATE, Op.ADD_DAYS, Op.TODAY, Op.MIN, Op.MAX, Op.COND),
            ExprType.TIMESTAMP,
            List.of(Op.TIMESTAMP, Op.ADD, Op.SUB, Op.NOW, Op.MIN, Op.COALESCE),
            ExprType.SPAN,
            List.of(Op.SUB, Op.ADD, Op.NEG, Op.ABS, Op.MAX),
            ExprType.LIST,
            List.of(Op.LIST, Op.COND, Op.COALESCE));

    private final Random random;
    private final Map<ExprType, List<String>> paths;

    public RandomTrees(long seed, Map<String, ExprType> types) {
        this.random = new Random(seed);
        this.paths = new HashMap<>();
        types.forEach((path, type) ->
                paths.computeIfAbsent(type, _ -> new ArrayList<>()).add(path));
        paths.values().forEach(l -> l.sort(null));
    }

    /** A value of {@code type}; one in five is null. */
    public Value value(ExprType type) {
        return random.nextInt(5) == 0 ? Value.NULL : present(type);
    }

    private Value present(ExprType type) {
        return switch (type) {
            case NULL -> Value.NULL;
            case TEXT -> Value.text(pick(TEXTS));
            case NUMBER -> Value.num(new BigDecimal(pick(NUMBERS)));
            case MONEY -> new Value.Money(new BigDecimal(pick(NUMBERS)), random.nextInt(4) == 0 ? "USD" : "CNY");
            case BOOL -> Value.bool(random.nextBoolean());
            case DATE -> new Value.Date(LocalDate.parse(pick(DAYS)));
            case TIMESTAMP -> new Value.Timestamp(Instant.parse(pick(MOMENTS)));
            case SPAN -> new Value.Span(Duration.ofSeconds(random.nextInt(200_000) - 100_000));
            // The two days of a period: every part that has a slot somewhere.
            case PARTS ->
                new Value.Parts(Map.of(
                        "start",
                        new Value.Date(LocalDate.parse(pick(DAYS))),
                        "end",
                        new Value.Date(LocalDate.parse(pick(DAYS)))));
            case LIST -> {
                List<String> texts = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    texts.add(pick(TEXTS));
                }
                yield Value.texts(texts);
            }
        };
    }

    public Expr tree(ExprType type, int depth) {
        if (depth == 0 || random.nextInt(8) == 0) {
            List<String> known = paths.getOrDefault(type, List.of());
            return known.isEmpty() || random.nextInt(3) == 0
                    ? new Expr.Literal(value(type), type)
                    : new Expr.Attribute(pick(known), type);
        }
        for (int attempt = 0; attempt < 60; attempt++) {
            Op op = pick(GIVES.get(type));
            List<Expr> args = new ArrayList<>();
            for (ExprType t : guess(op, type)) {
                args.add(tree(t, depth - 1));
            }
            if (Trees.apply(op, args) instanceof Trees.Made m && m.expr().type() == type) {
                return m.expr();
            }
        }
        return new Expr.Literal(value(type), type);
    }

    private List<ExprType> guess(Op op, ExprType type) {
        ExprType any = SCALARS[random.nextInt(SCALARS.length)];
        return switch (op) {
            case AND, OR -> List.of(ExprType.BOOL, ExprType.BOOL, ExprType.BOOL);
            case NOT -> List.of(ExprType.BOOL);
            case EQ, NE, LT, LE, GT, GE ->
                random.nextInt(5) == 0 ? List.of(ExprType.MONEY, ExprType.NUMBER) : List.of(any, any);
            case IN -> List.of(ExprType.TEXT, ExprType.LIST);
            case CONTAINS -> List.of(random.nextBoolean() ? ExprType.TEXT : ExprType.LIST, ExprType.TEXT);
            case STARTS_WITH, ENDS_WITH, MATCHES -> List.of(ExprType.TEXT, ExprType.TEXT);
            case INTERSECTS -> List.of(ExprType.LIST, ExprType.LIST);
            case COND -> List.of(ExprType.BOOL, type, type);
            case COALESCE, MIN, MAX -> List.of(type, type, type);
            case LIST -> List.of(ExprType.TEXT, ExprType.TEXT);
            case NEG, ABS, LOWER, UPPER, TRIM -> List.of(type);
            case ADD, SUB ->
                type == ExprType.TIMESTAMP
                        ? List.of(ExprType.TIMESTAMP, ExprType.SPAN)
                        : type == ExprType.SPAN && op == Op.SUB && random.nextBoolean()
                                ? List.of(ExprType.TIMESTAMP, ExprType.TIMESTAMP)
                                : List.of(type, type);
            case MUL, DIV, MOD ->
                type == ExprType.MONEY
                        ? List.of(ExprType.MONEY, ExprType.NUMBER)
                        : op == Op.DIV && random.nextInt(4) == 0
                                ? List.of(ExprType.MONEY, ExprType.MONEY)
                                : List.of(ExprType.NUMBER, ExprType.NUMBER);
            case SIZE -> List.of(random.nextBoolean() ? ExprType.TEXT : ExprType.LIST);
            case AMOUNT, CURRENCY -> List.of(ExprType.MONEY);
            case MONEY -> List.of(ExprType.NUMBER, ExprType.TEXT);
            case YEAR, MONTH, DAY, WEEKDAY -> List.of(random.nextBoolean() ? ExprType.DATE : ExprType.TIMESTAMP);
            case HOUR -> List.of(ExprType.TIMESTAMP);
            case DATE -> List.of(random.nextBoolean() ? ExprType.TEXT : ExprType.TIMESTAMP);
            case TIMESTAMP -> List.of(random.nextBoolean() ? ExprType.TEXT : ExprType.DATE);
            case ADD_DAYS -> List.of(ExprType.DATE, ExprType.NUMBER);
            case DAYS_BETWEEN -> List.of(ExprType.DATE, ExprType.DATE);
            case ROUND, DURATION, NOW, TODAY, PART -> List.of();
        };
    }

    public ExprType type() {
        return SCALARS[random.nextInt(SCALARS.length)];
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
