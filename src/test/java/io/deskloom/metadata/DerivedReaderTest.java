package io.deskloom.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.field.Kind;
import io.deskloom.kernel.Problem;
import io.deskloom.model.Dependents;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.testing.Snapshots;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Mirrored fields and roll-ups as the author of the YAML meets them. */
class DerivedReaderTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            # type    | field                                                                                         | code                   | says
            order    | kind: mirrored, value: customer.nmae                                                          | expr.unknown_attribute | customer.nmae
            order    | kind: mirrored, value: paid                                                                   | field.mirrored         | paid
            order    | kind: mirrored, value: shipment.warehouse                                                     | field.mirrored         | shipment.warehouse
            order    | kind: mirrored                                                                                | schema.missing         | value
            order    | kind: mirrored, value: customer.name, rollUp: {type: order, by: customer, function: count}     | schema.not_here        | rollUp
            customer | kind: roll_up, rollUp: {type: oder, by: customer, function: count}                             | reference.type         | oder
            customer | kind: roll_up, rollUp: {type: order, by: customr, function: count}                             | reference.field        | customr
            customer | kind: roll_up, rollUp: {type: order, by: warehouse, function: count}                           | field.roll_up_by       | warehouse
            customer | kind: roll_up, rollUp: {type: order, by: customer, function: sum}                              | field.roll_up_of       | sum
            customer | kind: roll_up, rollUp: {type: order, by: customer, function: count, of: paid}                  | field.roll_up_of       | counted whole
            customer | kind: roll_up, rollUp: {type: order, by: customer, function: sum, of: status}                  | field.roll_up_kind     | sum
            customer | kind: roll_up, rollUp: {type: order, by: customer, function: avg, of: ordered_at}              | field.roll_up_kind     | avg
            customer | kind: roll_up, rollUp: {type: order, by: customer, function: median, of: paid}                 | schema.choice          | sum
            customer | kind: roll_up, rollUp: {type: order, by: customer, function: count, where: paid > "x"}         | expr.type              | Cannot compare
            customer | kind: roll_up, rollUp: {type: order, by: customer, function: count, where: ordered_at < now()} | field.formula_passing  | now()
            """)
    void oneMistakeIsOneProblemWithItsWords(String type, String field, String code, String says) {
        List<Problem> problems =
                problems(with(Snapshots.demoFiles(), type, "  - {id: f_x, key: a, label: {en: A}, " + field + "}\n"));
        assertThat(problems).as(Problem.lines(problems)).isNotEmpty().allSatisfy(p -> {
            assertThat(p.code()).isEqualTo(code);
            assertThat(p.message()).contains(says);
            assertThat(ProblemWords.missing(p)).isEmpty();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"file", "image", "signature", "multi_lookup, target: product"})
    void noFileAndNoListOfRecordsIsShownElsewhere(String kind) {
        List<SourceFile> files =
                with(Snapshots.demoFiles(), "customer", "  - {id: f_y, key: b, label: {en: B}, kind: " + kind + "}\n");
        files = with(files, "order", "  - {id: f_x, key: a, label: {en: A}, kind: mirrored, value: customer.b}\n");
        List<Problem> problems = problems(files);
        assertThat(problems).extracting(Problem::code).containsExactly("field.mirrored");
        assertThat(ProblemWords.missing(problems.getFirst())).isEmpty();
    }

    @Test
    void recordsThatNameSeveralAreNotSummedUp() {
        List<SourceFile> files = with(
                Snapshots.demoFiles(),
                "order",
                "  - {id: f_y, key: b, label: {en: B}, kind: multi_lookup, target: customer}\n");
        files = with(
                files,
                "customer",
                "  - {id: f_x, key: a, label: {en: A}, kind: roll_up, rollUp: {type: order, by: b, function: count}}\n");
        List<Problem> problems = problems(files);
        assertThat(problems).extracting(Problem::code).containsExactly("field.roll_up_by");
        assertThat(problems.getFirst().message()).contains("'b' is not a lookup");
    }

    @Test
    void circlesOverTypesAreRefusedOnceWithTheirWay() {
        List<SourceFile> files = with(
                Snapshots.demoFiles(),
                "customer",
                "  - {id: f_x, key: busy, label: {en: A}, kind: roll_up, rollUp: {type: order, by: customer, function: count, where: 'flag == true'}}\n");
        files = with(
                files, "order", "  - {id: f_x, key: flag, label: {en: A}, kind: formula, value: customer.busy > 3}\n");
        List<Problem> problems = problems(files);
        assertThat(problems).extracting(Problem::code).containsExactly("field.formula_circle");
        assertThat(problems.getFirst().message()).contains("order.flag", "customer.busy", " → ");
        assertThat(ProblemWords.missing(problems.getFirst())).isEmpty();
    }

    @Test
    void aLookupOnTheWayMustBeIndexed() {
        List<SourceFile> files = with(
                Snapshots.demoFiles(),
                "order",
                "  - {id: f_x, key: a, label: {en: A}, kind: mirrored, value: customer.name}\n");
        files = replaced(
                files,
                "objects/order/type.yaml",
                "target: customer, label: {en: Customer, zh: 客户}, indexed: true",
                "target: customer, label: {en: Customer, zh: 客户}");
        assertThat(problems(files)).extracting(Problem::code).contains("field.derived_lookup");
    }

    @Test
    void whoMayNotReadTheSourceGetsNothingOfItUnlessTheFieldReveals() {
        List<SourceFile> files =
                replaced(Snapshots.demoFiles(), "objects/customer/type.yaml", "    reveals: true\n", "");
        List<Problem> problems = problems(files);
        // Agents see some of the returns only, so how many there are would tell them of others.
        assertThat(problems).extracting(Problem::code).containsOnly("access.reveals");
        assertThat(problems).anySatisfy(p -> assertThat(p.message()).contains("'agent'", "return_refund.customer"));
    }

    @Test
    void theSnapshotKnowsWhoFollowsWhom() {
        MetadataSnapshot demo = Snapshots.demo();
        Dependents dependents = demo.dependents();
        assertThat(dependents.up().get("order"))
                .extracting(Dependents.Up::target)
                .containsExactly("customer");
        assertThat(dependents.up().get("return_refund"))
                .extracting(Dependents.Up::target)
                .containsExactly("customer", "customer", "customer");
        assertThat(dependents.back().get("shipment"))
                .containsExactly(new Dependents.Back(
                        "f_status",
                        List.of(
                                new Dependents.Hop("o_order", "f_shipment"),
                                new Dependents.Hop("t_return", "f_order_ref"))));
        assertThat(dependents.back().get("order"))
                .containsExactly(
                        new Dependents.Back("f_shipment", List.of(new Dependents.Hop("t_return", "f_order_ref"))));
        assertThat(demo.object("customer")
                        .orElseThrow()
                        .field("ordered_total")
                        .orElseThrow()
                        .kind())
                .isEqualTo(Kind.MONEY);
        assertThat(demo.types()
                        .get("return_refund")
                        .field("parcel_status")
                        .orElseThrow()
                        .settings()
                        .options())
                .isNotEmpty();
        assertThat(demo.relations().get("return_refund")).contains("order.shipment.status");
    }

    private static List<SourceFile> with(List<SourceFile> files, String object, String field) {
        return replaced(files, "objects/" + object + "/type.yaml", "\nfields:\n", "\nfields:\n" + field);
    }

    private static List<SourceFile> replaced(List<SourceFile> files, String file, String what, String by) {
        List<SourceFile> out = new ArrayList<>();
        for (SourceFile f : files) {
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
