package io.deskloom.rules;

import static io.deskloom.rules.RuleFixtures.facts;
import static io.deskloom.rules.RuleFixtures.is;
import static io.deskloom.rules.RuleFixtures.rule;
import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.effect.Explanation.Fired;
import io.deskloom.effect.Intent;
import io.deskloom.expr.Trees;
import io.deskloom.field.Value;
import io.deskloom.kernel.Problem;
import io.deskloom.model.RuleDef;
import io.deskloom.model.RuleDef.IntentDef;
import io.deskloom.rules.RuleRounds.Applied;
import io.deskloom.rules.RuleRounds.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RuleRoundsTest {
    @Test
    void rulesReactToWhatRulesChanged() {
        Outcome<Map<String, Value>> outcome =
                run(Map.of("a", Value.text("1")), sets("second", "b", "1", "c"), sets("first", "a", "1", "b"));
        assertThat(outcome.fired()).extracting(Fired::key).containsExactly("first", "second");
        assertThat(outcome.state()).containsEntry("c", Value.text("1"));
        assertThat(outcome.rounds())
                .as("nothing looks at what the last one wrote")
                .isEqualTo(2);
        assertThat(outcome.problems()).isEmpty();
    }

    @Test
    void aRuleThatStillHoldsActsOnce() {
        Outcome<Map<String, Value>> outcome = run(Map.of("a", Value.text("1")), sets("only", "a", "1", "b"));
        assertThat(outcome.fired()).hasSize(1);
        assertThat(outcome.problems()).isEmpty();
    }

    @Test
    void rulesThatUndoEachOtherEndAndAreNamed() {
        Outcome<Map<String, Value>> outcome = run(
                Map.of("p", Value.text("low")),
                rule("up", 1, is("p", "low"), set("p", "high")),
                rule("down", 1, is("p", "high"), set("p", "low")));
        assertThat(outcome.fired()).extracting(Fired::key).containsExactly("up", "down");
        assertThat(outcome.problems()).singleElement().satisfies(p -> {
            assertThat(p.code()).isEqualTo(RuleRounds.LOOP);
            assertThat(p.params()).containsEntry("rules", "up, down").containsEntry("again", "up");
        });
    }

    @Test
    void oneRuleOverridingAnotherIsNoLoop() {
        Outcome<Map<String, Value>> outcome = run(
                Map.of("a", Value.text("1"), "p", Value.text("low")),
                rule("high", 1, is("a", "1"), set("p", "high")),
                rule("urgent", 2, is("a", "1"), set("p", "urgent")),
                rule("reads", 3, is("p", "never"), set("x", "1")));
        assertThat(outcome.state()).containsEntry("p", Value.text("urgent"));
        assertThat(outcome.problems()).isEmpty();
    }

    @Test
    void aLongChainEndsAfterTheLastRoundAndNamesWhatIsLeftOut() {
        RuleDef[] chain = new RuleDef[8];
        for (int i = 0; i < chain.length; i++) {
            chain[i] = sets("r" + i, "f" + i, "1", "f" + (i + 1));
        }
        Outcome<Map<String, Value>> outcome = run(Map.of("f0", Value.text("1")), chain);
        assertThat(outcome.fired()).hasSize(RuleRounds.MAX_ROUNDS);
        assertThat(outcome.problems()).extracting(Problem::code).containsExactly(RuleRounds.TOO_MANY_ROUNDS);
        assertThat(outcome.problems().getFirst().params()).containsEntry("rules", "r5");
    }

    @Test
    void aRefusedRuleIsRecordedAsRefusedAndChangesNothing() {
        RuleSet set = RuleSet.of(List.of(sets("only", "a", "1", "b")), List.of());
        Map<String, Value> start = Map.of("a", Value.text("1"));
        Outcome<Map<String, Value>> outcome = RuleRounds.run(
                new RuleEngine(),
                set,
                start,
                RuleFixtures::facts,
                (state, fired) -> new Applied<>(state, "not-allowed"));
        assertThat(outcome.fired()).extracting(Fired::refused).containsExactly("not-allowed");
        assertThat(outcome.state()).isEqualTo(start);
    }

    @Test
    void everyRuleThatDidNotActIsFalseOnTheRecordedFacts() {
        List<RuleDef> rules = new ArrayList<>(
                List.of(sets("first", "a", "1", "b"), sets("second", "b", "1", "c"), sets("idle", "c", "2", "d")));
        Outcome<Map<String, Value>> outcome = run(Map.of("a", Value.text("1")), rules.toArray(new RuleDef[0]));
        List<String> acted = outcome.fired().stream().map(Fired::key).toList();
        rules.stream()
                .filter(r -> !acted.contains(r.key()))
                .forEach(r -> assertThat(io.deskloom.expr.Evaluator.test(r.when(), facts(outcome.consulted())))
                        .isFalse());
    }

    private static Outcome<Map<String, Value>> run(Map<String, Value> start, RuleDef... rules) {
        return RuleRounds.run(
                new RuleEngine(), RuleSet.of(List.of(rules), List.of()), start, RuleFixtures::facts, (state, fired) -> {
                    Map<String, Value> next = new HashMap<>(state);
                    fired.intents().forEach(i -> {
                        if (i instanceof Intent.SetField s) {
                            next.put(s.field(), s.value());
                        }
                    });
                    return new Applied<>(next, null);
                });
    }

    private static RuleDef sets(String id, String path, String value, String target) {
        return rule(id, 1, is(path, value), set(target, "1"));
    }

    private static IntentDef set(String field, String value) {
        return new IntentDef.SetField(field, Trees.literal(value));
    }
}
