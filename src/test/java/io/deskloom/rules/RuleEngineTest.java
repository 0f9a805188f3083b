package io.deskloom.rules;

import static io.deskloom.rules.RuleFixtures.facts;
import static io.deskloom.rules.RuleFixtures.is;
import static io.deskloom.rules.RuleFixtures.lit;
import static io.deskloom.rules.RuleFixtures.make;
import static io.deskloom.rules.RuleFixtures.number;
import static io.deskloom.rules.RuleFixtures.rule;
import static io.deskloom.rules.RuleFixtures.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.effect.Explanation.Fired;
import io.deskloom.effect.Intent;
import io.deskloom.expr.Evaluator;
import io.deskloom.expr.Expr;
import io.deskloom.expr.ExprType;
import io.deskloom.expr.Facts;
import io.deskloom.expr.Op;
import io.deskloom.expr.Trees;
import io.deskloom.field.Value;
import io.deskloom.kernel.Label;
import io.deskloom.kernel.Moment;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.PackDef;
import io.deskloom.model.Priority;
import io.deskloom.model.RuleDef;
import io.deskloom.model.RuleDef.IntentDef;
import io.deskloom.testing.Snapshots;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class RuleEngineTest {
    private final RuleEngine engine = new RuleEngine();

    @Test
    void firesInOrderThenIdAndComputesIntents() {
        RuleSet set = set(
                rule("b", 5, is("tier", "vip"), new IntentDef.AssignTeam("vip_desk")),
                rule("a", 5, is("tier", "vip"), new IntentDef.SetPriority(Priority.URGENT)),
                rule("z", 1, is("tier", "vip"), new IntentDef.SetField("copy", make(Op.UPPER, text("tier")))),
                rule("no", 0, is("tier", "gold")));
        List<Fired> fired =
                engine.evaluate(set, facts(Map.of("tier", Value.text("vip")))).fired();
        assertThat(fired).extracting(Fired::rule).containsExactly("z", "a", "b");
        assertThat(fired.getFirst().intents()).containsExactly(new Intent.SetField("copy", Value.text("VIP")));
        assertThat(fired.get(1).intents()).containsExactly(new Intent.SetPriority(4));
        assertThat(fired.get(2).intents()).containsExactly(new Intent.AssignTeam("vip_desk"));
    }

    @Test
    void stopSkipsLaterRulesOnlyWhenItFired() {
        RuleSet set = set(rule("first", 1, true, is("tier", "vip")), rule("second", 2, false, is("reason", "size")));
        assertThat(keys(set, Map.of("tier", Value.text("vip"), "reason", Value.text("size"))))
                .containsExactly("first");
        assertThat(keys(set, Map.of("reason", Value.text("size")))).containsExactly("second");
    }

    @Test
    void everyFactALookedAtIsRecordedAlsoThoseOfRulesThatDidNotFire() {
        RuleSet set = set(
                rule("a", 1, is("tier", "vip")),
                rule("b", 1, make(Op.GT, number("n"), lit(3)), new IntentDef.SetField("f", text("source"))));
        Map<String, Value> all =
                Map.of("tier", Value.text("gold"), "source", Value.text("x"), "unrelated", Value.text("y"));
        assertThat(engine.evaluate(set, facts(all)).consulted())
                .isEqualTo(Map.of("tier", Value.text("gold"), "source", Value.text("x")));
    }

    @Test
    void absentFactsMatchExactlyWhatTheLanguageSays() {
        RuleSet set = set(
                rule("isNull", 1, make(Op.EQ, text("tier"), new Expr.Literal(Value.NULL, ExprType.NULL))),
                rule("notVip", 2, make(Op.NE, text("tier"), Trees.literal("vip"))),
                rule("less", 3, make(Op.LT, number("n"), lit(3))),
                rule("vip", 4, is("tier", "vip")));
        assertThat(keys(set, Map.of())).containsExactly("isNull", "notVip");
    }

    @Test
    void factsOfAnotherTypeAreAbsentAndDoNotBreakTheEngine() {
        RuleSet set = set(
                rule("greater", 1, make(Op.GT, number("n"), lit(3))),
                rule("one", 2, make(Op.EQ, number("n"), lit(1))),
                rule("text", 3, is("t", "1")));
        assertThat(keys(set, Map.of("n", Value.text("1"), "t", Value.num(1)))).isEmpty();
    }

    @Test
    void agreesWithPlainEvaluationOnRandomRulesAndFacts() {
        int fired = 0;
        for (long seed = 0; seed < 400; seed++) {
            Random random = new Random(seed);
            List<RuleDef> rules = new ArrayList<>();
            for (int i = 0; i < 1 + random.nextInt(25); i++) {
                rules.add(rule("r" + i, random.nextInt(4), RandomExprs.condition(random, 4)));
            }
            RuleSet set = RuleSet.of(rules, List.of());
            for (int k = 0; k < 10; k++) {
                Facts facts = facts(RandomExprs.facts(random));
                List<String> plain = set.rules().stream()
                        .filter(r -> Evaluator.test(r.when(), facts))
                        .map(RuleDef::id)
                        .toList();
                fired += plain.size();
                assertThat(engine.evaluate(set, facts).fired())
                        .as("seed %d, facts %d", seed, k)
                        .extracting(Fired::rule)
                        .containsExactlyElementsOf(plain);
            }
        }
        assertThat(fired)
                .as("the generator must also make conditions that hold")
                .isGreaterThan(1_000);
    }

    @Test
    void aBrokenRuleIsRefusedAndTheOthersGoOn() {
        Facts broken = new Facts() {
            @Override
            public Value get(String path) {
                if (path.equals("boom")) {
                    throw new IllegalStateException("boom");
                }
                return path.equals("tier") ? Value.text("vip") : Value.NULL;
            }

            @Override
            public Moment moment() {
                return RuleFixtures.MOMENT;
            }
        };
        RuleSet set = set(
                rule("before", 1, is("tier", "vip")),
                rule("condition", 2, make(Op.GT, number("boom"), lit(1))),
                rule("intent", 3, is("tier", "vip"), new IntentDef.SetField("f", text("boom"))),
                rule("after", 4, is("tier", "vip")));
        List<Fired> fired = engine.evaluate(set, broken).fired();
        assertThat(fired).extracting(Fired::rule).containsExactly("before", "condition", "intent", "after");
        assertThat(fired)
                .extracting(Fired::refused)
                .containsExactly(null, RuleEngine.RULE_FAILED, RuleEngine.RULE_FAILED, null);
        assertThat(fired.get(1).intents()).isEmpty();
        assertThat(keys(set, Map.of("tier", Value.text("vip"))))
                .as("the network is usable after it broke")
                .containsExactly("before", "intent", "after");
    }

    @Test
    void equalConditionsOfManyTenantsShareOneNetwork() {
        for (int tenant = 0; tenant < 50; tenant++) {
            PackDef pack = pack("com.shared", "shared", Map.of("limit", Value.num(tenant)));
            RuleSet set = RuleSet.of(List.of(packRule("com.shared", "r")), List.of(pack));
            boolean fires = !engine.evaluate(set, facts(Map.of("n", Value.num(25))))
                    .fired()
                    .isEmpty();
            assertThat(fires).as("limit %d", tenant).isEqualTo(25 > tenant);
        }
        assertThat(engine.netsHeld()).isEqualTo(1);
    }

    @Test
    void aPreparedReleaseBuildsNothingMoreForItsTickets() {
        MetadataSnapshot demo = Snapshots.demo(new SafeDrl());
        engine.prepare(demo, RuleFixtures.MOMENT);
        int held = engine.netsHeld();
        assertThat(held).isPositive();
        for (RuleDef.On on : RuleDef.On.values()) {
            engine.evaluate(engine.rules(demo, "return_refund", on), facts(Map.of("tier", Value.text("vip"))));
        }
        assertThat(engine.netsHeld()).isEqualTo(held);
    }

    @Test
    void patternsAreAskedOfTheWholeTextHoweverLongItIs() {
        RuleSet set = set(
                rule("format", 1, make(Op.MATCHES, text("order_no"), Trees.literal("A-[0-9]{4}"))),
                rule("nasty", 2, make(Op.MATCHES, text("order_no"), Trees.literal("(a+)+$"))),
                rule("other", 3, make(Op.NOT, make(Op.MATCHES, text("order_no"), Trees.literal("A.*")))));
        assertThat(keys(set, Map.of("order_no", Value.text("A-1234")))).containsExactly("format");
        assertThat(keys(set, Map.of("order_no", Value.text("a".repeat(100_000) + "!"))))
                .containsExactly("other");
        assertThat(keys(set, Map.of())).as("nothing matches nothing").containsExactly("other");
    }

    @Test
    void rulesThatListenToSeveralEventsAreBuiltOnceAndActInTheirOrder() {
        List<RuleDef> rules = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            Set<RuleDef.On> on = switch (i % 4) {
                case 0 -> Set.of(RuleDef.On.CREATED, RuleDef.On.UPDATED);
                case 1 -> Set.of(RuleDef.On.CREATED, RuleDef.On.COMMENTED);
                case 2 -> Set.of(RuleDef.On.CREATED);
                default -> Set.of(RuleDef.On.COMMENTED);
            };
            rules.add(listening("r" + i, i, on, make(Op.GT, number("n"), lit(i))));
        }
        // One more of each event alone, whose networks differ.
        rules.add(listening("c", 401, Set.of(RuleDef.On.CREATED, RuleDef.On.DECIDED), is("a", "c")));
        rules.add(listening("u", 402, Set.of(RuleDef.On.UPDATED), is("a", "u")));
        Facts facts = facts(Map.of("n", Value.num(250), "a", Value.text("c")));
        for (RuleDef.On on : List.of(RuleDef.On.CREATED, RuleDef.On.UPDATED, RuleDef.On.COMMENTED)) {
            RuleSet set =
                    RuleSet.of(rules.stream().filter(r -> r.on().contains(on)).toList(), List.of());
            assertThat(engine.evaluate(set, facts).fired())
                    .as("%s", on)
                    .extracting(Fired::rule)
                    .containsExactlyElementsOf(set.rules().stream()
                            .filter(r -> Evaluator.test(r.when(), facts))
                            .map(RuleDef::id)
                            .toList());
        }
        // Four of a hundred, shared by the sets, and what is left of two of the events.
        assertThat(engine.netsHeld()).isEqualTo(6);
    }

    private static RuleDef listening(String id, int order, Set<RuleDef.On> on, Expr when) {
        return new RuleDef(
                id,
                id,
                Label.of(id),
                new RuleDef.Origin(null, null, id + ".yaml"),
                "t",
                on,
                when,
                List.of(new IntentDef.SetPriority(Priority.HIGH)),
                order,
                false);
    }

    @Test
    void packsDoNotSeeEachOthersParameters() {
        RuleSet set = RuleSet.of(
                List.of(packRule("com.a", "a"), packRule("com.b", "b")),
                List.of(
                        pack("com.a", "a_ns", Map.of("limit", Value.num(10))),
                        pack("com.b", "b_ns", Map.of("limit", Value.num(100)))));
        RuleOutcome outcome = engine.evaluate(set, facts(Map.of("n", Value.num(50))));
        assertThat(outcome.fired()).extracting(Fired::rule).containsExactly("a");
        assertThat(outcome.consulted())
                .containsEntry("param.a_ns.limit", Value.num(10))
                .containsEntry("param.b_ns.limit", Value.num(100));
    }

    @Test
    void aLiteralCannotImitateAnotherCondition() {
        Expr one = is("a", "x\"5:y");
        Expr two = make(Op.AND, is("a", "x"), is("b", "y"));
        assertThat(Canonical.of(one)).isNotEqualTo(Canonical.of(two));
        assertThat(Canonical.of(is("a", "1\"b"))).isNotEqualTo(Canonical.of(is("a1", "\"b")));
    }

    @Test
    void manyThreadsGetTheirOwnAnswers() throws Exception {
        RuleSet set = set(
                rule("vip", 1, is("tier", "vip")),
                rule("gold", 1, is("tier", "gold")),
                rule("std", 1, is("tier", "standard")),
                rule("n", 2, make(Op.GT, number("n"), lit(500))));
        try (var threads = Executors.newFixedThreadPool(8)) {
            List<Callable<Boolean>> jobs = new ArrayList<>();
            for (int i = 0; i < 2_000; i++) {
                int n = i;
                String tier = List.of("vip", "gold", "std").get(i % 3);
                Map<String, Value> values = new HashMap<>();
                values.put("tier", Value.text(tier.equals("std") ? "standard" : tier));
                values.put("n", Value.num(n));
                jobs.add(() -> keys(set, values).equals(n > 500 ? List.of(tier, "n") : List.of(tier)));
            }
            for (var answer : threads.invokeAll(jobs)) {
                assertThat(answer.get()).isTrue();
            }
        }
    }

    private static RuleDef packRule(String pack, String id) {
        RuleDef r = rule(id, 1, make(Op.GT, number("n"), number("param.limit")));
        return new RuleDef(
                r.id(),
                r.key(),
                r.label(),
                new RuleDef.Origin(pack, "1.0.0", "f"),
                r.type(),
                r.on(),
                r.when(),
                r.then(),
                r.order(),
                false);
    }

    private static PackDef pack(String id, String namespace, Map<String, Value> parameters) {
        return new PackDef(id, namespace, "1.0.0", Label.of(id), Set.of(), Set.of(), parameters);
    }

    private static RuleSet set(RuleDef... rules) {
        return RuleSet.of(List.of(rules), List.of());
    }

    private List<String> keys(RuleSet set, Map<String, Value> values) {
        return engine.evaluate(set, facts(values)).fired().stream()
                .map(Fired::key)
                .toList();
    }
}
