package io.deskloom.rules;

import io.deskloom.expr.Expr;
import io.deskloom.expr.ExprType;
import io.deskloom.expr.Facts;
import io.deskloom.expr.Op;
import io.deskloom.expr.Trees;
import io.deskloom.field.Value;
import io.deskloom.kernel.Label;
import io.deskloom.kernel.Moment;
import io.deskloom.metadata.KnownFiles;
import io.deskloom.metadata.MetadataReader;
import io.deskloom.metadata.SourceFile;
import io.deskloom.metadata.SourceFolder;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.Priority;
import io.deskloom.model.RuleDef;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
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

    /** @param args "publish" or "tenants" for that alone */
    public static void main(String[] args) {
        if (args.length > 0) {
            if (args[0].equals("publish")) {
                publish();
            } else {
                perTenant();
            }
            return;
        }
        for (int rules : new int[] {2, 1_000, 10_000}) {
            measure("hashed", rules, i -> and(is("f" + i % 20, "idle" + i), over("n", i % 50)));
            measure("in", rules, i -> make(
                    Op.IN, text("f" + i % 20), make(Op.LIST, Trees.literal("a" + i), Trees.literal("b" + i))));
            measure("ranges", rules, i -> over("n", 100 + i));
        }
        // A workspace's mix: most ask for a choice and something more, some for ranges, some for one of several.
        measure("eval_us", 1_000, RuleBench::mixed);
        publish();
        perTenant();
    }

    private static Expr mixed(int i) {
        return switch (i % 5) {
            case 0 -> and(is("f" + i % 20, "idle" + i), over("n", i % 50));
            case 1 -> and(is("f" + i % 30, "v" + (i + 1) % 30), is("f" + (i + 7) % 30, "idle" + i));
            case 2 -> make(Op.IN, text("f" + i % 20), make(Op.LIST, Trees.literal("a" + i), Trees.literal("b" + i)));
            case 3 -> and(is("f" + i % 20, "idle" + i % 40), Trees.any(List.of(is("f3", "x" + i), over("n", 7))));
            default -> over("n", 100 + i);
        };
    }

    /**
     * What publishing the demo and a thousand triggers takes: reading and checking all files, looking through the rules, and
     * building their networks; each alone, best of nine. First with nothing known from before, as after a start; then as the
     * application does it, which knows the files and the networks of the release before, of which one trigger has changed.
     */
    private static void publish() {
        List<SourceFile> files = new ArrayList<>();
        try {
            files.addAll(SourceFolder.read(Path.of("metadata/demo")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> conditions = List.of(
                "order_no == \"N-%d\" && tier == \"vip\"",
                "refund_amount > %d && reason in [\"damaged\", \"size\"]",
                "paid > %d && \"tier\" in event.changed",
                "items_count == %d || ticket.priority == \"low\"");
        for (int i = 0; i < 1_000; i++) {
            files.add(trigger(i, conditions.get(i % 4).formatted(i)));
        }
        Steps cold = new Steps();
        for (int run = 0; run < 9; run++) {
            cold.take(files, new KnownFiles(), new RuleEngine());
        }
        cold.tell("rules.publish_ms.1000");
        Steps warm = new Steps();
        KnownFiles known = new KnownFiles();
        RuleEngine engine = new RuleEngine();
        new Steps().take(files, known, engine);
        for (int run = 0; run < 9; run++) {
            List<SourceFile> changed = new ArrayList<>(files);
            changed.set(changed.size() - 1, trigger(999, conditions.getFirst().formatted(5_000 + run)));
            warm.take(changed, known, engine);
        }
        warm.tell("rules.republish_ms.1000");
    }

    private static SourceFile trigger(int i, String when) {
        return new SourceFile("triggers/b" + i + ".yaml", """
                id: tr_b%1$d
                key: b%1$d
                label: {en: "B %1$d", zh: "B %1$d"}
                type: return_refund
                on: [created, updated]
                when: '%2$s'
                do: [{%3$s}]
                order: %4$d
                """.formatted(
                        i,
                        when,
                        i % 3 == 0 ? "setPriority: high" : i % 3 == 1 ? "setPriority: low" : "assignTeam: vip_desk",
                        100 + i % 10));
    }

    /** The best time of each step, in milliseconds. */
    private static final class Steps {
        private double read = Double.MAX_VALUE;
        private double looked = Double.MAX_VALUE;
        private double built = Double.MAX_VALUE;
        private int findings;

        void take(List<SourceFile> files, KnownFiles known, RuleEngine engine) {
            long from = System.nanoTime();
            MetadataSnapshot snapshot = MetadataReader.read(files, new SafeDrl(), known).orThrow();
            long one = System.nanoTime();
            findings = RuleAnalysis.of(snapshot).size();
            long two = System.nanoTime();
            engine.prepare(snapshot, new Moment(Instant.EPOCH, ZoneOffset.UTC));
            long three = System.nanoTime();
            read = Math.min(read, (one - from) / 1e6);
            looked = Math.min(looked, (two - one) / 1e6);
            built = Math.min(built, (three - two) / 1e6);
        }

        void tell(String key) {
            System.out.printf(
                    "{\"key\": \"%s\", \"value\": %.1f, \"unit\": \"ms\", \"read_ms\": %.1f, \"analysis_ms\": %.1f,"
                            + " \"build_ms\": %.1f, \"findings\": %d}%n",
                    key, read + looked + built, read, looked, built, findings);
        }
    }

    /** What the sets of 999 further tenants with the same thousand rules keep, once their networks are one. */
    private static void perTenant() {
        List<RuleDef> rules = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            rules.add(rule(i, mixed(i)));
        }
        RuleEngine engine = new RuleEngine();
        Facts facts = facts(Map.of());
        List<RuleSet> kept = new ArrayList<>();
        kept.add(RuleSet.of(rules, List.of()));
        engine.evaluate(kept.getFirst(), facts);
        long before = used();
        int tenants = 999;
        for (int i = 0; i < tenants; i++) {
            kept.add(RuleSet.of(rules, List.of()));
            engine.evaluate(kept.getLast(), facts);
        }
        long after = used();
        System.out.printf(
                "{\"key\": \"rules.kb_per_tenant\", \"value\": %.1f, \"unit\": \"KB\", \"networks\": %d, \"sets\": %d}%n",
                (after - before) / 1024.0 / tenants, engine.netsHeld(), kept.size());
    }

    private static long used() {
        for (int i = 0; i < 4; i++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
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
