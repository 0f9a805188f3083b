package io.deskloom.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.metadata.MetadataReader;
import io.deskloom.metadata.SourceFile;
import io.deskloom.model.Finding;
import io.deskloom.model.Finding.Severity;
import io.deskloom.testing.Snapshots;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is said about rules before anybody meets them. */
class RuleAnalysisTest {
    @Test
    void twoThatMayHoldAtOnceAndWriteDifferentValuesAreAConflict() {
        List<Finding> found = of(
                trigger("a", 7, "tier == \"vip\"", "setPriority: high"),
                trigger("b", 7, "reason == \"size\"", "setPriority: low"));
        assertThat(found).singleElement().satisfies(f -> {
            assertThat(f.code()).isEqualTo("rule.conflict");
            assertThat(f.severity()).isEqualTo(Severity.WARNING);
            assertThat(f.rules()).extracting(Finding.About::key).containsExactly("b", "a");
            assertThat(f.message()).contains("B", "A", "the priority");
            assertThat(f.params().get("what").in("zh")).isEqualTo("优先级");
        });
    }

    @Test
    void conditionsThatExcludeEachOtherAreNone() {
        assertThat(of(
                        trigger("a", 7, "reason == \"damaged\"", "setPriority: high"),
                        trigger("b", 7, "reason in [\"size\", \"quality\"]", "setPriority: low"),
                        trigger("c", 7, "reason == null", "setPriority: normal")))
                .isEmpty();
        assertThat(of(
                        trigger("a", 7, "paid > 200", "setPriority: high"),
                        trigger("b", 7, "paid <= 200", "setPriority: low")))
                .isEmpty();
        assertThat(of(
                        trigger("a", 7, "!(paid > 200)", "setPriority: high"),
                        trigger("b", 7, "paid > 100 && paid > 300", "setPriority: low")))
                .isEmpty();
        assertThat(of(
                        trigger("a", 7, "contains(order_no, \"x\")", "setPriority: high"),
                        trigger("b", 7, "!contains(order_no, \"x\")", "setPriority: low")))
                .isEmpty();
        assertThat(of(
                        trigger("a", 7, "\"tier\" in event.changed", "setPriority: high"),
                        trigger("b", 7, "!(\"tier\" in event.changed)", "setPriority: low")))
                .isEmpty();
        // One who is stopped by the other does not act with it.
        assertThat(of(
                        trigger("a", 7, "paid > 200", "setPriority: high").replace("order:", "stop: true\norder:"),
                        trigger("b", 8, "reason == \"size\"", "setPriority: low")))
                .isEmpty();
    }

    @Test
    void theLaterOneOverridesAndThatIsGoodToKnow() {
        List<Finding> found = of(
                trigger("a", 7, "paid > 200", "assignTeam: vip_desk"),
                trigger("b", 8, "tier == \"vip\"", "assignTeam: warehouse"));
        assertThat(found).singleElement().satisfies(f -> {
            assertThat(f.code()).isEqualTo("rule.override");
            assertThat(f.severity()).isEqualTo(Severity.INFO);
        });
    }

    @Test
    void aConditionThatContradictsItselfNeverActs() {
        for (String when : List.of(
                "paid > 200 && paid < 100",
                "reason == \"size\" && reason == \"damaged\"",
                "tier == \"vip\" && tier == null",
                "event.kind == \"updated\"",
                "ticket.type == \"repair\"",
                "resellable && !resellable",
                "(paid > 3 || tier == \"vip\") && paid < 2 && tier == \"gold\"")) {
            assertThat(of(trigger("a", 7, when, "setPriority: high")))
                    .as(when)
                    .singleElement()
                    .satisfies(f -> assertThat(f.code()).isEqualTo("rule.unreachable"));
        }
        for (String when :
                List.of("paid > 200 && paid <= 200.01", "paid != money(3, \"CNY\") && paid == 3", "tier != \"vip\"")) {
            assertThat(of(trigger("a", 7, when, "setPriority: high"))).as(when).isEmpty();
        }
    }

