package io.deskloom.standin;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the books: an order, a refund, what is in stock. Never changed, only replaced.
 *
 * @param no its number here
 * @param ref what whoever wanted it calls it, "" for nothing; other calls may name it by that
 * @param values texts, numbers and truths
 */
record Paper(String no, String ref, String status, Map<String, @Nullable Object> values) {
    Paper {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    Paper in(String next) {
        return new Paper(no, ref, next, values);
    }

    Paper with(String name, @Nullable Object value) {
        Map<String, @Nullable Object> all = new LinkedHashMap<>(values);
        all.put(name, value);
        return new Paper(no, ref, status, all);
    }

    boolean is(String... some) {
        for (String one : some) {
            if (status.equals(one)) {
                return true;
            }
        }
        return false;
    }

    /** "" when there is none. */
    String text(String name) {
        Object value = values.get(name);
        return value == null ? "" : value.toString();
    }

    /** 0 when there is none. */
    int count(String name) {
        return values.get(name) instanceof Number number ? number.intValue() : 0;
    }

    boolean flag(String name) {
        return Boolean.TRUE.equals(values.get(name));
    }

    BigDecimal amount(String name) {
        Object value = values.get(name);
        return value == null ? BigDecimal.ZERO : new BigDecimal(value.toString());
    }

    /** As it is answered. */
    Map<String, @Nullable Object> shown() {
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        all.put("no", no);
        all.put("status", status);
        if (!ref.isEmpty()) {
            all.put("ref", ref);
        }
        all.putAll(values);
        return all;
    }
}
