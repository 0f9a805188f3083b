package io.deskloom.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.expr.Expr;
import io.deskloom.kernel.Problem;
import io.deskloom.testing.Snapshots;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Conditions put together of all, any and not: each says what an expression says, and what is wrong stands at its leaf. */
class ConditionReaderTest {
    private static final String PATH = "triggers/t.yaml";

    @ParameterizedTest
    @CsvSource(delimiterString = " | ", quoteCharacter = '^', textBlock = """
            {field: reason, is: damaged}                             | reason == "damaged"
            {field: reason, is: 收到时破损}                            | reason == "damaged"
            {field: reason, is_not: damaged}                         | reason != "damaged"
            {field: reason, in: [damaged, size]}                     | reason in ["damaged", "size"]
            {field: reason, not_in: [damaged, size]}                 | !(reason in ["damaged", "size"])
            {field: paid, more_than: 200}                            | paid > 200
            {field: paid, at_least: 200}                             | paid >= 200
            {field: paid, less_than: 12.50}                          | paid < 12.5
            {field: paid, at_most: 200 CNY}                          | paid <= money(200, "CNY")
            {field: paid, between: [200, 500]}                       | paid >= 200 && paid <= 500
            {field: delivered_on, before: 2026-01-31}                | delivered_on < date("2026-01-31")
            {field: delivered_on, after: 2026-01-31}                 | delivered_on > date("2026-01-31")
            {field: order_no, contains: A-7}                         | contains(order_no, "A-7")
            {field: fault_codes, contains: leak}                     | "leak" in fault_codes
            {field: fault_codes, in: [leak, scratch]}                | intersects(fault_codes, ["leak", "scratch"])
            {field: order_no, starts_with: A}                        | startsWith(order_no, "A")
            {field: order_no, ends_with: 7}                          | endsWith(order_no, "7")
            {field: order_no, matches: 'A-[0-9]{4}'}                 | matches(order_no, "A-[0-9]{4}")
            {not: {field: customer.name, matches: '(?i)test .*'}}    | !matches(customer.name, "(?i)test .*")
            {field: paid, empty: true}                               | paid == null
            {field: paid, empty: false}                              | paid != null
            {field: paid, not_empty: true}                           | paid != null
            {field: tier, changed: true}                             | "tier" in event.changed
            {field: tier, changed: false}                            | !("tier" in event.changed)
            {field: tier, changed_to: VIP}                           | "tier" in event.changed && tier == "vip"
            {field: tier, changed_from: gold}                        | "tier" in event.changed && event.old.tier == "gold"
            {field: ticket.priority, changed_to: 高}                  | "ticket.priority" in event.changed && ticket.priority == "high"
            {field: customer.tier, is: vip}                          | customer.tier == "vip"
            {field: resellable, is: true}                            | resellable == true
            {field: items_count, is: 3}                              | items_count == 3
            {not: {field: reason, is: damaged}}                      | !(reason == "damaged")
            {all: ['paid > 3', {field: reason, is: size}]}           | paid > 3 && reason == "size"
            {any: [{field: tier, is: vip}, {all: [{field: reason, is: size}, {not: 'paid > 3'}]}]} | tier == "vip" || (reason == "size" && !(paid > 3))
            """)
    void itSaysWhatAnExpressionSays(String condition, String expression) {
        assertThat(when(condition)).isEqualTo(when("'" + expression.replace("'", "''") + "'"));
    }

