package io.deskloom.script;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deskloom.field.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How values stand in a script's hands. A script's numbers are doubles, so only whole numbers that a double holds exactly are
 * numbers there; every other one is a text, and money a text with its currency.
 */
final class ScriptJson {
    /** Whole numbers up to here are exact as doubles. */
    private static final BigDecimal SAFE = BigDecimal.valueOf(9_007_199_254_740_991L);

    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(ScriptLimits.DEPTH)
                    .maxNumberLength(40)
                    .build())
            .build());

    private ScriptJson() {}

    /** Fields and expressions as a script is given them. Numbers are texts always, so that a price of 12 adds like one of 12.5. */
    static @Nullable Object of(Value value) {
        return switch (value) {
            case Value.Null _ -> null;
            case Value.Text(String text) -> text;
            case Value.Num(BigDecimal number) -> number.toPlainString();
            case Value.Money(BigDecimal amount, String currency) ->
                Map.of("amount", amount.toPlainString(), "currency", currency);
            case Value.Bool(boolean is) -> is;
            case Value.Date date -> date.day().toString();
            case Value.Timestamp time -> time.at().toString();
            case Value.Span span -> seconds(span.length());
            case Value.Items(List<Value> items) -> {
                List<@Nullable Object> all = new ArrayList<>();
                items.forEach(item -> all.add(of(item)));
                yield all;
            }
            case Value.Parts(Map<String, Value> parts) -> {
                Map<String, @Nullable Object> all = new LinkedHashMap<>();
                parts.forEach((name, part) -> all.put(name, of(part)));
                yield all;
            }
        };
    }

    private static String seconds(Duration length) {
        BigDecimal exact = BigDecimal.valueOf(length.getSeconds()).add(BigDecimal.valueOf(length.getNano(), 9));
        return exact.signum() == 0 ? "0" : exact.stripTrailingZeros().toPlainString();
    }

    /** Any JSON, as the server reads it: numbers that a double does not hold exactly become texts. */
    static @Nullable Object exact(@Nullable Object json) {
        return switch (json) {
            case null -> null;
            case Map<?, ?> map -> {
                Map<String, @Nullable Object> all = new LinkedHashMap<>();
                map.forEach((key, value) -> all.put(String.valueOf(key), exact(value)));
                yield all;
            }
            case List<?> list -> {
                List<@Nullable Object> all = new ArrayList<>();
                list.forEach(value -> all.add(exact(value)));
                yield all;
            }
            case Integer number -> number;
            case Number number -> {
                BigDecimal exact =
                        number instanceof BigInteger big ? new BigDecimal(big) : new BigDecimal(number.toString());
                yield isWhole(exact) && exact.abs().compareTo(SAFE) <= 0
                        ? (Object) exact.longValueExact()
                        : exact.toPlainString();
            }
            default -> json;
        };
    }

    private static boolean isWhole(BigDecimal number) {
        return number.signum() == 0 || number.stripTrailingZeros().scale() <= 0;
    }

    /** Null when it is too deep. */
    static @Nullable String write(@Nullable Object json) {
        if (depth(json) > ScriptLimits.DEPTH) {
            return null;
        }
        try {
            return JSON.writeValueAsString(json);
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    /** @throws JsonProcessingException when it is too deep, or no JSON */
    static @Nullable Object read(String text) throws JsonProcessingException {
        return JSON.readValue(text, Object.class);
    }

    private static int depth(@Nullable Object json) {
        int deepest = 0;
        if (json instanceof Map<?, ?> map) {
            for (Object value : map.values()) {
                deepest = Math.max(deepest, depth(value));
            }
            return deepest + 1;
        }
        if (json instanceof List<?> list) {
            for (Object value : list) {
                deepest = Math.max(deepest, depth(value));
            }
            return deepest + 1;
        }
        return 0;
    }
}
