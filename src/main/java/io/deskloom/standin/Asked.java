package io.deskloom.standin;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A call, and what is wrong with it: all of that is found before it is answered, and then nothing is done.
 *
 * @param path what stands in the variable parts of its path
 * @param body an empty object when there is none
 */
record Asked(Map<String, String> path, JsonNode body, Instant now, List<String> problems) {
    private static final int LONGEST = 500;
    private static final int MOST = 1_000_000;

    static Asked of(Map<String, String> path, JsonNode body, Instant now) {
        return new Asked(path, body, now, new ArrayList<>());
    }

    String at(String name) {
        return path.getOrDefault(name, "");
    }

    LocalDate today() {
        return LocalDate.ofInstant(now, ZoneOffset.UTC);
    }

    /** A text that must be there. */
    String text(String name) {
        String text = text(name, "");
        if (text.isBlank()) {
            problems.add("/" + name + ": is missing");
        }
        return text;
    }

    /** A text that may be left out. */
    String text(String name, String otherwise) {
        JsonNode node = body.path(name);
        if (node.isMissingNode() || node.isNull()) {
            return otherwise;
        }
        if (!node.isValueNode() || node.asText().length() > LONGEST) {
            problems.add("/" + name + ": is a text of up to " + LONGEST + " characters");
            return otherwise;
        }
        return node.asText().strip();
    }

    /** A whole number from 1 that must be there. */
    int count(String name) {
        return count(name, 0);
    }

    /** The same; @param otherwise when it is left out, 0 when it must be there */
    int count(String name, int otherwise) {
        String text = text(name, "");
        if (text.isEmpty() && otherwise > 0) {
            return otherwise;
        }
        try {
            int count = new BigDecimal(text).intValueExact();
            if (count > 0 && count <= MOST) {
                return count;
            }
        } catch (NumberFormatException | ArithmeticException e) {
            // Said below.
        }
        problems.add("/" + name + ": is a whole number from 1 to " + MOST);
        return 1;
    }

    /** An amount of money, more than nothing unless {@code zero}. */
    BigDecimal amount(String name, boolean zero) {
        try {
            BigDecimal amount = new BigDecimal(text(name, zero ? "0" : ""));
            if (amount.scale() <= 4 && amount.precision() <= 18 && amount.signum() >= (zero ? 0 : 1)) {
                return amount;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        problems.add("/" + name + ": is an amount" + (zero ? "" : " of more than zero"));
        return BigDecimal.ONE;
    }

    /** A day as in 2026-12-01. */
    String day(String name, LocalDate otherwise) {
        String text = text(name, otherwise.toString());
        try {
            return LocalDate.parse(text.length() > 10 ? text.substring(0, 10) : text)
                    .toString();
        } catch (DateTimeParseException e) {
            problems.add("/" + name + ": is a day as in 2026-12-01");
            return otherwise.toString();
        }
    }
}
