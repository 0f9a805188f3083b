package io.deskloom.field;

import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Problems;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the number kinds share. */
final class Numbers {
    /** Exact in a double as well, so that no JSON reader on the way can change a digit. */
    static final int SIGNIFICANT_DIGITS = 15;

    private Numbers() {}

    /** The exact number, or null when it is none. Strings are numbers only for money. */
    static @Nullable BigDecimal read(@Nullable Object json) {
        return switch (json) {
            case Integer i -> BigDecimal.valueOf(i);
            case Long l -> BigDecimal.valueOf(l);
            case BigInteger i -> new BigDecimal(i);
            case BigDecimal d -> d;
            case Double d when !d.isNaN() && !d.isInfinite() -> BigDecimal.valueOf(d);
            case null, default -> null;
        };
    }

    static void checkRange(
            BigDecimal number, @Nullable BigDecimal min, @Nullable BigDecimal max, String pointer, Problems problems) {
        if (min != null && number.compareTo(min) < 0) {
            problems.add(Problem.of(
                    pointer,
                    "field.too-small",
                    "The smallest value is " + min.toPlainString() + ".",
                    Map.of("min", min.toPlainString())));
        }
        if (max != null && number.compareTo(max) > 0) {
            problems.add(Problem.of(
                    pointer,
                    "field.too-large",
                    "The largest value is " + max.toPlainString() + ".",
                    Map.of("max", max.toPlainString())));
        }
    }

    static void checkDigits(BigDecimal number, int scale, String pointer, Problems problems) {
        if (number.scale() > scale) {
            problems.add(Problem.of(
                    pointer,
                    "field.too-precise",
                    "At most " + scale + " digits after the point.",
                    Map.of("scale", Integer.toString(scale))));
        }
        if (number.signum() != 0 && number.precision() - number.scale() > SIGNIFICANT_DIGITS - scale) {
            problems.add(pointer, "field.out-of-range", "This number is too large to be kept exactly.");
        }
    }

    /** The number times 10^scale as its slot stores it, or null when it would not fit (validation has said so). */
    static @Nullable Long scaled(BigDecimal number, int scale) {
        try {
            return number.setScale(scale, java.math.RoundingMode.HALF_EVEN)
                    .unscaledValue()
                    .longValueExact();
        } catch (ArithmeticException e) {
            return null;
        }
    }
}
