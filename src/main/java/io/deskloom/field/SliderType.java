package io.deskloom.field;

import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Problems;
import java.math.BigDecimal;
import java.util.Map;

/** A number within bounds, at a stop: {@code min} plus a whole number of steps; 0 to 100 by 1 when left out. */
final class SliderType extends NumberKind {
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    SliderType() {
        super("slider");
    }

    @Override
    BigDecimal min(Settings settings) {
        BigDecimal own = settings.min();
        return own == null ? BigDecimal.ZERO : own;
    }

    @Override
    BigDecimal max(Settings settings) {
        BigDecimal own = settings.max();
        return own == null ? HUNDRED : own;
    }

    private static BigDecimal step(Settings settings) {
        BigDecimal own = settings.step();
        return own == null || own.signum() <= 0 ? BigDecimal.ONE : own;
    }

    @Override
    public int scale(Settings settings) {
        return Math.max(
                0,
                Math.max(
                        step(settings).stripTrailingZeros().scale(),
                        min(settings).stripTrailingZeros().scale()));
    }

    @Override
    public void validate(Value value, Settings settings, String pointer, Problems problems) {
        super.validate(value, settings, pointer, problems);
        if (value instanceof Value.Num(BigDecimal number)
                && number.precision() <= Numbers.SIGNIFICANT_DIGITS
                && number.subtract(min(settings)).remainder(step(settings)).signum() != 0) {
            problems.add(Problem.of(
                    pointer,
                    "field.step",
                    "Values go in steps of " + step(settings).toPlainString() + " from "
                            + min(settings).toPlainString() + ".",
                    Map.of(
                            "step",
                            step(settings).toPlainString(),
                            "min",
                            min(settings).toPlainString())));
        }
    }
}
