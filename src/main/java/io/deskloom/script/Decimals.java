package io.deskloom.script;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * Exact arithmetic on decimals written as text, for scripts: money must not become a double. Answers "=" and the result, or
 * "!" and what is wrong; throws nothing.
 */
final class Decimals {
    private static final int MOST_CHARACTERS = 60;
    private static final int MOST_DIGITS = 80;
    private static final int MOST_PLACES = 20;

    private Decimals() {}

    /** @param b the second number, or the number of places for "round" */
    static String calculate(String operation, String a, String b, int places) {
        BigDecimal x = read(a);
        BigDecimal y = read(b);
        if (x == null || y == null) {
            return "!not a decimal such as \"12.50\"";
        }
        if (places < 0 || places > MOST_PLACES) {
            return "!places are 0 to " + MOST_PLACES;
        }
        BigDecimal result;
        switch (operation) {
            case "add" -> result = x.add(y);
            case "sub" -> result = x.subtract(y);
            case "mul" -> result = x.multiply(y);
            case "round" -> result = x.setScale(places, RoundingMode.HALF_EVEN);
            case "compare" -> {
                return "=" + x.compareTo(y);
            }
            case "div" -> {
                if (y.signum() == 0) {
                    return "!division by zero";
                }
                result = x.divide(y, places, RoundingMode.HALF_EVEN);
            }
            default -> {
                return "!no such operation";
            }
        }
        return result.precision() > MOST_DIGITS || Math.abs(result.scale()) > MOST_DIGITS
                ? "!too many digits"
                : "=" + result.toPlainString();
    }

    private static @org.jspecify.annotations.Nullable BigDecimal read(String text) {
        // No exponents: a few characters must not stand for a million digits.
        if (text.isEmpty() || text.length() > MOST_CHARACTERS || text.indexOf('e') >= 0 || text.indexOf('E') >= 0) {
            return null;
        }
        try {
            return new BigDecimal(text, MathContext.UNLIMITED);
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
