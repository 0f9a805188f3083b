package io.deskloom.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.field.Kind;
import io.deskloom.kernel.Problem;
import io.deskloom.model.Derivation;
import io.deskloom.model.FieldDef;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.testing.Snapshots;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Formulas as the author of the YAML meets them: what they give, and what is said when they cannot be. */
class FormulaReaderTest {
    private static final String TYPE = "types/return_refund/type.yaml";
    private static final String FIRST = "  - id: f_per_item\n";

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            # a formula                                                            | code                     | says
            value: 'paid / itms_count'                                            | expr.unknown_attribute   | itms_count
            value: 'paid + items_count'                                           | expr.type                | Cannot add
            value: 'paid /'                                                       | expr.syntax              | ends too early
            value: 'fault_codes'                                                  | field.formula_result     | list
            value: 'null'                                                         | field.formula_result     | null
            value: 'a'                                                            | field.formula_circle     | a → a
            value: 'today() > delivered_on'                                       | field.formula_passing    | today()
            value: 'actor == ticket.assignee'                                     | field.formula_passing    | actor
            value: 'ticket.updated'                                               | field.formula_passing    | ticket.updated
            value: 'paid + money(1, "USD")'                                       | field.formula_currencies | CNY, USD
            value: 'paid', currency: USD                                          | field.formula_currencies | CNY, USD
            value: 'paid > 1 ? "hi" : "low"', result: single, options: [{key: high, label: {en: H}}, {key: low, label: {en: L}}] | field.formula_option | high, low
            value: 'paid', result: integer                                        | expr.expected_type       | amount
            value: 'tier == "VIP"'                                                | expr.never               | vip
            value: 'paid', required: true                                         | schema.not_here          | required
            value: 'paid', target: order                                          | schema.not_here          | target
            result: money                                                         | schema.missing           | value
            """)
    void oneMistakeIsOneProblemWithItsWords(String formula, String code, String says) {
        List<Problem> problems = problems(with(formula));
        assertThat(problems).as(Problem.lines(problems)).isNotEmpty().allSatisfy(p -> {
            assertThat(p.code()).isEqualTo(code);
            assertThat(p.source().file()).isEqualTo(TYPE);
            assertThat(p.message()).contains(says);
            assertThat(ProblemWords.missing(p)).isEmpty();
        });
    }

    @Test
    void aCircleIsSaidOnceWithItsWay() {
        List<Problem> problems = problems(with("value: 'b * 2'}\n"
                + "  - {id: f_x2, key: b, label: {en: B}, kind: formula, value: 'c + 1'}\n"
                + "  - {id: f_x3, key: c, label: {en: C}, kind: formula, value: 'a == null ? 0 : 1'}\n"
                + "  - {id: f_x4, key: d, label: {en: D}, kind: formula, value: 'a + 1'"));
        assertThat(problems).extracting(Problem::code).containsExactly("field.formula_circle");
        assertThat(problems.getFirst().message()).contains("a → b → c → a");
    }

    @Test
    void aFormulaThatDecidesAboutWhatItRestsOnIsACircle() {
        List<Problem> problems = problems(with("value: 'b + 1'}\n"
                + "  - {id: f_x2, key: b, label: {en: B}, kind: integer, visibleWhen: 'a > 3', whenHidden: clear"));
        assertThat(problems).extracting(Problem::code).containsExactly("field.circle");
    }

    @Test
    void theKindFollowsFromWhatIsComputed() {
        TicketTypeDef type = type(with("value: 'c + 1'}\n"
                + "  - {id: f_x2, key: b, label: {en: B}, kind: formula, value: 'refund_amount * 0.05'}\n"
                + "  - {id: f_x3, key: c, label: {en: C}, kind: formula, value: 'b / paid * 100', result: percent}\n"
                + "  - {id: f_x4, key: d, label: {en: D}, kind: formula, value: 'delivered_on != null'}\n"
                + "  - {id: f_x5, key: e, label: {en: E}, kind: formula, value: 'addDays(delivered_on, 7)'}\n"
                + "  - {id: f_x6, key: f, label: {en: F}, kind: formula, value: 'money(5, \"JPY\")'}\n"
                + "  - {id: f_x7, key: g, label: {en: G}, kind: formula, value: 'tier + \"/\" + ticket.title'"));
        assertThat(field(type, "a").kind()).isEqualTo(Kind.DECIMAL);
        assertThat(field(type, "b").kind()).isEqualTo(Kind.MONEY);
        assertThat(field(type, "b").settings().currency()).isEqualTo("CNY");
        assertThat(field(type, "c").kind()).isEqualTo(Kind.PERCENT);
        assertThat(field(type, "d").kind()).isEqualTo(Kind.BOOLEAN);
        assertThat(field(type, "e").kind()).isEqualTo(Kind.DATE);
        assertThat(field(type, "f").settings().currency()).isEqualTo("JPY");
        assertThat(field(type, "g").derivation())
                .isInstanceOfSatisfying(
                        Derivation.Formula.class, f -> assertThat(f.inputs()).containsExactly("subject", "tier"));
        assertThat(type.derived().stream().map(FieldDef::key).filter(List.of("a", "b", "c")::contains))
                .containsExactly("b", "c", "a");
    }

    @Test
    void nobodyIsAskedForAComputedValue() {
        List<SourceFile> files = changed(
                with("value: paid"),
                "types/return_refund/flow.yaml",
                "required: [freight_payer]",
                "required: [freight_payer, a]");
        assertThat(problems(files)).extracting(Problem::code).containsExactly("access.cannot_give");
        files = changed(with("value: tier"), TYPE, "titleField: subject", "titleField: a");
        assertThat(problems(files)).extracting(Problem::code).contains("type.derived");
        files = new ArrayList<>(with("value: tier"));
        files.add(new SourceFile("triggers/set.yaml", """
                id: tr_set
                key: set
                label: {en: Set}
                type: return_refund
                on: [created]
                do:
                  - setField: {field: a, value: '"vip"'}
                """));
        assertThat(problems(files)).extracting(Problem::code).containsExactly("trigger.derived");
        assertThat(problems(files))
                .allSatisfy(p -> assertThat(ProblemWords.missing(p)).isEmpty());
    }

    @Test
    void whoMayReadTheResultMayReadWhatItIsComputedFromOrTheFieldSaysThatItReveals() {
        String access = "types/return_refund/access.yaml";
        List<SourceFile> files = changed(
                with("value: lifetime_spend > 20000"),
                access,
                "      lifetime_spend: hidden\n",
                "      lifetime_spend: hidden\n      a: read\n");
        List<Problem> problems = problems(files);
        assertThat(problems).extracting(Problem::code).containsExactly("access.reveals");
        assertThat(problems.getFirst().message()).contains("'agent'", "lifetime_spend", "'a'");
        assertThat(ProblemWords.missing(problems.getFirst())).isEmpty();
        files = changed(files, TYPE, "value: lifetime_spend > 20000", "value: lifetime_spend > 20000, reveals: true");
        assertThat(problems(files)).isEmpty();
    }

    @Test
    void enteredValuesAreNotOverwrittenByAFormula() {
        List<SourceFile> before = with("value: paid");
        List<SourceFile> plain = changed(before, TYPE, "kind: formula, value: paid", "kind: money");
        ReadOutcome computed = MetadataReader.read(before, Snapshots.NO_RULES);
        ReadOutcome entered = MetadataReader.read(plain, Snapshots.NO_RULES);
        List<Problem> problems = Stability.check(entered.orThrow(), computed);
        assertThat(problems).extracting(Problem::code).containsExactly("id.changed");
        assertThat(ProblemWords.missing(problems.getFirst())).isEmpty();
        // The other way round what was computed stays as if it had been entered.
        assertThat(Stability.check(computed.orThrow(), entered)).isEmpty();
    }

    private static List<SourceFile> with(String formula) {
        return changed(
                Snapshots.demoFiles(),
                TYPE,
                FIRST,
                "  - {id: f_x1, key: a, label: {en: A}, kind: formula, " + formula + "}\n" + FIRST);
    }

    private static List<SourceFile> changed(List<SourceFile> files, String file, String what, String by) {
        List<SourceFile> out = new ArrayList<>();
        for (SourceFile f : files) {
            if (f.path().equals(file)) {
                assertThat(f.text()).contains(what);
                out.add(new SourceFile(
                        file,
                        f.text()
                                .replaceFirst(
                                        java.util.regex.Pattern.quote(what),
                                        java.util.regex.Matcher.quoteReplacement(by))));
            } else {
                out.add(f);
            }
        }
        return out;
    }

    private static TicketTypeDef type(List<SourceFile> files) {
        return MetadataReader.read(files, Snapshots.NO_RULES).orThrow().types().get("return_refund");
    }

    private static FieldDef field(TicketTypeDef type, String key) {
        return type.field(key).orElseThrow();
    }

    private static List<Problem> problems(List<SourceFile> files) {
        return MetadataReader.read(files, Snapshots.NO_RULES).problems();
    }
}
