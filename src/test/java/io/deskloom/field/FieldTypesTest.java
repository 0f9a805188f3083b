package io.deskloom.field;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.kernel.Label;
import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Problems;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class FieldTypesTest {
    private static final Settings SETTINGS = new Settings(
            List.of(
                    new Settings.Option("red", Label.of("Red", "红"), null),
                    new Settings.Option("blue", Label.of("Blue", "蓝"), null)),
            5,
            new BigDecimal("-10"),
            new BigDecimal("1000"),
            2,
            "CNY");

    static Stream<Arguments> good() {
        return Stream.of(
                Arguments.of(Kind.TEXT, " a\nb ", "a b", "a b"),
                Arguments.of(Kind.TEXT, "退款😀", "退款😀", "退款😀"),
                Arguments.of(Kind.TEXT, "e\u0301", "é", "é"),
                Arguments.of(Kind.TEXT, "   ", null, null),
                Arguments.of(Kind.LONG_TEXT, "a\nb", "a\nb", null),
                Arguments.of(Kind.INTEGER, 42, new BigDecimal("42"), 42L),
                Arguments.of(Kind.INTEGER, new BigDecimal("7.0"), new BigDecimal("7"), 7L),
                Arguments.of(Kind.DECIMAL, new BigDecimal("1.50"), new BigDecimal("1.5"), 150L),
                Arguments.of(Kind.DECIMAL, new BigDecimal("1e2"), new BigDecimal("100"), 10_000L),
                Arguments.of(Kind.MONEY, "12.5", Map.of("amount", "12.50", "currency", "CNY"), 1250L),
                Arguments.of(
                        Kind.MONEY,
                        Map.of("amount", "0", "currency", "CNY"),
                        Map.of("amount", "0.00", "currency", "CNY"),
                        0L),
                Arguments.of(Kind.BOOLEAN, true, true, "true"),
                Arguments.of(Kind.BOOLEAN, false, false, "false"),
                Arguments.of(Kind.SINGLE, "red", "red", "red"),
                Arguments.of(Kind.MULTI, List.of("blue", "red", "blue"), List.of("red", "blue"), null),
                Arguments.of(Kind.MULTI, List.of(), null, null),
                Arguments.of(Kind.DATE, "2024-02-29", "2024-02-29", Instant.parse("2024-02-29T00:00:00Z")),
                Arguments.of(
                        Kind.DATE_TIME,
                        "2026-11-22T09:30:00+08:00",
                        "2026-11-22T01:30:00Z",
                        Instant.parse("2026-11-22T01:30:00Z")),
                Arguments.of(
                        Kind.ACCOUNT,
                        "0197A1B2-0000-7000-8000-000000000001",
                        "0197a1b2-0000-7000-8000-000000000001",
                        "0197a1b2-0000-7000-8000-000000000001"),
                Arguments.of(Kind.PHONE, "+86 138-1234 (5520)", "+8613812345520", "+8613812345520"));
    }

    @ParameterizedTest
    @MethodSource("good")
    void readsChecksAndGivesBack(Kind kind, Object json, @Nullable Object out, @Nullable Object slot) {
        FieldType type = FieldTypes.of(kind);
        Problems problems = new Problems();
        Value value = type.parse(json, SETTINGS, "/fields/x", problems);
        type.validate(value, SETTINGS, "/fields/x", problems);

        assertThat(problems.list()).isEmpty();
        assertThat(type.toJson(value)).isEqualTo(out);
        assertThat(type.toSlot(value, SETTINGS)).isEqualTo(slot);
        assertThat(type.parse(type.toJson(value), SETTINGS, "", problems)).isEqualTo(value);
    }

    static Stream<Arguments> bad() {
        return Stream.of(
                Arguments.of(Kind.TEXT, 7, "field.wrong-type"),
                Arguments.of(Kind.TEXT, "a\u0000", "field.characters"),
                Arguments.of(Kind.TEXT, "\uD83D", "field.characters"),
                Arguments.of(Kind.TEXT, "sixsix", "field.too-long"),
                Arguments.of(Kind.INTEGER, "42", "field.wrong-type"),
                Arguments.of(Kind.INTEGER, new BigDecimal("1.5"), "field.too-precise"),
                Arguments.of(Kind.INTEGER, 1001, "field.too-large"),
                Arguments.of(Kind.INTEGER, -11, "field.too-small"),
                Arguments.of(Kind.DECIMAL, new BigDecimal("0.001"), "field.too-precise"),
                Arguments.of(Kind.DECIMAL, new BigDecimal("1e300"), "field.out-of-range"),
                Arguments.of(Kind.DECIMAL, true, "field.wrong-type"),
                Arguments.of(Kind.MONEY, "1,50", "field.wrong-type"),
                Arguments.of(Kind.MONEY, Map.of("amount", "1", "currency", "USD"), "field.other-currency"),
                Arguments.of(Kind.MONEY, Map.of("amount", "1", "currency", "XQQ"), "field.currency"),
                Arguments.of(Kind.MONEY, Map.of("amount", "1", "extra", "1"), "field.wrong-type"),
                Arguments.of(Kind.MONEY, "1.005", "field.too-precise"),
                Arguments.of(Kind.BOOLEAN, "true", "field.wrong-type"),
                Arguments.of(Kind.SINGLE, "green", "field.unknown-option"),
                Arguments.of(Kind.SINGLE, List.of("red"), "field.wrong-type"),
                Arguments.of(Kind.MULTI, List.of("red", "green"), "field.unknown-option"),
                Arguments.of(Kind.MULTI, "red", "field.wrong-type"),
                Arguments.of(Kind.DATE, "2026-02-30", "field.date"),
                Arguments.of(Kind.DATE, "22.11.2026", "field.date"),
                Arguments.of(Kind.DATE_TIME, "2026-11-22T09:30:00", "field.date-time"),
                Arguments.of(Kind.ACCOUNT, "jun", "field.wrong-type"),
                Arguments.of(Kind.PHONE, "call me", "field.phone"),
                Arguments.of(Kind.PHONE, 13812345520L, "field.wrong-type"));
    }

    @ParameterizedTest
    @MethodSource("bad")
    void saysWhatIsWrongAndWhere(Kind kind, Object json, String code) {
        FieldType type = FieldTypes.of(kind);
        Problems problems = new Problems();
        Value value = type.parse(json, SETTINGS, "/fields/x", problems);
        type.validate(value, SETTINGS, "/fields/x", problems);

        assertThat(problems.list()).extracting(Problem::code).contains(code);
        assertThat(problems.list()).allMatch(p -> p.pointer().startsWith("/fields/x"));
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void absentIsNullForEveryKind(Kind kind) {
        FieldType type = FieldTypes.of(kind);
        Problems problems = new Problems();
        assertThat(type.parse(null, SETTINGS, "", problems)).isEqualTo(Value.NULL);
        assertThat(type.toJson(Value.NULL)).isNull();
        assertThat(type.toSlot(Value.NULL, SETTINGS)).isNull();
        assertThat(type.mask(Value.NULL)).isEqualTo(Value.NULL);
        assertThat(problems.list()).isEmpty();
        assertThat(type.jsonSchema(SETTINGS)).containsKey("type");
        assertThat(FieldTypes.kind(kind.wire())).contains(kind);
    }

    @Test
    void aMaskTellsOfAPhoneOnlyItsEndsAndNotItsLength() {
        FieldType phone = FieldTypes.of(Kind.PHONE);
        assertThat(phone.mask(Value.text("13812345520"))).isEqualTo(Value.text("138 •••• 5520"));
        assertThat(phone.mask(Value.text("+8613812345520"))).isEqualTo(Value.text("+86 •••• 5520"));
        assertThat(phone.mask(Value.text("12345"))).isEqualTo(Value.text("••••"));
    }

    @Test
    void oneAndOnePointZeroAreTheSameNumber() {
        assertThat(Value.num(new BigDecimal("1.0"))).isEqualTo(Value.num(1));
        assertThat(Value.num(new BigDecimal("1E+2"))).isEqualTo(Value.num(100));
        assertThat(Arrays.asList(Value.num(BigDecimal.ZERO.setScale(5)))).containsExactly(Value.num(0));
    }
}
