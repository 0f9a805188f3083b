package io.deskloom.expr;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * Exact decimals as expressions compute with them: at most 26 digits before the point and 12 after it. A finer result is
 * rounded half-even, a larger one is nothing (null), never a wrong number.
 */
final class Numbers {
    static final int SCALE = 12;
    static final int WHOLE_DIGITS = 26;

    private Numbers() {}

    /** {@code n} with at most twelve places, or null when it has more than 26 digits before the point. */
    static @Nullable BigDecimal bounded(BigDecimal n) {
        BigDecimal fine = n.scale() <= SCALE ? n : n.setScale(SCALE, RoundingMode.HALF_EVEN);
        return fine.precision() - fine.scale() > WHOLE_DIGITS ? null : fine;
    }

    /** Whether a literal can be kept exactly. */
    static boolean fits(BigDecimal n) {
        if (n.signum() == 0) {
            return true;
        }
        // Exponents are bounded before anything is expanded: 1e999999999 must not fill the memory.
        long whole = (long) n.precision() - n.scale();
        return whole <= WHOLE_DIGITS
                && whole >= -SCALE
                && n.stripTrailingZeros().scale() <= SCALE;
    }

    static @Nullable BigDecimal divide(BigDecimal a, BigDecimal b) {
        return b.signum() == 0 ? null : bounded(a.divide(b, SCALE, RoundingMode.HALF_EVEN));
    }

    static @Nullable BigDecimal remainder(BigDecimal a, BigDecimal b) {
        return b.signum() == 0 ? null : bounded(a.remainder(b));
    }

    /** The whole number in {@code n}, or null when it has a fraction or is beyond a few thousand years of days. */
    static @Nullable Integer wholeDays(BigDecimal n) {
        if (n.stripTrailingZeros().scale() > 0 || n.abs().compareTo(BigDecimal.valueOf(10_000_000)) > 0) {
            return null;
        }
        return n.intValue();
    }
}
