package io.deskloom.ticket;

import io.deskloom.field.Value;
import io.deskloom.model.Derivation;
import io.deskloom.model.FieldDef;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a roll-up makes of the figures over the records it is about. Pure. */
public final class RollUps {
    private static final int EXACT = 12;
    private static final BigDecimal MICROS = BigDecimal.valueOf(1_000_000);

    private RollUps() {}

    /**
     * Figures over some records.
     *
     * @param rows how many there are
     * @param values how many of them have a value
     * @param sum of the values, lengths of time in microseconds; null without any
     * @param least the smallest of them; empty without any
     * @param most the largest
     * @param currencies how many currencies amounts are of
     * @param currency the one, when it is one
     */
    public record Figures(
            long rows,
            long values,
            @Nullable BigDecimal sum,
            Value least,
            Value most,
            int currencies,
            @Nullable String currency) {
        public static final Figures NONE = new Figures(0, 0, null, Value.NULL, Value.NULL, 0, null);
    }

    /** The record with that value of a roll-up. */
    public static Ticket with(Ticket record, FieldDef field, Value value) {
        return value.equals(record.field(field.id())) ? record : Formulas.with(record, field, value);
    }

    /** Why {@link #value} is empty; null when it is not, or when there is nothing to make it of. */
    public static Formulas.@Nullable Why why(FieldDef field, Derivation.RollUp rollUp, Figures figures) {
        if (!value(field, rollUp, figures).isNull()) {
            return null;
        }
        boolean nothing = figures.rows() == 0 || (rollUp.of() != null && figures.values() == 0);
        boolean other = figures.currencies() > 1
                || (figures.currency() != null
                        && !figures.currency().equals(field.settings().currency()));
        return nothing ? null : other ? Formulas.Why.SEVERAL_CURRENCIES : Formulas.Why.OUT_OF_RANGE;
    }

    /**
     * The figure. Of no records the count and the sum are 0, the others empty; amounts of several currencies give nothing
     * rather than a wrong sum.
     */
    public static Value value(FieldDef field, Derivation.RollUp rollUp, Figures figures) {
        if (figures.currencies() > 1) {
            return Value.NULL;
        }
        BigDecimal sum = figures.sum() == null ? BigDecimal.ZERO : figures.sum();
        Value exact = switch (rollUp.function()) {
            case COUNT -> Value.num(figures.rows());
            case SUM -> of(field, sum, figures.currency());
            case AVG ->
                figures.values() == 0
                        ? Value.NULL
                        : of(
                                field,
                                sum.divide(BigDecimal.valueOf(figures.values()), EXACT, RoundingMode.HALF_EVEN),
                                figures.currency());
            case MIN -> figures.least();
            case MAX -> figures.most();
        };
        return Formulas.kept(field, exact);
    }

    private static Value of(FieldDef field, BigDecimal figure, @Nullable String currency) {
        return switch (field.kind().type().shape()) {
            case NUMBER -> Value.num(figure);
            case MONEY -> {
                String code = currency == null ? field.settings().currency() : currency;
                yield code == null ? Value.NULL : new Value.Money(figure, code);
            }
            case SPAN -> {
                BigDecimal seconds = figure.divide(MICROS, 0, RoundingMode.HALF_EVEN);
                yield seconds.precision() > 15 ? Value.NULL : new Value.Span(Duration.ofSeconds(seconds.longValue()));
            }
            case TEXT, BOOL, DATE, TIMESTAMP, LIST, PARTS -> Value.NULL;
        };
    }
}
