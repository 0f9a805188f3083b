package io.deskloom.expr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Problems;
import io.deskloom.testing.ExprCorpus;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The corpus against Java: text to tree, tree to value, and the same value however much is folded first. */
class ConformanceTest {
    private static final ExprCorpus CORPUS = ExprCorpus.load();

    @Test
    void isLargeAndTellsItsCasesApart() {
        assertThat(CORPUS.cases()).hasSizeGreaterThanOrEqualTo(250);
        assertThat(CORPUS.cases()).extracting(ExprCorpus.Case::name).doesNotHaveDuplicates();
        Set<Op> seen = new HashSet<>();
        CORPUS.cases().forEach(c -> collect(c.parse(), seen));
        // Written lengths are literals from the start; patterns are read by Java alone (PatternsTest).
        assertThat(seen)
                .containsAll(Stream.of(Op.values())
                        .filter(op -> op != Op.DURATION && op != Op.MATCHES)
                        .toList());
    }

    private static void collect(Expr e, Set<Op> into) {
        if (e instanceof Expr.Apply a) {
            into.add(a.op());
            a.args().forEach(x -> collect(x, into));
        }
    }

    @TestFactory
    Stream<DynamicTest> evaluates() {
        return CORPUS.cases().stream()
                .map(c -> dynamicTest(c.name(), () -> {
                    Expr e = c.parse();
                    assertThat((Object) ExprJson.write(e)).as("tree").isEqualTo(c.tree());
                    assertThat(ExprJson.read(c.tree(), c.env(), "", new Problems()))
                            .as("tree read")
                            .isEqualTo(e);
                    assertThat(Evaluator.evaluate(e, c.asFacts())).isEqualTo(c.expected(e));
                    Expr all = Simplify.fold(e, p -> Optional.of(c.asFacts().get(p)), c.moment());
                    assertThat(all).as("all known").isEqualTo(new Expr.Literal(c.expected(e), e.type()));
                    for (String path : Trees.paths(e)) {
                        Expr some = Simplify.fold(
                                e, p -> p.equals(path) ? Optional.of(c.asFacts().get(p)) : Optional.empty());
                        assertThat(Trees.paths(some)).doesNotContain(path);
                        assertThat(Evaluator.evaluate(some, c.asFacts()))
                                .as(path + " known")
                                .isEqualTo(c.expected(e));
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> refuses() {
        return CORPUS.refused().stream()
                .map(r -> dynamicTest(r.name(), () -> {
                    Problems problems = new Problems();
                    assertThat(Expressions.parse(r.text(), CORPUS.env(), r.expected(), "/when", problems))
                            .isNull();
                    List<Problem> found = problems.list();
                    assertThat(found).as(Problem.lines(found)).hasSameSizeAs(r.problems());
                    for (int i = 0; i < found.size(); i++) {
                        Map<String, Object> wanted = r.problems().get(i);
                        Problem p = found.get(i);
                        assertThat(p.pointer()).isEqualTo("/when");
                        assertThat(p.code()).as(Problem.lines(found)).isEqualTo(wanted.get("code"));
                        assertThat(p.message()).endsWith(".").doesNotContain("null value");
                        if (wanted.containsKey("line")) {
                            assertThat(p.params())
                                    .as(p.message())
                                    .containsEntry("line", wanted.get("line").toString())
                                    .containsEntry(
                                            "column", wanted.get("column").toString());
                        }
                        assertThat(p.suggestion()).isEqualTo(wanted.get("suggestion"));
                    }
                }));
    }
}
