package io.deskloom.standin;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One thing that can be asked.
 *
 * @param path with variable parts in braces: {@code /erp/orders/{order}/cancel}
 */
record Route(String method, String path, Work work) {
    /** Does what is asked, in books that are thrown away unless it is done. */
    @FunctionalInterface
    interface Work {
        Answer of(Books books, Asked asked);
    }

    /** What stands in the variable parts of a path; empty when the path is another one. @param parts decoded */
    Optional<Map<String, String>> match(String[] parts) {
        String[] own = path.split("/");
        if (own.length != parts.length) {
            return Optional.empty();
        }
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < own.length; i++) {
            if (own[i].startsWith("{")) {
                values.put(own[i].substring(1, own[i].length() - 1), parts[i]);
            } else if (!own[i].equals(parts[i])) {
                return Optional.empty();
            }
        }
        return Optional.of(values);
    }
}
