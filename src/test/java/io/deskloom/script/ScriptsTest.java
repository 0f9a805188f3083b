package io.deskloom.script;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.expr.Expr;
import io.deskloom.expr.ExprType;
import io.deskloom.field.Value;
import io.deskloom.kernel.Label;
import io.deskloom.kernel.TenantId;
import io.deskloom.model.ScriptDef;
import io.deskloom.testing.ManualClock;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Scripts as the rest of the server calls them. */
class ScriptsTest {
    private static final TenantId TENANT = new TenantId(1);
    private static final ManualClock CLOCK = new ManualClock(Instant.parse("2026-03-01T08:00:00Z"));
    private static final Scripts SCRIPTS = new Scripts(
            new ScriptRuntime(
                    2,
                    4,
                    new ScriptLimits(20_000, Duration.ofSeconds(5), 64L << 20, 10_000, 2_000, 5, 60),
                    false,
                    new WorkerSettings(1, 64, 100, 60_000),
                    false),
            CLOCK);

    @AfterAll
    static void close() {
        SCRIPTS.close();
    }

    private static ScriptDef mapping(String name, String body) {
        return new ScriptDef(
                "sc_" + name,
                name,
                Label.of(name),
                null,
                ScriptDef.Purpose.MAPPING,
                null,
                Map.of(),
                Set.of(),
                name + ".js",
                "export default function (input, log) {\n" + body + "\n}",
                0,
                0);
    }

    private static ScriptDef action(String body, String... inputs) {
        Map<String, Expr> expressions = new HashMap<>();
        for (String input : inputs) {
            expressions.put(input, new Expr.Attribute(input, ExprType.TEXT));
        }
        ScriptDef m = mapping("act", body);
        return new ScriptDef(
                m.id(),
                m.key(),
                m.label(),
                null,
                ScriptDef.Purpose.ACTION,
                "t",
                expressions,
                Set.of(),
                m.file(),
                m.source(),
                0,
                0);
    }

    private static Object value(ScriptOutcome outcome) {
        assertThat(outcome).isInstanceOf(ScriptOutcome.Done.class);
        return ((ScriptOutcome.Done) outcome).value();
    }

    private static String code(ScriptOutcome outcome) {
        assertThat(outcome).isInstanceOf(ScriptOutcome.Failed.class);
        return ((ScriptOutcome.Failed) outcome).code();
    }

    @Test
    void valuesArriveExactly() {
        Map<String, Value> values = Map.of(
                "number",
                Value.num(new BigDecimal("12345678901234567.89")),
                "whole",
                Value.num(7),
                "money",
                new Value.Money(new BigDecimal("0.10"), "CNY"),
                "date",
                new Value.Date(LocalDate.of(2026, 2, 28)),
                "at",
                new Value.Timestamp(Instant.parse("2026-02-28T10:00:00Z")),
                "span",
                new Value.Span(Duration.ofMinutes(90)),
                "items",
                Value.texts(List.of("a", "b")),
                "yes",
                Value.bool(true));
        ScriptDef echo =
                action("return input;", "number", "whole", "money", "date", "at", "span", "items", "yes", "nothing");
        Map<String, Object> expected = new HashMap<>(Map.of(
                "number", "12345678901234567.89",
                "whole", "7",
                "money", Map.of("amount", "0.1", "currency", "CNY"),
                "date", "2026-02-28",
                "at", "2026-02-28T10:00:00Z",
                "span", "5400",
                "items", List.of("a", "b"),
                "yes", true));
        expected.put("nothing", null);
        assertThat(value(SCRIPTS.run(TENANT, echo, values))).isEqualTo(expected);
    }

    @Test
    void aMappingMakesOneDocumentOfAnotherWithoutLosingDigits() {
        ScriptDef mapping = mapping("map", "return {id: input.order.id, total: input.order.total, n: input.n + 1};");
        Object json = Map.of(
                "order", Map.of("id", new BigDecimal("90071992547409931"), "total", new BigDecimal("0.10")), "n", 1);
        assertThat(value(SCRIPTS.map(TENANT, mapping, json)))
                .isEqualTo(Map.of("id", "90071992547409931", "total", "0.10", "n", 2));
    }

