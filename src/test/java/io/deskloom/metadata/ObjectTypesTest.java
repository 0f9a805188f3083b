package io.deskloom.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.kernel.Problem;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.testing.Snapshots;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Object types, lookups, relation paths and panels: each test breaks the demo in one way and says what its author is told. */
class ObjectTypesTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # file                               | what                               | by                                        | code                    | suggestion
            objects/customer/type.yaml           | titleField: name                   | titleField: nmae                          | reference.field         | name
            objects/customer/type.yaml           | titleField: name                   | titleField: name\\nprefix: CUS            | schema.unknown          |
            objects/order/type.yaml              | target: customer                   | target: custmer                           | reference.object_type   | customer
            objects/order/type.yaml              | kind: lookup, target: customer     | kind: lookup                              | schema.missing          |
            objects/order/type.yaml              | kind: text, label: {en: Order      | kind: text, target: order, label: {en: Order | schema.not_here      |
            objects/order/access.yaml            | verbs: [read, update]              | verbs: [read, update, claim]              | schema.choice           |
            objects/order/access.yaml            | records:                           | steps: {}\\nrecords:                      | schema.unknown          |
            types/return_refund/type.yaml        | refund_amount <= paid              | refund_amount <= order.piad               | expr.unknown_attribute  | order.paid
            types/return_refund/type.yaml        | refund_amount <= paid              | refund_amount <= order.status             | expr.type               |
            types/return_refund/type.yaml        | refund_amount <= paid              | fault_codes.leak == "x"                   | expr.several            |
            views/vip.yaml                       | tier == "vip"                      | order.payment == "card"                   | view.not_indexed        |
            views/vip.yaml                       | tier == "vip"                      | order.shipment.sttus == "delayed"         | expr.unknown_attribute  | order.shipment.status
            types/return_refund/access.yaml      | where: ticket.team in actor.teams  | where: order.status == "paid" && ticket.team in actor.teams | expr.unknown_attribute |
            types/return_refund/panel.yaml       | by: product                        | by: warehouse                             | panel.by                |
            types/return_refund/panel.yaml       | by: product                        | by: available                             | panel.lookup            |
            types/return_refund/panel.yaml       | record: customer                   | record: custmer                           | reference.field         | customer
            types/return_refund/panel.yaml       | sort: -ordered_at                  | sort: -address                            | panel.not_indexed       |
            types/return_refund/panel.yaml       | fields: [reason, refund_amount]    | fields: [reasn]                           | reference.field         | reason
            """)
    void oneMistakeIsOneProblemWithItsWords(String file, String what, String by, String code, String suggestion) {
        List<Problem> problems = problems(changed(file, what, by.replace("\\n", "\n")));
        assertThat(problems).as(Problem.lines(problems)).anySatisfy(p -> {
            assertThat(p.code()).isEqualTo(code);
            assertThat(p.source().file()).isEqualTo(file);
            if (suggestion != null) {
                assertThat(p.suggestion()).isEqualTo(suggestion);
            }
        });
        assertThat(problems)
                .allSatisfy(
                        p -> assertThat(ProblemWords.missing(p)).as(p.code()).isEmpty());
    }

    @Test
    void lookupsThatLeadInACircleAreRefused() {
        List<Problem> problems = problems(changed(
                "objects/shipment/type.yaml",
                "  - id: f_carrier",
                "  - {id: f_order, key: order, kind: lookup, target: order, label: {en: Order}}\n  - id: f_carrier"));
        assertThat(problems).extracting(Problem::code).containsOnly("lookup.circle");
        assertThat(problems.getFirst().message()).contains("order → shipment → order");
        assertThat(problems).allSatisfy(p -> assertThat(ProblemWords.missing(p)).isEmpty());
    }

    @Test
    void aKeyIsATicketTypesOrAnObjectTypes() {
        List<SourceFile> files = new ArrayList<>();
        for (SourceFile file : Snapshots.demoFiles()) {
            files.add(
                    file.path().startsWith("objects/warehouse/")
                            ? new SourceFile(
                                    file.path().replace("objects/warehouse/", "objects/return_refund/"), file.text())
                            : file);
        }
        assertThat(problems(files)).extracting(Problem::code).contains("type.twice", "file.name");
    }

    @Test
    void aTriggerOnRecordsSetsFields() {
        List<SourceFile> files = new ArrayList<>(Snapshots.demoFiles());
        files.add(new SourceFile("triggers/rich.yaml", """
                id: tr_rich
                key: rich
                label: {en: Rich}
                type: customer
                on: [created, updated]
                when: lifetime_spend > 50000
                do:
                  - setField: {field: tier, value: '"vip"'}
                """));
        assertThat(problems(files)).isEmpty();
        files.set(files.size() - 1, new SourceFile("triggers/rich.yaml", """
                id: tr_rich
                key: rich
                label: {en: Rich}
                type: customer
                on: [created]
                when: lifetime_spend > 50000
                do:
                  - setPriority: high
                """));
        assertThat(problems(files)).extracting(Problem::code).containsExactly("trigger.object");
    }

    @Test
    void aTriggerOnRecordsMakesATicketThatIsLinkedWithNothing() {
        String make = """
                id: tr_rich
                key: rich
                label: {en: Rich}
                type: customer
                on: [created]
                when: lifetime_spend > 50000
                do:
                  - createTicket: {type: enquiry, fields: {subject: '"Thank " + name', customer: record.id}%s}
                """;
        List<SourceFile> files = new ArrayList<>(Snapshots.demoFiles());
        files.add(new SourceFile("triggers/rich.yaml", make.formatted("")));
        assertThat(problems(files)).isEmpty();
        files.set(files.size() - 1, new SourceFile("triggers/rich.yaml", make.formatted(", link: child_of")));
        assertThat(problems(files)).extracting(Problem::code).containsExactly("trigger.object");
    }

    @Test
    void theSnapshotKnowsObjectTypesPanelsAndRelations() {
        MetadataSnapshot demo = Snapshots.demo();
        assertThat(demo.object("order").orElseThrow().isObject()).isTrue();
        assertThat(demo.type("order")).isEmpty();
        assertThat(demo.typeById("o_order").orElseThrow().key()).isEqualTo("order");
        assertThat(demo.panels())
                .containsOnlyKeys("return_refund", "enquiry", "exchange", "delivery_exception", "complaint", "repair");
        assertThat(demo.relations().get("return_refund"))
                .containsExactlyInAnyOrder("order.shipment.status", "order.paid", "customer.email", "customer.region");
        MetadataSnapshot walking = MetadataReader.read(
                        changed(
                                "types/return_refund/type.yaml",
                                "refund_amount <= paid",
                                "refund_amount <= order.paid || order.shipment.status == \"delayed\""),
                        Snapshots.NO_RULES)
                .orThrow();
        assertThat(walking.relations().get("return_refund"))
                .isEqualTo(Set.of("order.paid", "order.shipment.status", "customer.email", "customer.region"));
    }

    private static List<SourceFile> changed(String file, String what, String by) {
        List<SourceFile> out = new ArrayList<>();
        for (SourceFile f : Snapshots.demoFiles()) {
            if (f.path().equals(file)) {
                assertThat(f.text()).contains(what);
                out.add(new SourceFile(file, f.text().replace(what, by)));
            } else {
                out.add(f);
            }
        }
        return out;
    }

    private static List<Problem> problems(List<SourceFile> files) {
        return MetadataReader.read(files, Snapshots.NO_RULES).problems();
    }
}
