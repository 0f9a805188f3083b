package io.deskloom.expr;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.field.Value;
import io.deskloom.kernel.Moment;
import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Problems;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Parsing, checking and the places of problems; meaning is in the conformance corpus. */
class ExpressionsTest {
    private static final Map<String, ExprType> TYPES = Map.ofEntries(
            Map.entry("reason", ExprType.TEXT),
            Map.entry("refund_amount", ExprType.MONEY),
            Map.entry("paid", ExprType.MONEY),
            Map.entry("items_count", ExprType.NUMBER),
            Map.entry("resellable", ExprType.BOOL),
            Map.entry("delivered_on", ExprType.DATE),
            Map.entry("pickup_at", ExprType.TIMESTAMP),
            Map.entry("fault_codes", ExprType.LIST),
            Map.entry("ticket.team", ExprType.TEXT),
            Map.entry("ticket.created", ExprType.TIMESTAMP),
            Map.entry("actor", ExprType.TEXT),
            Map.entry("actor.teams", ExprType.LIST));
    private static final TypeEnv ENV = new TypeEnv() {
        @Override
        public Optional<ExprType> typeOf(String path) {
            return Optional.ofNullable(TYPES.get(path));
        }

        @Override
        public Set<String> paths() {
            return TYPES.keySet();
        }
    };

    private static Expr parse(String text) {
        Problems problems = new Problems();
        Expr e = Expressions.parse(text, ENV, null, "/x", problems);
        assertThat(Problem.lines(problems.list())).isEmpty();
        assertThat(e).isNotNull();
        return e;
    }

    private static List<Problem> problems(String text, @Nullable ExprType expected) {
        Problems problems = new Problems();
        assertThat(Expressions.parse(text, ENV, expected, "/x", problems)).isNull();
        assertThat(problems.list()).isNotEmpty();
        return problems.list();
    }

    private static Facts facts(Map<String, Value> values) {
        Map<String, Value> all = new HashMap<>(values);
        return new Facts() {
            @Override
            public Value get(String path) {
                return all.getOrDefault(path, Value.NULL);
            }

            @Override
            public Moment moment() {
                return new Moment(Instant.parse("2026-11-22T03:00:00Z"), ZoneId.of("Asia/Shanghai"));
            }
        };
    }

    @Test
    void keepsDecimalsExactlyAsWritten() {
        assertThat(parse("0.1 + 12345678901234567890.000000000001"))
                .isEqualTo(new Expr.Apply(
                        Op.ADD,
                        List.of(
                                new Expr.Literal(Value.num(new BigDecimal("0.1")), ExprType.NUMBER),
                                new Expr.Literal(
                                        Value.num(new BigDecimal("12345678901234567890.000000000001")),
                                        ExprType.NUMBER)),
                        ExprType.NUMBER));
        assertThat(((Expr.Literal) parse("-0.30")).value()).isEqualTo(Value.num(new BigDecimal("-0.3")));
        assertThat(((Expr.Literal) parse("- 2.50")).value()).isEqualTo(Value.num(new BigDecimal("-2.5")));
        assertThat(Evaluator.evaluate(parse("1 -0.5"), facts(Map.of()))).isEqualTo(Value.num(new BigDecimal("0.5")));
        assertThat(Evaluator.evaluate(parse("'中文😀' != '' ? -1.5e3 : 0.0"), facts(Map.of())))
                .isEqualTo(Value.num(-1500));
    }

    @Test
    void flattensConjunctionsAndReadsAttributesWithDots() {
        Expr e = parse(
                "ticket.team in actor.teams && reason == 'damaged' && resellable && items_count > 0 && !resellable");
        assertThat(e).isInstanceOfSatisfying(Expr.Apply.class, a -> {
            assertThat(a.op()).isEqualTo(Op.AND);
            assertThat(a.args()).hasSize(5);
        });
        assertThat(Trees.paths(e)).containsExactly("actor.teams", "items_count", "reason", "resellable", "ticket.team");
    }

    @Test
    void countsAreComparedOneByOneInAList() {
        assertThat(parse("items_count in [1, 2]")).isEqualTo(parse("items_count == 1 || items_count == 2"));
        assertThat(parse("reason in ['a', 'b']"))
                .isEqualTo(new Expr.Apply(
                        Op.IN,
                        List.of(
                                new Expr.Attribute("reason", ExprType.TEXT),
                                new Expr.Literal(Value.texts(List.of("a", "b")), ExprType.LIST)),
                        ExprType.BOOL));
    }

