package io.deskloom.field;

import java.math.BigDecimal;

/** Stars: a whole number from 1 to {@code max}, which is 5 when left out and 10 at most. */
final class RatingType extends NumberKind {
    private static final BigDecimal USUAL = BigDecimal.valueOf(5);
    private static final BigDecimal MOST = BigDecimal.TEN;

    RatingType() {
        super("rating");
    }

    @Override
    BigDecimal min(Settings settings) {
        return BigDecimal.ONE;
    }

    @Override
    BigDecimal max(Settings settings) {
        BigDecimal own = settings.max();
        return own == null ? USUAL : own.min(MOST);
    }

    @Override
    public String format(Value value, Settings settings, Wording wording) {
        return value instanceof Value.Num(BigDecimal number)
                ? number.toPlainString() + " / " + max(settings).toPlainString()
                : "";
    }
}
