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
import io.deskloom.model.RuleDef.IntentDef;
import java.time.Instant;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;

/** Facts and rules for tests. */
final class RuleFixtures {
    private RuleFixtures() {}

    static final Moment MOMENT = new Moment(Instant.parse("2026-11-22T03:00:00Z"), ZoneId.of("Asia/Shanghai"));

    static Facts facts(Map<String, Value> values) {
        return new Facts() {
            @Override
            public Value get(String path) {
                return values.getOrDefault(path, Value.NULL);
            }

            @Override
            public Moment moment() {
                return MOMENT;
            }
        };
    }

    static Expr.Attribute text(String path) {
        return new Expr.Attribute(path, ExprType.TEXT);
    }

    static Expr.Attribute number(String path) {
        return new Expr.Attribute(path, ExprType.NUMBER);
    }

    static Expr lit(long n) {
        return new Expr.Literal(Value.num(n), ExprType.NUMBER);
    }

    static Expr make(Op op, Expr... args) {
        return ((Trees.Made) Trees.apply(op, List.of(args))).expr();
    }

    static Expr is(String path, String value) {
        return make(Op.EQ, text(path), Trees.literal(value));
    }

    static RuleDef rule(String id, int order, Expr when, IntentDef... then) {
        return rule(id, order, false, when, then);
    }

    static RuleDef rule(String id, int order, boolean stop, Expr when, IntentDef... then) {
        return new RuleDef(
                id,
                id,
                Label.of(id),
                new RuleDef.Origin(null, null, id + ".yaml"),
                "t",
                EnumSet.allOf(RuleDef.On.class),
                when,
                then.length == 0 ? List.of(new IntentDef.SetPriority(Priority.HIGH)) : List.of(then),
                order,
                stop);
    }
}