    @Test
    void reportsEveryProblemWithItsPlace() {
        List<Problem> found = problems("reson == 'a' &&\n  size(items_count) > 1 && bogus(1)", ExprType.BOOL);
        assertThat(found)
                .extracting(Problem::code)
                .containsExactly("expr.unknown_attribute", "expr.type", "expr.unknown_function");
        assertThat(found.get(0).suggestion()).isEqualTo("reason");
        assertThat(found.get(0).params()).containsEntry("line", "1").containsEntry("column", "1");
        assertThat(found.get(1).params()).containsEntry("line", "2").containsEntry("column", "7");
        assertThat(found).allSatisfy(p -> assertThat(p.pointer()).isEqualTo("/x"));
    }

    @Test
    void suggestsWhatWasMeant() {
        assertThat(problems("reason = 'a'", null).getFirst().suggestion()).isEqualTo("==");
        assertThat(problems("resellable and resellable", null).getFirst().suggestion())
                .isEqualTo("&&");
        assertThat(problems("startWith(reason, 'a')", null).getFirst().suggestion())
                .isEqualTo("startsWith");
        assertThat(problems("actor.team == 'x'", null).getFirst().suggestion()).isEqualTo("actor.teams");
    }

    @Test
    void boundsWhatItReads() {
        assertThat(problems("'" + "x".repeat(4_000) + "' == ''", null))
                .extracting(Problem::code)
                .containsExactly("expr.too_long");
        assertThat(problems("(".repeat(1_500) + "1" + ")".repeat(1_500), null))
                .extracting(Problem::code)
                .containsExactly("expr.too_deep");
        assertThat(problems("1" + "+1".repeat(60), null))
                .extracting(Problem::code)
                .containsExactly("expr.too_deep");
        assertThat(problems("[" + "'a',".repeat(600) + "'a'] == fault_codes", null))
                .extracting(Problem::code)
                .containsExactly("expr.too_big");
        assertThat(problems("1e400 > 0", null)).extracting(Problem::code).containsExactly("expr.literal");
        assertThat(problems("99999999999999999999 > 0", null)).isNotEmpty();
        assertThat(parse("resellable" + "||resellable".repeat(200))).isNotNull();
    }