    @Test
    void whatIsTooDeepIsNeitherGivenNorTaken() {
        Object deep = "x";
        for (int i = 0; i < 40; i++) {
            deep = new ArrayList<>(List.of(deep));
        }
        assertThat(code(SCRIPTS.map(TENANT, mapping("deep", "return 1;"), deep)))
                .isEqualTo(ScriptFailure.INPUT);
        assertThat(code(SCRIPTS.map(
                        TENANT, mapping("deeper", "let o = 1; for (let i = 0; i < 40; i++) o = [o]; return o;"), null)))
                .isEqualTo(ScriptFailure.OUTPUT);
    }

    @Test
    void aScriptThatUsesUpItsLimitsAgainAndAgainRests() {
        ScriptDef endless = mapping("endless", "while (true) {}");
        for (int i = 0; i < ScriptRecord.DEAR_IN_A_ROW; i++) {
            assertThat(code(SCRIPTS.map(TENANT, endless, null))).isEqualTo(ScriptFailure.STATEMENTS);
        }
        assertThat(code(SCRIPTS.map(TENANT, endless, null))).isEqualTo(ScriptFailure.PAUSED);
        // Another workspace's script of the same name and text is another.
        assertThat(code(SCRIPTS.map(new TenantId(2), endless, null))).isEqualTo(ScriptFailure.STATEMENTS);
        // A corrected one begins anew.
        assertThat(value(SCRIPTS.map(TENANT, mapping("endless", "return 1;"), null)))
                .isEqualTo(1);
        assertThat(code(SCRIPTS.map(TENANT, endless, null))).isEqualTo(ScriptFailure.STATEMENTS);
        assertThat(SCRIPTS.fared(TENANT))
                .filteredOn(f -> f.name().equals("endless"))
                .singleElement()
                .satisfies(f -> {
                    assertThat(f.calls()).isEqualTo(ScriptRecord.DEAR_IN_A_ROW + 2);
                    assertThat(f.failures()).isEqualTo(ScriptRecord.DEAR_IN_A_ROW + 1);
                    assertThat(f.lastFailure()).isEqualTo(ScriptFailure.STATEMENTS);
                });
    }

    @Test
    void whatIsOnlyTriedHasNoScriptRest() {
        ScriptDef tried = action("while (true) {}");
        TenantId tenant = new TenantId(3);
        for (int i = 0; i <= ScriptRecord.DEAR_IN_A_ROW; i++) {
            assertThat(code(SCRIPTS.attempt(tenant, tried, Map.of()))).isEqualTo(ScriptFailure.STATEMENTS);
        }
        assertThat(SCRIPTS.fared(tenant)).isEmpty();
        assertThat(code(SCRIPTS.run(tenant, tried, Map.of()))).isEqualTo(ScriptFailure.STATEMENTS);
    }

    @Test
    void itRunsAgainAfterItsRest() {
        ScriptDef again = mapping("again", "while (true) {}");
        for (int i = 0; i < ScriptRecord.DEAR_IN_A_ROW; i++) {
            SCRIPTS.map(TENANT, again, null);
        }
        assertThat(code(SCRIPTS.map(TENANT, again, null))).isEqualTo(ScriptFailure.PAUSED);
        CLOCK.tick(ScriptRecord.REST);
        assertThat(code(SCRIPTS.map(TENANT, again, null))).isEqualTo(ScriptFailure.STATEMENTS);
    }

    @Test
    void aScriptsOwnLimitsAreTighter() {
        ScriptDef m = mapping("tight", "for (let i = 0; i < 1000; i++) {} return 1;");
        ScriptDef tight = new ScriptDef(
                m.id(), m.key(), m.label(), null, m.purpose(), null, Map.of(), Set.of(), m.file(), m.source(), 200, 0);
        assertThat(value(SCRIPTS.map(TENANT, m, null))).isEqualTo(1);
        assertThat(code(SCRIPTS.map(TENANT, tight, null))).isEqualTo(ScriptFailure.STATEMENTS);
    }

    @Test
    void checkingSaysLineAndColumn() {
        assertThat(SCRIPTS.check(mapping("fine", "return 1;"))).isEmpty();
        assertThat(SCRIPTS.check(mapping("wrong", "return (;"))).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo(ScriptFailure.SHAPE);
            assertThat(problem.source().line()).isEqualTo(2);
            assertThat(problem.source().column()).isGreaterThan(1);
        });
    }
}
