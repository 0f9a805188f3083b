package io.deskloom.ticket;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.field.Value;
import io.deskloom.kernel.Moment;
import io.deskloom.kernel.ReleaseId;
import io.deskloom.kernel.TicketId;
import io.deskloom.metadata.MetadataReader;
import io.deskloom.metadata.SourceFile;
import io.deskloom.model.Derivation;
import io.deskloom.model.FieldDef;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.testing.Snapshots;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What formulas give, to the last digit, and why they give nothing. */
class FormulasTest {
    private static final Moment NOON = new Moment(Instant.parse("2026-11-22T04:00:00Z"), ZoneId.of("Asia/Shanghai"));

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            # formula                                    | gives        | why
            value: paid / items_count                   | 33.33 CNY    |
            value: items_count / 8                      | 0.38         |
            value: items_count / 8, scale: 3            | 0.375        |
            value: (items_count + 2) / 8, result: integer | 1            |
            value: items_count / 2, result: integer     | 2            |
            value: paid / (items_count - 3)             |              | divided-by-zero
            value: items_count % (items_count - 3)      |              | divided-by-zero
            value: refund_amount / items_count          |              | missing
            value: 'refund_amount == null ? null : 1.5' |              |
            value: items_count * 9000000000000000.0     |              | out-of-range
            value: items_count * 90000000000000000000000000.0 |        | out-of-range
            value: 'coalesce(refund_amount, paid)'      | 100 CNY      |
            value: 'tier + "/" + reason'                | vip/size     |
            value: 'paid > 50 ? "a" : "b"', result: single, options: [{key: a, label: {en: A}}, {key: b, label: {en: B}}] | a |
            value: tier, result: single, options: [{key: gold, label: {en: A}}] | | out-of-range
            value: 'addDays(delivered_on, items_count)' | 2026-11-04   |
            value: 'pickup_at - timestamp(date("2026-11-01"))' | PT1H1M2S |
            """)
    void theValueIsWhatItsFieldKeeps(String formula, String gives, String why) {
        TicketTypeDef type = type(formula);
        FieldDef field = type.field("a").orElseThrow();
        Derivation.Formula derivation = (Derivation.Formula) field.derivation();
        Ticket ticket = ticket(Map.of(
                "f_paid",
                new Value.Money(new BigDecimal("100"), "CNY"),
                "f_items",
                Value.num(3),
                "f_tier",
                Value.text("vip"),
                "f_reason",
                Value.text("size"),
                "f_pickup",
                new Value.Timestamp(Instant.parse("2026-10-31T17:01:01.600Z")),
                "f_delivered",
                new Value.Date(LocalDate.parse("2026-11-01"))));
        Value value = Formulas.value(field, derivation, Formulas.facts(ticket, type, NOON));
        assertThat(said(value)).isEqualTo(gives == null ? "" : gives);
        Formulas.Why reason = Formulas.why(field, derivation, Formulas.facts(ticket, type, NOON));
        assertThat(reason == null ? null : reason.wire()).isEqualTo(why);
        // Read from the database before it was ever computed it is the same.
        assertThat(Formulas.fresh(ticket, type, NOON).field("f_x1")).isEqualTo(value);
    }

    @Test
    void whatRestsOnAFormulaIsComputedAfterIt() {
        TicketTypeDef type = type("value: b + 1}\n"
                + "  - {id: f_x2, key: b, label: {en: B}, kind: formula, value: c * 2}\n"
                + "  - {id: f_x3, key: c, label: {en: C}, kind: formula, value: items_count + 1");
        Ticket fresh = Formulas.fresh(ticket(Map.of("f_items", Value.num(3))), type, NOON);
        assertThat(fresh.field("f_x1")).isEqualTo(Value.num(9));
        assertThat(Formulas.fresh(fresh, type, NOON)).isSameAs(fresh);
    }

    @Test
    void aHiddenFormulaThatIsClearedThenIsEmpty() {
        TicketTypeDef type = type("value: items_count + 1, visibleWhen: 'reason == \"size\"', whenHidden: clear");
        Map<String, Value> fields = new HashMap<>(Map.of("f_items", Value.num(3), "f_reason", Value.text("size")));
        assertThat(Formulas.fresh(ticket(fields), type, NOON).field("f_x1")).isEqualTo(Value.num(4));
        fields.put("f_reason", Value.text("damaged"));
        assertThat(Formulas.fresh(ticket(fields), type, NOON).field("f_x1").isNull())
                .isTrue();
    }

    private static String said(Value value) {
        return switch (value) {
            case Value.Null _ -> "";
            case Value.Text(String text) -> text;
            case Value.Num(BigDecimal n) -> n.toPlainString();
            case Value.Money(BigDecimal amount, String currency) -> amount.toPlainString() + " " + currency;
            case Value.Date(LocalDate day) -> day.toString();
            case Value.Span(Duration length) -> length.toString();
            default -> value.toString();
        };
    }

    private static TicketTypeDef type(String formula) {
        List<SourceFile> files = Snapshots.demoFiles().stream()
                .map(f -> f.path().equals("types/return_refund/type.yaml")
                        ? new SourceFile(
                                f.path(),
                                f.text()
                                        .replace(
                                                "  - id: f_per_item\n",
                                                "  - {id: f_x1, key: a, label: {en: A}, kind: formula, " + formula
                                                        + "}\n  - id: f_per_item\n"))
                        : f)
                .toList();
        return MetadataReader.read(files, Snapshots.NO_RULES).orThrow().types().get("return_refund");
    }

    private static Ticket ticket(Map<String, Value> fields) {
        return new Ticket(
                new TicketId(new UUID(1, 1)),
                "t_return",
                1,
                1,
                "",
                "review",
                2,
                2,
                null,
                null,
                null,
                null,
                new ReleaseId("0".repeat(64)),
                fields,
                List.of(),
                Instant.EPOCH,
                Instant.EPOCH);
    }
}