    @ParameterizedTest
    @CsvSource(delimiterString = " | ", quoteCharacter = '^', textBlock = """
            {field: reson, is: damaged}                | reference.field       | /when/field
            {field: reason, is: damagd}                | cell.choice           | /when/is
            {field: reason, more_than: 3}              | condition.operator    | /when/more_than
            {field: paid, starts_with: 3}              | condition.operator    | /when/starts_with
            {field: order_no, matches: '(a)\\1'}         | expr.pattern          | /when/matches
            {field: order_no, matches: '((a{99}){99}){99}'} | expr.pattern_long | /when/matches
            {field: order_no, matches: 3}              | schema.type           | /when/matches
            {field: paid, matches: '3'}                | condition.operator    | /when/matches
            'matches(order_no, reason)'                | expr.literal          | /when
            {field: paid, is: many}                    | cell.type             | /when/is
            {field: paid, between: [500, 200]}         | cell.range            | /when/between
            {field: reason}                            | condition.one         | /when
            {all: ['paid > 3'], any: ['paid > 3']}     | condition.one         | /when
            {all: [{any: [{field: tier, is: gld}]}]}   | cell.choice           | /when/all/0/any/0/is
            {all: ['paid > 3', 'reason >']}            | expr.syntax           | /when/all/1
            {not: {field: tier, is: gld}}              | cell.choice           | /when/not/is
            {field: customer.tier, changed: true}      | condition.changed     | /when/changed
            {field: tier, is: {a: b}}                  | schema.type           | /when/is
            {feld: tier, is: vip}                      | schema.unknown        | /when/feld
            """)
    void whatIsWrongStandsAtItsLeaf(String condition, String code, String pointer) {
        List<Problem> problems = read(condition).problems();
        assertThat(problems).as(Problem.lines(problems)).isNotEmpty();
        assertThat(problems.stream().filter(p -> p.code().equals(code)).toList())
                .as(Problem.lines(problems))
                .hasSize(1)
                .allSatisfy(p -> {
                    assertThat(p.pointer()).isEqualTo(pointer);
                    assertThat(ProblemWords.missing(p)).isEmpty();
                });
    }

    @Test
    void itIsBoundedInDepthAndInNumber() {
        String deep = "{not: ".repeat(ConditionReader.MOST_LEVELS + 2) + "'paid > 3'"
                + "}".repeat(ConditionReader.MOST_LEVELS + 2);
        assertThat(read(deep).problems()).extracting(Problem::code).containsExactly("condition.deep");
        String fifty = IntStream.range(0, 50)
                .mapToObj(i -> "{field: items_count, is: " + i + "}")
                .collect(Collectors.joining(", ", "{any: [", "]}"));
        String many = "{all: [" + fifty + ", " + fifty + ", " + fifty + "]}";
        List<Problem> problems = read(many).problems();
        assertThat(problems).extracting(Problem::code).containsExactly("condition.many");
        assertThat(ProblemWords.missing(problems.getFirst())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiterString = " | ", quoteCharacter = '^', textBlock = """
            {all: [{field: ticket.status, in: [new, open]}, {not: {field: tier, is: vip}}]} | ticket.status in ["new", "open"] && !(tier == "vip")
            {field: ticket.step, is: review}                                                | ticket.step == "review"
            """)
    void automationsTakeThemToo(String condition, String expression) {
        assertThat(when(automation(condition))).isEqualTo(when(automation("'" + expression + "'")));
    }

    @ParameterizedTest
    @CsvSource(delimiterString = " | ", quoteCharacter = '^', textBlock = """
            {field: tier, changed: true}                  | condition.unchanging  | /when/changed
            {field: tier, changed_from: gold}             | condition.unchanging  | /when/changed_from
            {field: event.kind, is: created}              | reference.field       | /when/field
            {field: tier, is: gld}                        | cell.choice           | /when/is
            {all: ['ticket.created < now()']}             | automation.clock      | /when
            """)
    void whereTimePassesNothingChanges(String condition, String code, String pointer) {
        List<Problem> problems = automation(condition).problems();
        assertThat(problems).as(Problem.lines(problems)).singleElement().satisfies(p -> {
            assertThat(p.code()).isEqualTo(code);
            assertThat(p.pointer()).isEqualTo(pointer);
            assertThat(ProblemWords.missing(p)).isEmpty();
        });
    }

    private static ReadOutcome automation(String condition) {
        return read("automations/t.yaml", """
                id: tr_t
                key: t
                label: {en: T, zh: 规}
                type: return_refund
                when: %s
                since: ticket.created
                after: PT1H
                do: [{setPriority: high}]
                """.formatted(condition));
    }

    private static Expr when(String condition) {
        return when(read(condition));
    }

    private static Expr when(ReadOutcome outcome) {
        return outcome.orThrow().rules().stream()
                .filter(r -> r.id().equals("tr_t"))
                .findFirst()
                .orElseThrow()
                .when();
    }

    private static ReadOutcome read(String condition) {
        return read(PATH, """
                id: tr_t
                key: t
                label: {en: T, zh: 规}
                type: return_refund
                on: [created]
                when: %s
                do: [{setPriority: high}]
                """.formatted(condition));
    }

    private static ReadOutcome read(String path, String yaml) {
        List<SourceFile> files = new ArrayList<>(Snapshots.demoFiles());
        files.add(new SourceFile(path, yaml));
        return MetadataReader.read(files, Snapshots.NO_RULES);
    }
}
