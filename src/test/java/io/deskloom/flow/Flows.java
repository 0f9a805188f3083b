package io.deskloom.flow;

import io.deskloom.expr.Expr;
import io.deskloom.expr.ExprType;
import io.deskloom.expr.Facts;
import io.deskloom.expr.Op;
import io.deskloom.field.Value;
import io.deskloom.kernel.Label;
import io.deskloom.kernel.Moment;
import io.deskloom.model.FlowDef;
import io.deskloom.model.FlowDef.Edge;
import io.deskloom.model.FlowDef.Node;
import io.deskloom.model.RuleDef;
import io.deskloom.model.StatusCategory;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Flows for tests: the demo's SOP, and random valid ones. */
final class Flows {
    private Flows() {}

    static FlowDef.Task task(String id, @Nullable String team, String... actions) {
        return new FlowDef.Task(
                id,
                Label.of(id),
                StatusCategory.OPEN,
                team,
                null,
                null,
                Arrays.stream(actions)
                        .map(a -> new FlowDef.Action(a, Label.of(a), "default", List.of()))
                        .toList());
    }

    static FlowDef.Signing signing(String id) {
        return new FlowDef.Signing(
                id,
                Label.of(id),
                StatusCategory.WAITING,
                false,
                List.of(new RuleDef.To.Role("supervisor")),
                1,
                false,
                false,
                false,
                null,
                null,
                null);
    }

    private static RuleDef rule(String id) {
        return new RuleDef(
                "f/" + id,
                id,
                Label.of(id),
                new RuleDef.Origin(null, null, ""),
                "t",
                Set.of(),
                new Expr.Literal(Value.bool(true), ExprType.BOOL),
                List.of(),
                100,
                false,
                RuleDef.Phase.BEFORE,
                null);
    }

    static FlowDef.Doing doing(String id) {
        return new FlowDef.Doing(id, Label.of(id), StatusCategory.WAITING, rule(id), Map.of(), false, false);
    }

    static FlowDef.Child child(String id) {
        return new FlowDef.Child(id, Label.of(id), StatusCategory.WAITING, rule(id), "other", true, Map.of());
    }

    static FlowDef.Wait waiting(String id, FlowDef.For what, @Nullable Duration timeout) {
        return new FlowDef.Wait(id, Label.of(id), StatusCategory.WAITING, what, timeout, null);
    }

    static Edge edge(String from, @Nullable String on, String to) {
        return new Edge(from, to, on, null, false);
    }

    static Edge edgeWhen(String from, @Nullable String on, String to, Expr when) {
        return new Edge(from, to, on, when, false);
    }

    static Edge otherwise(String from, @Nullable String on, String to) {
        return new Edge(from, to, on, null, true);
    }

    static Expr greater(String path, long than) {
        return new Expr.Apply(
                Op.GT,
                List.of(new Expr.Attribute(path, ExprType.NUMBER), new Expr.Literal(Value.num(than), ExprType.NUMBER)),
                ExprType.BOOL);
    }

    static FlowDef refund() {
        return new FlowDef(
                "fl",
                "return_sop",
                Label.of("Return"),
                "start",
                List.of(
                        new FlowDef.Start("start", Label.of("Start")),
                        task("review", "after_sales", "approve", "reject"),
                        task("inspect", "warehouse", "pass", "fail", "back"),
                        new FlowDef.Decision("amount", Label.of("Amount?")),
                        task("large", null, "approve_large", "reject"),
                        task("refund", "finance", "pay"),
                        new FlowDef.End("done", Label.of("Done"), StatusCategory.SOLVED),
                        new FlowDef.End("rejected", Label.of("Rejected"), StatusCategory.CLOSED)),
                List.of(
                        edge("start", null, "review"),
                        edge("review", "approve", "inspect"),
                        edge("review", "reject", "rejected"),
                        edge("inspect", "pass", "amount"),
                        edge("inspect", "fail", "rejected"),
                        edge("inspect", "back", "review"),
                        edgeWhen("amount", null, "large", greater("refund_amount", 500)),
                        otherwise("amount", null, "refund"),
                        edge("large", "approve_large", "refund"),
                        edge("large", "reject", "rejected"),
                        edge("refund", "pay", "done")));
    }

    static Facts facts(Map<String, Value> values) {
        Moment moment = new Moment(Instant.parse("2026-11-22T03:00:00Z"), ZoneId.of("Asia/Shanghai"));
        return new Facts() {
            @Override
            public Value get(String path) {
                return values.getOrDefault(path, Value.NULL);
            }

            @Override
            public Moment moment() {
                return moment;
            }
        };
    }

    static Facts randomFacts(RandomGenerator random) {
        Map<String, Value> values = new HashMap<>();
        for (String path : List.of("a", "b", "c")) {
            if (random.nextInt(4) > 0) {
                values.put(path, Value.num(random.nextInt(10)));
            }
        }
        return facts(values);
    }

    /** A random flow as validation lets it pass: one start, decisions have an else and never lead in a circle. */
    static FlowDef random(RandomGenerator random) {
        int count = 3 + random.nextInt(12);
        List<Node> nodes = new ArrayList<>();
        nodes.add(new FlowDef.Start("n0", Label.of("start")));
        for (int i = 1; i < count; i++) {
            nodes.add(
                    random.nextBoolean()
                            ? new FlowDef.Decision("n" + i, Label.of("d"))
                            : task("n" + i, null, "x", "y"));
        }
        nodes.add(new FlowDef.End("n" + count, Label.of("end"), StatusCategory.SOLVED));
        List<Edge> edges = new ArrayList<>();
        edges.add(edge("n0", null, "n" + (1 + random.nextInt(count))));
        for (int i = 1; i < count; i++) {
            List<String> ways = nodes.get(i) instanceof FlowDef.Task ? List.of("x", "y") : new ArrayList<>();
            if (ways.isEmpty()) {
                addWays(random, edges, i, null, count);
            } else {
                for (String way : ways) {
                    addWays(random, edges, i, way, count);
                }
            }
        }
        return new FlowDef("fl", "random", Label.of("Random"), "n0", nodes, edges);
    }

    private static void addWays(RandomGenerator random, List<Edge> edges, int from, @Nullable String on, int count) {
        int conditional = random.nextInt(3);
        List<Edge> ways = new ArrayList<>();
        ways.add(otherwise("n" + from, on, "n" + target(random, from, on, count)));
        for (int k = 0; k < conditional; k++) {
            String path = List.of("a", "b", "c").get(random.nextInt(3));
            // The default edge stands anywhere among them: its place must not matter.
            ways.add(
                    random.nextInt(ways.size() + 1),
                    edgeWhen("n" + from, on, "n" + target(random, from, on, count), greater(path, random.nextInt(10))));
        }
        edges.addAll(ways);
    }

    /** Only a task may lead back: decisions go forward, so that they cannot form a circle. */
    private static int target(RandomGenerator random, int from, @Nullable String on, int count) {
        return on == null ? from + 1 + random.nextInt(count - from) : 1 + random.nextInt(count);
    }
}
