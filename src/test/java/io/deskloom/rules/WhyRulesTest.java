package io.deskloom.rules;

import static io.deskloom.rules.RuleFixtures.is;
import static io.deskloom.rules.RuleFixtures.make;
import static io.deskloom.rules.RuleFixtures.rule;
import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.effect.Explanation;
import io.deskloom.expr.Op;
import io.deskloom.expr.Trees;
import io.deskloom.field.Value;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.RuleDef;
import io.deskloom.rules.WhyRules.NotFired;
import io.deskloom.testing.Snapshots;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WhyRulesTest {
    private static final Map<String, Value> FACTS =
            Map.of("tier", Value.text("vip"), "reason", Value.text("size"), "spend", Value.text("high"));

    @Test
    void namesTheFalsePartsAndCountsTheOthers() {
        NotFired one =
                explain(all("r", is("tier", "vip"), is("reason", "damaged"))).getFirst();
        assertThat(one.clauses()).singleElement().satisfies(p -> {
            assertThat(p.clause().expr()).isEqualTo(is("reason", "damaged"));
            assertThat(p.hidden()).isFalse();
        });
        assertThat(one.held()).isEqualTo(1);
    }

    @Test
    void aHiddenPartIsListedWhetherItHeldOrNot() {
        List<NotFired> held = explain(all("r", is("spend", "high"), is("reason", "damaged")));
        List<NotFired> failed = explain(all("r", is("spend", "low"), is("reason", "damaged")));
        assertThat(held.getFirst().clauses()).extracting(WhyRules.Part::hidden).containsExactly(true, false);
        assertThat(failed.getFirst().clauses())
                .extracting(WhyRules.Part::hidden)
                .containsExactly(true, false);
        assertThat(held.getFirst().held()).isEqualTo(failed.getFirst().held());
    }

    @Test
    void nearestFirstAndNeverMoreThanAnybodyReads() {
        List<RuleDef> rules = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            rules.add(all("far" + i, is("tier", "x"), is("reason", "y")));
        }
        rules.add(all("near", is("tier", "vip"), is("reason", "y")));
        List<NotFired> told = explain(rules.toArray(new RuleDef[0]));
        assertThat(told).hasSize(WhyRules.MAX_LISTED);
        assertThat(told.getFirst().rule().key()).isEqualTo("near");
    }

    @Test
    void leavesOutWhatFiredAndWhatListensToSomethingElse() {
        Explanation.Fired fired = new Explanation.Fired("did", "did", null, null, List.of(), null);
        List<NotFired> told = WhyRules.notFired(
                snapshot(rule("did", 1, is("tier", "vip")), rule("not", 1, is("tier", "gold"))),
                "t",
                explanation(List.of(fired)),
                RuleFixtures.MOMENT,
                _ -> true);
        assertThat(told).extracting(n -> n.rule().key()).containsExactly("not");
        assertThat(WhyRules.notFired(
                        snapshot(rule("not", 1, is("tier", "gold"))),
                        "other",
                        explanation(List.of()),
                        RuleFixtures.MOMENT,
                        _ -> true))
                .isEmpty();
    }

    private static List<NotFired> explain(RuleDef... rules) {
        return WhyRules.notFired(
                snapshot(rules), "t", explanation(List.of()), RuleFixtures.MOMENT, p -> !p.equals("spend"));
    }

    private static RuleDef all(String id, io.deskloom.expr.Expr... parts) {
        return rule(id, 1, parts.length == 1 ? parts[0] : make(Op.AND, Trees.all(List.of(parts[0])), parts[1]));
    }

    private static Explanation explanation(List<Explanation.Fired> fired) {
        return new Explanation(Snapshots.demo().release(), "created", FACTS, fired);
    }

    private static MetadataSnapshot snapshot(RuleDef... rules) {
        MetadataSnapshot demo = Snapshots.demo();
        return new MetadataSnapshot(
                demo.release(),
                demo.workspace(),
                demo.roles(),
                demo.teams(),
                demo.types(),
                demo.objects(),
                demo.panels(),
                demo.views(),
                demo.packs(),
                List.of(rules),
                demo.relations());
    }
}