    @Test
    void neverThrowsWhateverIsWritten() {
        List<String> tokens = List.of(
                "(",
                ")",
                "[",
                "]",
                "{",
                "}",
                "!",
                "-",
                "+",
                "*",
                "/",
                "%",
                "<",
                ">=",
                "==",
                "!=",
                "=",
                "&&",
                "||",
                "?",
                ":",
                ",",
                ".",
                " in ",
                "null",
                "true",
                "1",
                "0.5",
                "1e9",
                ".5",
                "0x",
                "'a'",
                "'",
                "\"",
                "r'\\'",
                "b'a'",
                "'\\u0000'",
                "'\\ud800'",
                "😀",
                "\ud83d",
                "reason",
                "refund_amount",
                "actor",
                "teams",
                "size",
                "date",
                "has",
                "exists",
                "map",
                "`a`",
                "//",
                "\n",
                "\0",
                "_",
                "@in",
                "msg{a:1}");
        Random random = new Random(42);
        for (int i = 0; i < 5_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(12); n >= 0; n--) {
                text.append(tokens.get(random.nextInt(tokens.size())));
            }
            outcome(text.toString());
        }
        for (String deep : List.of(
                "!",
                "-",
                "(",
                "[",
                "{",
                "size(",
                "actor.",
                "1+",
                "true?",
                "true?true:",
                "-(",
                "!(",
                "[[",
                "1<",
                "''+")) {
            outcome(deep.repeat(4_000 / deep.length()));
            outcome(deep.repeat(3_900 / deep.length()) + "true");
        }
        for (String wide : List.of("||resellable", ".size()", "==true", "?1:1", "[0]", ".a", " in ['a']")) {
            outcome("resellable" + wide.repeat(3_900 / wide.length()));
        }
    }

    /** Either a tree that its JSON gives back, or problems; nothing else. */
    private static void outcome(String text) {
        Problems problems = new Problems();
        Expr e = Expressions.parse(text, ENV, null, "", problems);
        assertThat(e == null).as(text).isEqualTo(!problems.isEmpty());
        if (e != null) {
            assertThat(ExprJson.read(ExprJson.write(e), ENV, "", problems))
                    .as(text)
                    .isEqualTo(e);
        }
    }

    @Test
    void wholeMustHaveTheExpectedType() {
        assertThat(problems("refund_amount", ExprType.BOOL))
                .extracting(Problem::code)
                .containsExactly("expr.expected_type");
        assertThat(problems("null", ExprType.BOOL)).extracting(Problem::code).containsExactly("expr.expected_type");
        Problems none = new Problems();
        assertThat(Expressions.parse("null", ENV, ExprType.MONEY, "", none))
                .isEqualTo(new Expr.Literal(Value.NULL, ExprType.MONEY));
    }

    @Test
    void treeJsonComesBackEqual() {
        for (String text : List.of(
                "refund_amount > 500 && reason in ['a', '破损'] || !(delivered_on < date('2026-11-01'))",
                "pickup_at + duration('1d2h3m4.5s') > now()",
                "resellable ? money(1.50, 'CNY') : null",
                "round(refund_amount / 3, 2) == money(1, 'EUR')",
                "coalesce(reason, null, 'x') + '😀'",
                "daysBetween(ticket.created, delivered_on) >= -3")) {
            Expr e = parse(text);
            Problems problems = new Problems();
            assertThat(ExprJson.read(ExprJson.write(e), ENV, "", problems))
                    .as(text)
                    .isEqualTo(e);
            assertThat(problems.isEmpty()).isTrue();
        }
    }

    @Test
    void refusesForeignTrees() {
        Problems problems = new Problems();
        Object deep = Map.of("attr", "resellable", "type", "bool");
        for (int i = 0; i < 10_000; i++) {
            deep = Map.of("op", "not", "type", "bool", "args", List.of(deep));
        }
        assertThat(ExprJson.read(deep, ENV, "", problems)).isNull();
        assertThat(problems.list()).extracting(Problem::code).containsExactly("expr.too_deep");
        for (Object bad : List.of(
                "x",
                Map.of("lit", 1, "type", "number"),
                Map.of("lit", "1e999999", "type", "number"),
                Map.of("attr", "secret", "type", "text"),
                Map.of("attr", "reason", "type", "number"),
                Map.of("op", "exec", "type", "bool", "args", List.of()),
                Map.of("op", "not", "type", "text", "args", List.of(Map.of("lit", true, "type", "bool"))),
                Map.of("op", "not", "type", "bool", "args", List.of(Map.of("lit", "a", "type", "text"))),
                Map.of("op", "now", "type", "timestamp", "args", List.of(), "extra", 1))) {
            Problems found = new Problems();
            assertThat(ExprJson.read(bad, ENV, "/t", found)).as(bad.toString()).isNull();
            assertThat(found.isEmpty()).isFalse();
        }
    }

    @Test
    void foldingLeavesOnlyWhatIsUnknown() {
        Expr scope = parse("ticket.team in actor.teams || ticket.team == actor");
        Expr folded = Simplify.fold(scope, p -> switch (p) {
            case "actor" -> Optional.of(Value.text("u1"));
            case "actor.teams" -> Optional.of(Value.texts(List.of()));
            default -> Optional.empty();
        });
        assertThat(folded).isEqualTo(parse("ticket.team == 'u1'"));
    }

    @Test
    void explainsByClause() {
        Expr e = parse(
                "reason == 'damaged' && (refund_amount > 500 || resellable) && !(items_count > 3 || items_count < 1)");
        List<Explain.Clause> why = Explain.why(
                e,
                facts(Map.of(
                        "reason",
                        Value.text("damaged"),
                        "refund_amount",
                        new Value.Money(BigDecimal.TEN, "CNY"),
                        "items_count",
                        Value.num(9))));
        assertThat(why).extracting(Explain.Clause::held).containsExactly(true, false, false, true);
        assertThat(why.get(1).alternatives()).extracting(Explain.Clause::held).containsExactly(false, false);
        assertThat(why.get(1).consulted()).containsOnlyKeys("refund_amount", "resellable");
        assertThat(why.get(2).expr()).isEqualTo(parse("!(items_count > 3)"));
    }
}