    @Test
    void whatAnotherStopsWheneverItHoldsNeverActs() {
        String stopper = trigger("a", 7, "paid > 100", "setPriority: high").replace("order:", "stop: true\norder:");
        List<Finding> found = of(
                stopper,
                trigger("b", 8, "paid > 200 && tier == \"vip\"", "setField: {field: order_no, value: '\"x\"'}"),
                trigger("c", 8, "paid > 50", "setField: {field: order_no, value: '\"x\"'}"));
        assertThat(found).singleElement().satisfies(f -> {
            assertThat(f.code()).isEqualTo("rule.shadowed");
            assertThat(f.rules()).extracting(Finding.About::key).containsExactly("b", "a");
        });
    }

    @Test
    void rulesThatUndoEachOtherAreALoopThoseThatAgreeAreNone() {
        List<Finding> found = of(
                trigger("a", 7, "ticket.priority == \"low\"", "setPriority: high"),
                trigger("b", 8, "ticket.priority == \"high\"", "setPriority: low"));
        assertThat(codes(found)).containsExactly("rule.loop");
        assertThat(found.getFirst().rules()).extracting(Finding.About::key).containsExactly("a", "b");
        assertThat(codes(of(
                        trigger("a", 7, "ticket.priority == \"low\"", "setPriority: high"),
                        trigger("b", 8, "ticket.priority == \"high\"", "setPriority: urgent"))))
                .isEmpty();
        assertThat(codes(of(trigger("a", 7, "\"tier\" in event.changed", "setField: {field: tier, value: '\"vip\"'}"))))
                .isEmpty();
        assertThat(codes(of(trigger(
                        "a", 7, "items_count > 3", "setField: {field: items_count, value: 'items_count + 1'}"))))
                .containsExactly("rule.self");
        assertThat(codes(of(
                        trigger("a", 7, "ticket.team == \"finance\"", "setField: {field: tier, value: '\"vip\"'}"),
                        trigger("b", 8, "tier == \"vip\"", "assignTeam: vip_desk"),
                        trigger("c", 9, "ticket.team == \"vip_desk\"", "assignTeam: finance"))))
                .containsExactly("rule.loop");
    }

    @Test
    void theSameTwiceIsADuplicate() {
        assertThat(codes(of(
                        trigger("a", 7, "paid > 200", "setPriority: high"),
                        trigger("b", 8, "paid > 200", "setPriority: high"))))
                .containsExactly("rule.duplicate");
    }

    @Test
    void rowsOfAUniqueTableThatOverlapAreAnErrorWithAnExample() {
        List<Finding> found = table("unique", """
                  - {when: [damaged, '> 100', -], then: [high]}
                  - {when: ['damaged, size', '< 200', -], then: [low]}
                  - {when: [damaged, '<= 100', VIP], then: [low]}
                  - {when: [size, '200..300', -], then: [low]}
                """);
        List<Finding> overlaps =
                found.stream().filter(f -> f.code().equals("table.overlap")).toList();
        assertThat(overlaps).hasSize(2).allSatisfy(f -> assertThat(f.severity()).isEqualTo(Severity.ERROR));
        assertThat(overlaps.getFirst().message()).contains("Rows 1 and 2", "Arrived damaged", "100.01");
        assertThat(overlaps.getFirst().place().rows()).hasSize(2);
        assertThat(overlaps.getFirst().place().columns()).containsExactly("reason", "paid");
        assertThat(overlaps.getLast().message()).contains("Rows 2 and 3");
    }

