package io.deskloom.expr;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.field.Value;
import io.deskloom.kernel.Moment;
import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Problems;
import io.deskloom.testing.ExprCorpus;
import io.deskloom.testing.RandomTrees;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What must hold for every tree: it never throws, folding keeps its meaning, its JSON comes back equal. */
class RandomTreesTest {
    private static final Map<String, ExprType> TYPES = ExprCorpus.load().types();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 20_261_122})
    void holdForAnyTree(long seed) {
        RandomTrees random = new RandomTrees(seed, TYPES);
        for (int i = 0; i < 2_000; i++) {
            Expr e = random.tree(random.type(), 4);
            Map<String, Value> values = new HashMap<>();
            TYPES.forEach((path, type) -> values.put(path, random.value(type)));
            Moment moment = new Moment(
                    Instant.parse("2026-03-08T07:30:00Z"), ZoneId.of(i % 2 == 0 ? "America/New_York" : "Asia/Kolkata"));
            Facts facts = new Facts() {
                @Override
                public Value get(String path) {
                    return values.get(path);
                }

                @Override
                public Moment moment() {
                    return moment;
                }
            };
            String what = "seed " + seed + ", tree " + i + ": " + ExprJson.write(e);

            Value value = Evaluator.evaluate(e, facts);
            assertThat(Evaluator.fits(e.type(), value)).as(what).isTrue();
            assertThat(Evaluator.test(e, facts)).as(what).isEqualTo(value.equals(Value.bool(true)));

            int keep = i % 3;
            Expr folded =
                    Simplify.fold(e, p -> p.hashCode() % 3 == keep ? Optional.empty() : Optional.of(values.get(p)));
            assertThat(Evaluator.evaluate(folded, facts)).as(what).isEqualTo(value);
            Expr constant = Simplify.fold(e, p -> Optional.of(values.get(p)), moment);
            assertThat(constant).as(what).isEqualTo(new Expr.Literal(value, e.type()));

            if (e.type() == ExprType.BOOL) {
                assertThat(Explain.why(e, facts).stream().allMatch(Explain.Clause::held))
                        .as(what)
                        .isEqualTo(Evaluator.test(e, facts));
            }
            Problems problems = new Problems();
            Expr read = ExprJson.read(ExprJson.write(e), null, "", problems);
            assertThat(read).as(what + Problem.lines(problems.list())).isEqualTo(e);
        }
    }
}
