package io.deskloom.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.expr.Trees;
import io.deskloom.kernel.Problem;
import io.deskloom.model.RuleDef;
import io.deskloom.testing.Snapshots;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Decision tables that a partner brings. */
class PackTablesTest {
    private static final String PATH = "rule-packs/after-sales/tables/value.yaml";

    @Test
    void aTableOfAPackIsAsGoodAsItsRules() {
        ReadOutcome read = read(table("{field: reason}", "'= param.high_value'", "{do: setPriority}", "high"));
        assertThat(read.problems()).as(Problem.lines(read.problems())).isEmpty();
        assertThat(read.orThrow().tables()).containsKey("after_sales.value");
        RuleDef row = read.orThrow().rules().stream()
                .filter(r -> r.row() != null && r.row().tableKey().equals("value"))
                .findFirst()
                .orElseThrow();
        assertThat(row.origin().pack()).isEqualTo("io.deskloom.after-sales");
        assertThat(row.origin().version()).isEqualTo("0.1.0");
        assertThat(Trees.paths(row.when())).containsExactly("paid", "param.high_value", "reason");
    }

    @Test
    void aTableReadsAndWritesWhatItsPackDeclares() {
        List<Problem> problems = read(table(
                        "{field: order_no}", "'= lifetime_spend'", "{do: setField, field: order_no}", "x"))
                .problems();
        assertThat(problems)
                .extracting(Problem::code)
                .containsExactly("table.undeclared", "table.undeclared", "table.undeclared");
        assertThat(problems)
                .extracting(Problem::message)
                .satisfiesExactlyInAnyOrder(
                        m -> assertThat(m).contains("reads return_refund.order_no"),
                        m -> assertThat(m).contains("writes return_refund.order_no"),
                        m -> assertThat(m).contains("reads return_refund.lifetime_spend"));
        assertThat(problems).allSatisfy(p -> assertThat(ProblemWords.missing(p)).isEmpty());
    }

    @Test
    void itSeesNoRecordBehindTheTicket() {
        List<Problem> problems = read(table("{field: customer.tier}", "'-'", "{do: setPriority}", "high"))
                .problems();
        assertThat(problems).extracting(Problem::code).containsExactly("table.pack_relation");
        assertThat(ProblemWords.missing(problems.getFirst())).isEmpty();
    }

    private static String table(String input, String paid, String output, String wish) {
        return """
                id: dt_value
                key: value
                label: {en: Value, zh: 价值}
                type: return_refund
                on: [created]
                hit: first
                inputs: [%s, {field: paid}]
                outputs: [%s]
                rows:
                  - {when: ['not empty', %s], then: [%s]}
                """.formatted(input, output, paid, wish);
    }

    private static ReadOutcome read(String table) {
        List<SourceFile> files = new ArrayList<>(Snapshots.demoFiles());
        files.add(new SourceFile(PATH, table));
        return MetadataReader.read(files, Snapshots.NO_RULES);
    }
}