    @Test
    void aTableSaysWhatItLeavesOpen() {
        List<Finding> found = table("unique", """
                  - {when: ['not empty', '>= 200', -], then: [high]}
                  - {when: ['not empty', '0..199.98', -], then: [low]}
                  - {when: [-, empty, -], then: [low]}
                """);
        assertThat(codes(found)).contains("table.gap").doesNotContain("table.overlap");
        assertThat(found.stream().map(Finding::message).toList())
                .anySatisfy(m -> assertThat(m).contains("199.99"))
                .anySatisfy(m -> assertThat(m).contains("Reason: empty"));
        assertThat(found.stream()
                        .filter(f -> f.code().equals("table.gap"))
                        .map(f -> f.params().get("example").in("zh")))
                .anySatisfy(m -> assertThat(m).contains("退货原因：空"));
        assertThat(table("unique", """
                  - {when: [-, '>= 200', -], then: [high]}
                  - {when: [-, '[0..200), empty', -], then: [low]}
                """)).isEmpty();
    }

    @Test
    void aRowUnderOthersThatCoverItNeverActs() {
        List<Finding> found = table("first", """
                  - {when: [-, '> 100', -], then: [high]}
                  - {when: [damaged, '<= 100, empty', -], then: [low]}
                  - {when: [damaged, '50..300', -], then: [low]}
                  - {when: [size, '50..300', -], then: [low]}
                  - {when: [-, -, -], then: [low]}
                """);
        assertThat(found).singleElement().satisfies(f -> {
            assertThat(f.code()).isEqualTo("table.shadowed");
            assertThat(f.message()).contains("Row 3");
        });
    }

    @Test
    void theSameConditionsTwiceAreSaidWithBothRows() {
        List<Finding> found = table("first", """
                  - {when: [size, -, -], then: [high]}
                  - {when: [Wrong size, '', ''], then: [low]}
                  - {when: [-, -, -], then: [low]}
                """);
        assertThat(codes(found)).contains("table.duplicate");
        assertThat(found.stream()
                        .filter(f -> f.code().equals("table.duplicate"))
                        .map(Finding::message))
                .containsExactly("Row 2 of 'T' has the same conditions as row 1.");
    }

    @Test
    void theDemoHasNothingToBeAshamedOf() {
        List<Finding> found = RuleAnalysis.of(Snapshots.demo(new SafeDrl()));
        assertThat(found.stream().filter(f -> f.severity() != Severity.INFO).map(Finding::message))
                .isEmpty();
    }

    private static List<String> codes(List<Finding> found) {
        return found.stream()
                .map(Finding::code)
                .filter(c -> !c.equals("rule.override"))
                .toList();
    }

    private static List<Finding> of(String... triggers) {
        List<SourceFile> files = new ArrayList<>(Snapshots.demoFiles().stream()
                .filter(f -> !f.path().startsWith("triggers/") && !f.path().startsWith("tables/"))
                .toList());
        for (String trigger : triggers) {
            String key = trigger.substring("id: tr_".length(), trigger.indexOf('\n'));
            files.add(new SourceFile("triggers/" + key + ".yaml", trigger));
        }
        return RuleAnalysis.of(MetadataReader.read(files, Snapshots.NO_RULES).orThrow());
    }

    private static String trigger(String key, int order, String when, String wish) {
        return """
                id: tr_%s
                key: %s
                label: {en: %s, zh: %s}
                type: return_refund
                on: [created]
                when: '%s'
                do: [{%s}]
                order: %d
                """.formatted(key, key, key.toUpperCase(java.util.Locale.ROOT), key, when, wish, order);
    }

    private static List<Finding> table(String hit, String rows) {
        List<SourceFile> files = new ArrayList<>(Snapshots.demoFiles().stream()
                .filter(f -> !f.path().startsWith("triggers/") && !f.path().startsWith("tables/"))
                .toList());
        files.add(new SourceFile("tables/t.yaml", """
                id: dt_t
                key: t
                label: {en: T, zh: 表}
                type: return_refund
                on: [created]
                hit: %s
                inputs: [{field: reason}, {field: paid}, {field: tier}]
                outputs: [{do: setPriority}]
                rows:
                """.formatted(hit) + rows));
        return RuleAnalysis.of(MetadataReader.read(files, Snapshots.NO_RULES).orThrow());
    }
}
