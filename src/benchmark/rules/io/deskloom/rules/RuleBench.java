package io.deskloom.rules;

import io.deskloom.expr.Expr;
import io.deskloom.expr.ExprType;
import io.deskloom.expr.Facts;
import io.deskloom.expr.Op;
import io.deskloom.expr.Trees;
import io.deskloom.field.Value;
import io.deskloom.kernel.Label;
import io.deskloom.kernel.Moment;
import io.deskloom.model.Priority;
import io.deskloom.model.RuleDef;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What an evaluation costs with 2 firing and many idle rules: run its main with the project's classes. One JSON object a
 * line; the best of seven runs, because other processes only ever add time.
 */
public final class RuleBench {
    private RuleBench() {}

    public static void main(String[] args) {
        for (int rules : new int[] {2, 1_000, 10_000}) {
            measure("hashed", rules, i -> and(is("f" + i % 20, "idle" + i), over("n", i % 50)));
            measure("in", rules, i -> make(
                    Op.IN, text("f" + i % 20), make(Op.LIST, Trees.literal("a" + i), Trees.literal("b" + i))));
            measure("ranges", rules, i -> over("n", 100 + i));
        }
    }

    private static void measure(String kind, int count, java.util.function.IntFunction<Expr> idle) {
        List<RuleDef> rules = new ArrayList<>();
        rules.add(rule(0, is("f1", "v1")));
        rules.add(rule(1, and(is("f2", "v2"), over("n", 3))));
        for (int i = 2; i < count; i++) {
            rules.add(rule(i, idle.apply(i)));
        }
        Map<String, Value> values = new HashMap<>();
        for (int i = 0; i < 30; i++) {
            values.put("f" + i, Value.text("v" + i));
        }
        values.put("n", Value.num(5));
        Facts facts = facts(values);
        RuleEngine engine = new RuleEngine();
        RuleSet set = RuleSet.of(rules, List.of());
        long started = System.nanoTime();
        if (engine.evaluate(set, facts).fired().size() != 2) {
            throw new IllegalStateException("two rules must fire");
        }
        long built = System.nanoTime() - started;
        int repeat = kind.equals("ranges") && count > 5_000 ? 1_000 : 20_000;
        long best = Long.MAX_VALUE;
        for (int run = 0; run < 7; run++) {
            long from = System.nanoTime();
            for (int i = 0; i < repeat; i++) {
                engine.evaluate(set, facts);
            }
            best = Math.min(best, (System.nanoTime() - from) / repeat);
        }
        System.out.printf(
                "{\"key\": \"rules.%s.%d\", \"value\": %.1f, \"unit\": \"us\", \"build_ms\": %d}%n",
                kind, count, best / 1_000.0, built / 1_000_000);
    }

    private static RuleDef rule(int number, Expr when) {
        return new RuleDef(
                "r" + number,
                "r" + number,
                Label.of("r"),
                new RuleDef.Origin(null, null, "bench"),
                "t",
                EnumSet.allOf(RuleDef.On.class),
                when,
                List.of(new RuleDef.IntentDef.SetPriority(Priority.HIGH)),
                100,
                false);
    }

    private static Facts facts(Map<String, Value> values) {
        return new Facts() {
            @Override
            public Value get(String path) {
                return values.getOrDefault(path, Value.NULL);
            }

            @Override
            public Moment moment() {
                return new Moment(Instant.EPOCH, ZoneOffset.UTC);
            }
        };
    }

    private static Expr text(String path) {
        return new Expr.Attribute(path, ExprType.TEXT);
    }

    private static Expr is(String path, String value) {
        return make(Op.EQ, text(path), Trees.literal(value));
    }

    private static Expr over(String path, long limit) {
        return make(
                Op.GT, new Expr.Attribute(path, ExprType.NUMBER), new Expr.Literal(Value.num(limit), ExprType.NUMBER));
    }

    private static Expr and(Expr... parts) {
        return Trees.all(List.of(parts));
    }

    private static Expr make(Op op, Expr... args) {
        return ((Trees.Made) Trees.apply(op, List.of(args))).expr();
    }
}
