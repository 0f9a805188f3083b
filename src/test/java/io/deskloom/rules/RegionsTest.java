package io.deskloom.rules;

import static io.deskloom.rules.RuleFixtures.facts;
import static io.deskloom.rules.RuleFixtures.rule;
import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.expr.Evaluator;
import io.deskloom.expr.Expr;
import io.deskloom.expr.Facts;
import io.deskloom.field.Value;
import io.deskloom.model.RuleDef;
import io.deskloom.model.TableDef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The judgement of conditions without facts, held against facts: what it excludes never happens. */
class RegionsTest {
    private static final Function<String, Domain> ANY = _ -> Domain.EVERYTHING;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void whatIsSaidToExcludeEachOtherNeverHoldsAtOnce(long seed) {
        Random random = new Random(seed);
        int excluded = 0;
        int within = 0;
        int never = 0;
        for (int i = 0; i < 1_500; i++) {
            Expr a = RandomExprs.condition(random, 3);
            Expr b = random.nextInt(4) == 0 ? weaker(a, random) : RandomExprs.condition(random, 2);
            Regions whereA = Regions.of(a, ANY);
            Regions whereB = Regions.of(b, ANY);
            boolean apart = !whereA.overlaps(whereB);
            boolean inside = whereA.within(whereB, ANY);
            excluded += apart ? 1 : 0;
            within += inside ? 1 : 0;
            never += whereA.isEmpty() ? 1 : 0;
            for (int f = 0; f < 40; f++) {
                Map<String, Value> values = RandomExprs.facts(random);
                Facts facts = facts(values);
                boolean holdsA = Evaluator.test(a, facts);
                boolean holdsB = Evaluator.test(b, facts);
                assertThat(apart && holdsA && holdsB)
                        .as("seed %d: said to be apart: %s and %s, with %s", seed, a, b, values)
                        .isFalse();
                assertThat(inside && holdsA && !holdsB)
                        .as("seed %d: said to be within: %s in %s, with %s", seed, a, b, values)
                        .isFalse();
                assertThat(whereA.isEmpty() && holdsA)
                        .as("seed %d: said to be never: %s, with %s", seed, a, values)
                        .isFalse();
            }
        }
        // It does say something.
        assertThat(excluded).isGreaterThan(20);
        assertThat(within).isGreaterThan(20);
        assertThat(never).isGreaterThan(2);
    }

    private static Expr weaker(Expr e, Random random) {
        return new Expr.Apply(
                io.deskloom.expr.Op.OR, List.of(e, RandomExprs.condition(random, 1)), io.deskloom.expr.ExprType.BOOL);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void rowsOfTablesSaidNotToOverlapNeverHoldAtOnce(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 60; i++) {
            TableDef.Row[] rows = new TableDef.Row[2 + random.nextInt(5)];
            for (int r = 0; r < rows.length; r++) {
                rows[r] = TablesTest.row(
                        "r" + r,
                        TablesTest.cell(random, "t"),
                        TablesTest.cell(random, "n"),
                        TablesTest.cell(random, "l"));
            }
            TableDef table = TablesTest.table(TableDef.Hit.UNIQUE, rows);
            List<RuleDef> rules = TablesTest.rulesOf(table);
            List<Regions> where =
                    rules.stream().map(x -> Regions.of(x.when(), ANY)).toList();
            for (int f = 0; f < 60; f++) {
                Facts facts = facts(TablesTest.values(random));
                List<Integer> held = new ArrayList<>();
                for (int r = 0; r < rows.length; r++) {
                    if (Evaluator.test(rules.get(r).when(), facts)) {
                        held.add(r);
                    }
                }
                for (int x : held) {
                    for (int y : held) {
                        assertThat(where.get(x).overlaps(where.get(y))).isTrue();
                    }
                }
            }
        }
    }

    @Test
    void manyAlternativesAreGivenUpNotGuessed() {
        List<Expr> some = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            some.add(RuleFixtures.make(io.deskloom.expr.Op.GT, RuleFixtures.number("n1"), RuleFixtures.lit(i)));
        }
        RuleDef many = rule("many", 1, io.deskloom.expr.Trees.any(some));
        Regions where = Regions.of(many.when(), ANY);
        assertThat(where.exact()).isFalse();
        assertThat(where.isEmpty()).isFalse();
        assertThat(where.any()).hasSizeLessThanOrEqualTo(48);
    }
}
